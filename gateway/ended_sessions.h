// The page's logins that people have ended before their time, in Redis, for all gateways of one
// store. Each is kept until it would have ended by itself, so there are never more than people have
// begun with the admin token in that time. A store that was lost forgets them; another admin token
// ends every login. Thread-safe.
#pragma once

#include "gateway/session.h"

namespace tandem {

class RedisPool;

// `pool` must outlive what this gives. An error: the store is away, or has not confirmed it.
EndedSessions EndedSessionsIn(RedisPool& pool);

}  // namespace tandem
