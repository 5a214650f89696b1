// What the scripts' replies have in common, told as results. Pure functions; safe from all threads.
#pragma once

#include "gateway/queue.h"
#include "gateway/redis.h"
#include "gateway/result.h"

#include <string_view>

namespace tandem {

// "ok"; kConflict for "lost"; kInvalid for anything else, as
// when the lease is not of the lane that the record belongs to.
Status ReplyStatus(const RedisReply& reply, const Lease& lease);
Error LostLease(const Lease& lease);
// What is under this name in Redis is not what we write there.
Error Damaged(std::string_view name, std::string_view what);
// The error of a command, with the key it was about.
Error Naming(std::string_view name, Error error);
Time TimeOf(const RedisReply& milliseconds);

}  // namespace tandem
