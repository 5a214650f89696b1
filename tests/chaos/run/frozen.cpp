#include "tests/chaos/run/frozen.h"

#include "tests/chaos/run/judge.h"
#include "tests/chaos/run/people.h"
#include "tests/free_port.h"
#include "tests/gateway/redis_process.h"
#include "tests/gateway/temporary_directory.h"
#include "tests/places.h"
#include "tests/sandbox/running_gateway.h"

#include <csignal>
#include <fstream>
#include <thread>

namespace tandem::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The third letter of /proc/N/stat, after the name in brackets.
bool IsFrozen(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string stat;
  std::getline(file, stat);
  const auto name = stat.rfind(')');
  return name != std::string::npos && stat.substr(name + 2, 1) == "T";
}

Json Configured(const sandbox::Sandbox& world, const RedisProcess& redis) {
  Json configuration = sandbox::TestConfiguration(world, "unused", FreePort());
  configuration.Set("redis", "unix://" + redis.socket())
      .Set("secret", "a secret of forty characters, for both of them")
      .Set("admin_token", "an admin token of forty characters at least");
  return configuration;
}

sandbox::Launch LaunchOf(const Settings& settings, const std::string& freeze) {
  sandbox::Launch launch;
  if (!settings.without.empty()) launch.environment.push_back("TANDEM_WITHOUT=" + settings.without);
  if (!freeze.empty()) launch.environment.push_back("TANDEM_FREEZE=" + freeze);
  return launch;
}

}  // namespace

Verdict PlayFrozen(const Settings& settings) {
  Verdict verdict;
  const auto missed = [&](const std::string& what) { verdict.differences.push_back({what, 0}); };
  RedisProcess redis;
  sandbox::Sandbox world;
  TemporaryDirectory first_folder;
  TemporaryDirectory second_folder;
  sandbox::RunningGateway first(TANDEM_BINARY, first_folder.path().string(),
                                Configured(world, redis));
  first.Kill();
  if (!first.Start(LaunchOf(settings, "after-intent:1"))) missed("the first one does not start");
  world.DeliverTo(first.url());
  People people(world, settings, seconds(3), [](const Linked&) { return std::size_t{0}; });
  people.Act();  // a ticket that wants an issue
  if (!world.WaitUntil([&] { return IsFrozen(first.id()); }, seconds(15)))
    missed("the first one was not frozen");
  sandbox::RunningGateway second(TANDEM_BINARY, second_folder.path().string(),
                                 Configured(world, redis));
  if (!settings.without.empty()) {
    second.Kill();
    (void)second.Start(LaunchOf(settings, ""));
  }
  world.DeliverTo(second.url());
  const auto issues = [&] { return world.Github().Repository().issues.size(); };
  if (!world.WaitUntil([&] { return issues() == 1 && second.IsIdle(); }, seconds(60)))
    missed("the second one did not do the work of the first");
  ::kill(first.id(), SIGCONT);
  // Whatever it still wants to write it writes now.
  if (!world.WaitForQuiet(seconds(2), seconds(20))) missed("it does not come to rest");
  for (Difference& each : Judge(world, people.ledger()))
    verdict.differences.push_back(std::move(each));
  return verdict;
}

}  // namespace tandem::chaos
