#include "tests/chaos/replicas.h"

#include "tests/places.h"

#include <fstream>
#include <memory>
#include <sstream>

namespace tandem::sandbox {
namespace {

// The sum of a metric's values over its labels.
int Sum(const RunningGateway& gateway, const std::string& name) {
  std::istringstream lines(gateway.Get("/metrics"));
  double sum = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(name + "{", 0) == 0) sum += std::stod(line.substr(line.rfind(' ')));
  }
  return static_cast<int>(sum);
}

}  // namespace

Replicas::~Replicas() {
  for (Other& other : others_) StopWell(*other.gateway);
}

RunningGateway& Replicas::Add() {
  std::ifstream file(story.gateway().config_path());
  std::ostringstream text;
  text << file.rdbuf();
  auto configuration = Json::Parse(text.str());
  EXPECT_TRUE(configuration.ok());
  configuration->Set("listen", "127.0.0.1:" + std::to_string(FreePort()));
  Other& other = others_.emplace_back();
  other.gateway =
      std::make_unique<RunningGateway>(TANDEM_BINARY, other.folder.path().string(), *configuration);
  return *other.gateway;
}

bool Replicas::Quiet(const RunningGateway& gateway) {
  using std::chrono::milliseconds;
  return Story::Soon(
      [&] {
        return story.world().WaitForQuiet(milliseconds(300), std::chrono::seconds(5)) &&
               gateway.IsIdle() && story.world().Log().QuietFor() >= milliseconds(300);
      },
      std::chrono::seconds(40));
}

std::size_t Replicas::Calls(Service service, const std::string& method, const std::string& shape) {
  return story.world().Log().Count(service, method, shape);
}

int Taken(const RunningGateway& gateway) {
  return Sum(gateway, "tandem_deliveries_total");
}

int CallsMade(const RunningGateway& gateway) {
  return Sum(gateway, "tandem_upstream_calls_total");
}

}  // namespace tandem::sandbox
