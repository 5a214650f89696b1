// From the setting "redis" to a connection that may be used: finds the server, signs in, selects
// the database. No state; thread-safe.
#pragma once

#include "gateway/redis_connection.h"

#include <memory>

namespace tandem {

// Nothing but the sign-in is ever sent here, so a failure is never kUnknownOutcome. With sentinels
// each call asks them anew, in their order, and takes only a server that says it is a master.
// kUnauthorized: the credentials of the setting "redis" were refused.
Result<std::unique_ptr<RedisConnection>> OpenRedis(const RedisConfig& config,
                                                   const RedisLimits& limits);

}  // namespace tandem
