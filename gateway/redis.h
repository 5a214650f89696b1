// Redis as the store's scripts see it: commands and scripts in, typed replies out. hiredis is seen
// only in redis_connection.cpp and redis_tls.cpp. RedisPool is thread-safe; each call borrows a
// connection of its own, so calls never wait for one another.
#pragma once

#include "gateway/config.h"
#include "gateway/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tandem {

class RedisReply {
 public:
  using List = std::vector<RedisReply>;
  RedisReply() = default;  // nil
  explicit RedisReply(std::int64_t value) : value_(value) {}
  explicit RedisReply(std::string value) : value_(std::move(value)) {}
  explicit RedisReply(List value) : value_(std::move(value)) {}

  bool IsNil() const { return std::holds_alternative<std::monostate>(value_); }
  // Zero, empty text, empty list when the reply is of another type. A text that is a number counts
  // as one.
  std::int64_t Integer() const;
  const std::string& Text() const;
  const List& Items() const;

 private:
  std::variant<std::monostate, std::int64_t, std::string, List> value_{};
};

// A Lua script, sent by its hash and loaded when the server does not know it.
class RedisScript {
 public:
  RedisScript(std::string name, std::string lua);
  const std::string& name() const { return name_; }
  const std::string& lua() const { return lua_; }
  const std::string& sha1() const { return sha1_; }

 private:
  std::string name_;
  std::string lua_;
  std::string sha1_;
};

struct RedisLimits {
  std::chrono::milliseconds connect{1'000};
  std::chrono::milliseconds command{3'000};
  std::chrono::milliseconds replicas{1'000};  // to confirm; less than `command`
  // So long a connection to a master that a sentinel named is used: one that is cut off from the
  // sentinels does not know that it was replaced.
  std::chrono::milliseconds trust{10'000};
};

class RedisPool {
 public:
  explicit RedisPool(RedisConfig config, RedisLimits limits = {});
  ~RedisPool();
  RedisPool(const RedisPool&) = delete;
  RedisPool& operator=(const RedisPool&) = delete;

  // kUnavailable: not sent, or refused without effect (LOADING, READONLY, OOM, MISCONF, BUSY,
  // NOSCRIPT...). kUnauthorized: NOAUTH, NOPERM, WRONGPASS. kUnknownOutcome: sent, no whole answer;
  // the connection is dropped. kInvalid: any other error reply.
  Result<RedisReply> Command(const std::vector<std::string>& words);
  Result<RedisReply> Run(const RedisScript& script, const std::vector<std::string>& keys,
                         const std::vector<std::string>& arguments);
  // The same for what must survive a failover, before anything is done on the strength of it: as
  // many replicas as the configuration asks for have it, too. kUnavailable also when they do not
  // say so in time: then it is written, and whether it will last is not known.
  Result<RedisReply> RunConfirmed(const RedisScript& script, const std::vector<std::string>& keys,
                                  const std::vector<std::string>& arguments);
  // Why the last RunConfirmed was not confirmed; empty when it was.
  std::string Unconfirmed() const;

 private:
  struct Idle;
  class Borrowed;
  static Result<RedisReply> RunOn(Borrowed& connection, const RedisScript& script,
                                  const std::vector<std::string>& keys,
                                  const std::vector<std::string>& arguments);
  Status Confirm(Borrowed& connection);
  std::unique_ptr<Idle> idle_;
};

// What is wrong with a server that may forget: appendonly, appendfsync, maxmemory-policy; each with
// the command that mends it.
struct RedisDurability {
  std::vector<std::string> mistakes{};
  std::vector<std::string> warnings{};  // CONFIG is not permitted: it cannot be told
};
Result<RedisDurability> CheckDurability(RedisPool& pool);

}  // namespace tandem
