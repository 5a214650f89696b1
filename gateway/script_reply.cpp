#include "gateway/script_reply.h"

#include <string>

namespace tandem {

Status ReplyStatus(const RedisReply& reply, const Lease& lease) {
  if (reply.Text() == "ok") return Done{};
  if (reply.Text() == "lost") return LostLease(lease);
  return Error{Remedy::kInvalid, "the store refused a record under the lease of " +
                                     lease.lane.text + ": " + reply.Text()};
}

Error LostLease(const Lease& lease) {
  return {Remedy::kConflict, "the lease of " + lease.lane.text + " is lost"};
}

Error Damaged(std::string_view name, std::string_view what) {
  return {Remedy::kInvalid, "Redis, " + std::string(name) + ": " + std::string(what)};
}

Error Naming(std::string_view name, Error error) {
  error.message = "Redis, " + std::string(name) + ": " + error.message;
  return error;
}

Time TimeOf(const RedisReply& milliseconds) {
  return Time(std::chrono::milliseconds(milliseconds.Integer()));
}

}  // namespace tandem
