#include "gateway/redis_error.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

using namespace std::string_view_literals;

// Redis answers these before the command, or the first write of a script, has had an effect.
constexpr std::array kRefused{"LOADING"sv,  "READONLY"sv,   "OOM"sv,        "MISCONF"sv,
                              "BUSY"sv,     "NOSCRIPT"sv,   "MASTERDOWN"sv, "NOREPLICAS"sv,
                              "TRYAGAIN"sv, "CLUSTERDOWN"sv};
constexpr std::array kForbidden{"NOAUTH"sv, "NOPERM"sv, "WRONGPASS"sv};

bool Contains(const auto& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view FirstWord(std::string_view text) {
  return text.substr(0, text.find(' '));
}

Remedy RemedyOf(std::string_view reply) {
  const auto code = RedisErrorCode(reply);
  if (Contains(kRefused, code)) return Remedy::kUnavailable;
  if (Contains(kForbidden, code)) return Remedy::kUnauthorized;
  if (reply.starts_with("ERR max number of clients")) return Remedy::kUnavailable;
  return Remedy::kInvalid;
}

}  // namespace

std::string_view RedisErrorCode(std::string_view reply) {
  if (reply.starts_with("ERR Error running script")) {
    const auto inner = reply.find(": -");
    if (inner != std::string_view::npos) return FirstWord(reply.substr(inner + 3));
  }
  return FirstWord(reply);
}

Error RedisRefusal(std::string_view reply, const std::string& what) {
  const auto text = reply.substr(0, reply.find(", with args beginning with"));
  return Error{RemedyOf(reply), what + ": Redis answered: " + std::string(text), {}};
}

}  // namespace tandem
