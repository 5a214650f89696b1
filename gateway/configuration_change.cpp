#include "gateway/configuration_change.h"

#include "gateway/scripts.h"
#include "gateway/signature.h"

namespace tandem {

// Keyed, because Redis shall not hold anything that a short secret could be guessed from.
std::string FingerprintOf(const Config& config, const Secret& key) {
  return HmacSha256(key, "configuration " + config.effective.Reveal());
}

Result<std::optional<std::int64_t>> RetryParkedIfChanged(RedisPool& pool, const Config& config,
                                                         const Secret& key) {
  TRY_ASSIGN(const RedisReply reply, pool.Run(scripts::TakeConfiguration(), {},
                                              {FingerprintOf(config, key), RandomUuid()}));
  if (reply.Integer() < 0) return std::optional<std::int64_t>();
  return std::optional(reply.Integer());
}

}  // namespace tandem
