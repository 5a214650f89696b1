#include "gateway/redis.h"

#include "gateway/redis_address.h"
#include "gateway/redis_connection.h"
#include "gateway/redis_error.h"

#include <openssl/evp.h>

#include <array>
#include <charconv>
#include <mutex>

namespace tandem {
namespace {

// More threads than this may call at once; only so many connections are kept afterwards.
constexpr std::size_t kMostIdle = 64;

std::string Sha1Hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += kDigits[digest[i] >> 4U];
    hex += kDigits[digest[i] & 15U];
  }
  return hex;
}

// After these the server is not the one to talk to, or not now: the next call connects anew, which
// asks the sentinels again.
bool EndsTheConnection(std::string_view refusal) {
  const auto code = RedisErrorCode(refusal);
  return code == "READONLY" || code == "MASTERDOWN" || code == "LOADING" || code == "NOAUTH";
}

std::vector<std::string> ScriptWords(const std::string& command, const std::string& script,
                                     const std::vector<std::string>& keys,
                                     const std::vector<std::string>& arguments) {
  std::vector<std::string> words{command, script, std::to_string(keys.size())};
  words.insert(words.end(), keys.begin(), keys.end());
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

}  // namespace

std::int64_t RedisReply::Integer() const {
  if (const auto* number = std::get_if<std::int64_t>(&value_)) return *number;
  const auto& text = Text();
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() ? number : 0;
}

const std::string& RedisReply::Text() const {
  static const std::string none;
  const auto* text = std::get_if<std::string>(&value_);
  return text != nullptr ? *text : none;
}

const RedisReply::List& RedisReply::Items() const {
  static const List none;
  const auto* items = std::get_if<List>(&value_);
  return items != nullptr ? *items : none;
}

RedisScript::RedisScript(std::string name, std::string lua)
    : name_(std::move(name)), lua_(std::move(lua)), sha1_(Sha1Hex(lua_)) {}

namespace {

struct Opened {
  std::unique_ptr<RedisConnection> connection{};
  std::chrono::steady_clock::time_point at{};
};

}  // namespace

// The connections that nobody uses now.
struct RedisPool::Idle {
  RedisConfig config{};
  RedisLimits limits{};
  std::mutex mutex{};
  std::vector<Opened> connections{};
  std::string unconfirmed{};

  Opened Take() {
    const std::lock_guard lock(mutex);
    if (connections.empty()) return {};
    Opened opened = std::move(connections.back());
    connections.pop_back();
    return opened;
  }
  void Keep(Opened opened) {
    const std::lock_guard lock(mutex);
    if (connections.size() < kMostIdle) connections.push_back(std::move(opened));
  }
  bool MayUse(const Opened& opened) const {
    const bool named = std::holds_alternative<RedisSentinels>(config.server);
    const bool trusted = !named || std::chrono::steady_clock::now() < opened.at + limits.trust;
    return trusted && opened.connection->IsUsable();
  }
  void Drop() {
    std::vector<Opened> closed;  // outside the lock
    const std::lock_guard lock(mutex);
    closed.swap(connections);
  }
};

// A connection for one call: goes back to the idle ones unless it broke, or must be left.
class RedisPool::Borrowed {
 public:
  explicit Borrowed(Idle& idle) : idle_(idle) {}
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ~Borrowed() {
    if (opened_.connection) idle_.Keep(std::move(opened_));
  }

  // One command, its answer.
  Result<RedisAnswer> Ask(const std::vector<std::string>& words) {
    if (!opened_.connection && !TakeIdle()) TRY(Open());
    auto answer = opened_.connection->Ask(words);
    if (!answer.ok() || EndsTheConnection(answer->refusal)) {
      opened_.connection.reset();
      idle_.Drop();  // the others will have ended as well
    }
    return answer;
  }

 private:
  // One that the server has closed, or that is too old, is left here, before a byte is sent over
  // it.
  bool TakeIdle() {
    while ((opened_ = idle_.Take()).connection != nullptr) {
      if (idle_.MayUse(opened_)) return true;
    }
    return false;
  }
  Status Open() {
    const auto now = std::chrono::steady_clock::now();
    TRY_ASSIGN(opened_.connection, OpenRedis(idle_.config, idle_.limits));
    opened_.at = now;
    return Done{};
  }

  Idle& idle_;
  Opened opened_{};
};

RedisPool::RedisPool(RedisConfig config, RedisLimits limits) : idle_(std::make_unique<Idle>()) {
  idle_->config = std::move(config);
  idle_->limits = limits;
}
RedisPool::~RedisPool() = default;

Result<RedisReply> RedisPool::Command(const std::vector<std::string>& words) {
  if (words.empty()) return Error{Remedy::kInvalid, "an empty command for Redis", {}};
  Borrowed connection(*idle_);
  TRY_ASSIGN(auto answer, connection.Ask(words));
  if (!answer.refusal.empty()) return RedisRefusal(answer.refusal, words.front());
  return std::move(answer.reply);
}

Result<RedisReply> RedisPool::Run(const RedisScript& script, const std::vector<std::string>& keys,
                                  const std::vector<std::string>& arguments) {
  Borrowed connection(*idle_);
  return RunOn(connection, script, keys, arguments);
}

Result<RedisReply> RedisPool::RunConfirmed(const RedisScript& script,
                                           const std::vector<std::string>& keys,
                                           const std::vector<std::string>& arguments) {
  Borrowed connection(*idle_);
  TRY_ASSIGN(auto reply, RunOn(connection, script, keys, arguments));
  if (idle_->config.replicas == 0) return reply;
  const Status confirmed = Confirm(connection);
  const std::lock_guard lock(idle_->mutex);
  idle_->unconfirmed = confirmed.ok() ? "" : confirmed.error().message;
  if (!confirmed.ok()) return confirmed.error();
  return reply;
}

std::string RedisPool::Unconfirmed() const {
  const std::lock_guard lock(idle_->mutex);
  return idle_->unconfirmed;
}

Result<RedisReply> RedisPool::RunOn(Borrowed& connection, const RedisScript& script,
                                    const std::vector<std::string>& keys,
                                    const std::vector<std::string>& arguments) {
  TRY_ASSIGN(auto answer, connection.Ask(ScriptWords("EVALSHA", script.sha1(), keys, arguments)));
  if (RedisErrorCode(answer.refusal) == "NOSCRIPT") {
    // EVAL runs it and keeps it for the next EVALSHA, in one step.
    TRY_ASSIGN(answer, connection.Ask(ScriptWords("EVAL", script.lua(), keys, arguments)));
  }
  if (!answer.refusal.empty()) return RedisRefusal(answer.refusal, "script " + script.name());
  return std::move(answer.reply);
}

// WAIT counts the replicas that have what this very connection wrote.
Status RedisPool::Confirm(Borrowed& connection) {
  const int wanted = idle_->config.replicas;
  const auto patience = std::to_string(idle_->limits.replicas.count());
  TRY_ASSIGN(const auto answer, connection.Ask({"WAIT", std::to_string(wanted), patience}));
  if (!answer.refusal.empty()) return RedisRefusal(answer.refusal, "WAIT");
  const auto confirmed = answer.reply.Integer();
  if (confirmed >= wanted) return Done{};
  return Error{Remedy::kUnavailable,
               std::to_string(confirmed) + " replicas of Redis confirmed a write within " +
                   patience + " ms, and the setting \"redis_replicas\" wants " +
                   std::to_string(wanted),
               {}};
}

}  // namespace tandem
