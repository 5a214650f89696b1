// A story whose gateway uses a Redis of the test's own, so that the test can hurt it. Used by the
// thread that made it.
#pragma once

#include "gateway/redis.h"
#include "tests/gateway/redis_process.h"
#include "tests/scenarios/story.h"

#include <functional>
#include <string>
#include <vector>

namespace tandem::sandbox {

// Puts the address of a Redis, and what is required with it, into a configuration.
void UseRedis(Json& configuration, const Json& redis);
void UseRedis(Json& configuration, const RedisProcess& redis);

struct OwnRedis {
  explicit OwnRedis(std::vector<std::string> arguments = {},
                    const std::function<void(Json&)>& change = {});

  // A command in the Redis, given before it is hurt or after it is mended; it must succeed.
  RedisReply Ask(const std::vector<std::string>& words);

  RedisProcess redis;
  RedisPool pool;
  Story story;
};

// What a webhook of Freshdesk about this ticket is answered now.
struct WebhookAnswer {
  int status = 0;
  std::string retry_after{};
};
WebhookAnswer PostFreshdesk(const RunningGateway& gateway, std::int64_t ticket);

// Whether the gateway's log holds the text.
bool LogHas(const RunningGateway& gateway, const std::string& text);

}  // namespace tandem::sandbox
