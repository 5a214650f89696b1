#include "gateway/redis.h"

#include <array>
#include <optional>

namespace tandem {
namespace {

struct Wanted {
  const char* setting;
  const char* value;
  const char* why;
};
constexpr std::array kWanted{
    Wanted{"appendonly", "yes", "a restart of Redis would lose everything since its last snapshot"},
    Wanted{"appendfsync", "always", "a crash of Redis would lose deliveries that were accepted"},
    Wanted{"maxmemory-policy", "noeviction", "Redis would throw links away when memory is short"},
};

bool IsNotPermitted(const Error& error) {
  return error.remedy == Remedy::kInvalid ||  // "unknown command", as managed services have it
         error.message.find("NOPERM") != std::string::npos;
}

std::string Mend(const Wanted& wanted) {
  return std::string("redis-cli CONFIG SET ") + wanted.setting + " " + wanted.value +
         ", then redis-cli CONFIG REWRITE";
}

// nullopt: the server does not tell.
Result<std::optional<std::string>> ReadSetting(RedisPool& pool, const char* name) {
  auto reply = pool.Command({"CONFIG", "GET", name});
  if (!reply.ok()) {
    if (IsNotPermitted(reply.error())) return std::optional<std::string>();
    return reply.error();
  }
  if (reply->Items().size() != 2) return std::optional<std::string>();
  return std::optional(reply->Items()[1].Text());
}

}  // namespace

Result<RedisDurability> CheckDurability(RedisPool& pool) {
  RedisDurability durability;
  for (const auto& wanted : kWanted) {
    TRY_ASSIGN(const auto value, ReadSetting(pool, wanted.setting));
    const std::string should = std::string(wanted.setting) + " must be \"" + wanted.value + "\"";
    if (!value) {
      durability.warnings.push_back("Redis does not tell its " + std::string(wanted.setting) +
                                    " (CONFIG is not permitted): make sure that " + should +
                                    ", else " + wanted.why);
    } else if (*value != wanted.value) {
      durability.mistakes.push_back(should + " and is \"" + *value + "\": " + wanted.why +
                                    ". Mend it with: " + Mend(wanted));
    }
  }
  return durability;
}

}  // namespace tandem
