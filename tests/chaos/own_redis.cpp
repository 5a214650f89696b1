#include "tests/chaos/own_redis.h"

#include <httplib.h>

#include <fstream>
#include <sstream>

namespace tandem::sandbox {

void UseRedis(Json& configuration, const Json& redis) {
  configuration.Set("redis", redis).Set("secret", "the key of the markers, for all gateways");
}

void UseRedis(Json& configuration, const RedisProcess& redis) {
  UseRedis(configuration, "unix://" + redis.socket());
}

OwnRedis::OwnRedis(std::vector<std::string> arguments, const std::function<void(Json&)>& change)
    : redis(std::move(arguments)), pool(redis.config()), story([&](Json& configuration) {
        UseRedis(configuration, redis);
        if (change) change(configuration);
      }) {}

RedisReply OwnRedis::Ask(const std::vector<std::string>& words) {
  auto reply = pool.Command(words);
  EXPECT_TRUE(reply.ok()) << words.front() << ": " << reply.error().message;
  return reply.value_or(RedisReply());
}

WebhookAnswer PostFreshdesk(const RunningGateway& gateway, std::int64_t ticket) {
  httplib::Client client(gateway.url());
  client.set_read_timeout(std::chrono::seconds(10));
  const auto answer =
      client.Post("/webhooks/freshdesk/" + std::to_string(ticket),
                  {{"X-Tandem-Secret", "freshdesk-secret"}}, "{}", "application/json");
  if (!answer) return {};
  return {answer->status, answer->get_header_value("Retry-After")};
}

bool LogHas(const RunningGateway& gateway, const std::string& text) {
  std::ifstream file(gateway.log_path());
  std::ostringstream all;
  all << file.rdbuf();
  return all.str().find(text) != std::string::npos;
}

}  // namespace tandem::sandbox
