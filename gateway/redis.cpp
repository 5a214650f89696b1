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
  static const std::string kNone;
  const auto* text = std::get_if<std::string>(&value_);
  return text != nullptr ? *text : kNone;
}

const RedisReply::List& RedisReply::Items() const {
  static const List kNone;
  const auto* items = std::get_if<List>(&value_);
  return items != nullptr ? *items : kNone;
}

RedisScript::RedisScript(std::string name, std::string lua)
    : name_(std::move(name)), lua_(std::move(lua)), sha1_(Sha1Hex(lua_)) {}

// The connections that nobody uses now.
struct RedisPool::Idle {
  RedisConfig config{};
  RedisLimits limits{};
  std::mutex mutex{};
  std::vector<std::unique_ptr<RedisConnection>> connections{};

  std::unique_ptr<RedisConnection> Take() {
    const std::lock_guard lock(mutex);
    if (connections.empty()) return nullptr;
    auto connection = std::move(connections.back());
    connections.pop_back();
    return connection;
  }
  void Keep(std::unique_ptr<RedisConnection> connection) {
    const std::lock_guard lock(mutex);
    if (connections.size() < kMostIdle) connections.push_back(std::move(connection));
  }
  void Drop() {
    std::vector<std::unique_ptr<RedisConnection>> closed;  // outside the lock
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
    if (connection_) idle_.Keep(std::move(connection_));
  }

  // One command, its answer.
  Result<RedisAnswer> Ask(const std::vector<std::string>& words) {
    if (!connection_ && !TakeIdle()) TRY(Open());
    auto answer = connection_->Ask(words);
    if (!answer.ok() || EndsTheConnection(answer->refusal)) {
      connection_.reset();
      idle_.Drop();  // the others will have ended as well
    }
    return answer;
  }

 private:
  // One that the server has closed is left here, before a byte is sent over it.
  bool TakeIdle() {
    while ((connection_ = idle_.Take()) != nullptr) {
      if (connection_->IsUsable()) return true;
    }
    return false;
  }
  Status Open() {
    TRY_ASSIGN(connection_, OpenRedis(idle_.config, idle_.limits));
    return Done{};
  }

  Idle& idle_;
  std::unique_ptr<RedisConnection> connection_{};
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
  TRY_ASSIGN(auto answer, connection.Ask(ScriptWords("EVALSHA", script.sha1(), keys, arguments)));
  if (RedisErrorCode(answer.refusal) == "NOSCRIPT") {
    // EVAL runs it and keeps it for the next EVALSHA, in one step.
    TRY_ASSIGN(answer, connection.Ask(ScriptWords("EVAL", script.lua(), keys, arguments)));
  }
  if (!answer.refusal.empty()) return RedisRefusal(answer.refusal, "script " + script.name());
  return std::move(answer.reply);
}

}  // namespace tandem
