#include "gateway/health_command.h"

#include "gateway/config_values.h"

#include <httplib.h>

#include <utility>

namespace tandem {
namespace {

constexpr time_t kTimeout = 5;  // seconds

Error NotWell(std::string message) {
  return {Remedy::kUnavailable, std::move(message), {}};
}

}  // namespace

Result<std::string> HealthUrl(const Address& listen) {
  if (listen.port == 0) {
    return Error{Remedy::kInvalid, "\"listen\" has port 0, so the port is unknown: use --url", {}};
  }
  ConfiguredUrl url{.scheme = "http", .host = listen.host, .port = listen.port};
  if (listen.host == "0.0.0.0") url.host = "127.0.0.1";
  if (listen.host == "::") url.host = "::1";
  return url.Origin();
}

Status AskHealth(const std::string& base_url, HealthQuestion question) {
  TRY_ASSIGN(const ConfiguredUrl url, ReadConfiguredUrl(base_url));
  if (url.scheme != "http" && url.scheme != "https") {
    return Error{Remedy::kInvalid, "must begin with http:// or https://", {}};
  }
  httplib::Client client(url.Origin());
  client.set_connection_timeout(kTimeout);
  client.set_read_timeout(kTimeout);
  const char* path = question == HealthQuestion::kReady ? "/health/ready" : "/health/live";
  const auto answer = client.Get(path);
  if (!answer)
    return NotWell("no answer from " + url.Origin() + " (" + httplib::to_string(answer.error()) +
                   ")");
  if (answer->status != 200) {
    return NotWell(url.Origin() + path + " answered " + std::to_string(answer->status));
  }
  return Done{};
}

}  // namespace tandem
