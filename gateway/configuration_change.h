// Tells whether the configuration is another one than when a gateway last took it, and lets what is
// parked be tried again then: the mend of most of it is a changed setting. Thread-safe.
#pragma once

#include "gateway/config.h"
#include "gateway/redis.h"
#include "gateway/result.h"
#include "gateway/secret.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tandem {

// Of all settings and all credentials; nobody without `key` can tell from it what they are.
std::string FingerprintOf(const Config& config, const Secret& key);

// Remembers the fingerprint in the store. When it is another one than before, all parked lanes are
// due now: how many; nothing when it is the same. To be called at each start and after each new
// reading of the file. `key`: the one that writes markers.
Result<std::optional<std::int64_t>> RetryParkedIfChanged(RedisPool& pool, const Config& config,
                                                         const Secret& key);

}  // namespace tandem
