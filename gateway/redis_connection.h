// One connection to one Redis server, without authentication or any other state of its own. Used by
// one thread at a time. hiredis is seen only in redis_connection.cpp and redis_tls.cpp.
#pragma once

#include "gateway/redis.h"

#include <chrono>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tandem {

using RedisPlace = std::variant<RedisTcp, RedisUnix>;
std::string Describe(const RedisPlace& place);  // "redis://host:6379", "unix:///path"

// A whole answer: a reply, or the text of an error reply.
struct RedisAnswer {
  RedisReply reply{};
  std::string refusal{};  // "LOADING Redis is loading..."; empty: `reply` holds
};

class RedisConnection {
 public:
  // kUnavailable when nobody answers within `limits.connect`; kInvalid when this build cannot reach
  // such a place. From the first call on, the process ignores SIGPIPE: hiredis writes to sockets
  // whose other end may be gone, and that must be an error and not the end of the process.
  static Result<std::unique_ptr<RedisConnection>> Open(const RedisPlace& place,
                                                       const RedisLimits& limits);
  ~RedisConnection();
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  // Sends one command and waits for its answer, `limits.command` in all. kUnavailable: it was not
  // sent whole, so Redis cannot have run it. kUnknownOutcome: it was sent, and no whole answer
  // came. After either the connection is of no use (IsUsable).
  Result<RedisAnswer> Ask(const std::vector<std::string>& words);

  // False once a call failed: an answer may still be on its way, and nobody must take it for the
  // next one's. Also false when the idle connection was closed by the server, or holds bytes that
  // nobody asked for.
  bool IsUsable() const;
  const std::string& place() const { return place_; }  // for messages

 private:
  struct Context;
  RedisConnection(std::unique_ptr<Context> context, const RedisPlace& place,
                  const RedisLimits& limits);
  using Deadline = std::chrono::steady_clock::time_point;
  Status Send(const std::vector<std::string>& words, Deadline deadline);
  Result<RedisAnswer> Receive(Deadline deadline);
  Error Broken(Remedy remedy, const std::string& what);

  std::unique_ptr<Context> context_;
  std::string place_;
  RedisLimits limits_;
  bool broken_ = false;
};

}  // namespace tandem
