#include "gateway/retry.h"

#include <algorithm>
#include <cstdint>

namespace tandem {
namespace {

constexpr std::chrono::hours kParkedRetry{1};

// FNV-1a.
std::uint32_t Hash(const std::string& text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

// What a person has to look at comes first, then what will be wrong again; what only takes time
// comes last.
int Weight(Remedy remedy) {
  switch (remedy) {
    case Remedy::kUnauthorized:
      return 5;
    case Remedy::kInvalid:
      return 4;
    case Remedy::kNotFound:
      return 3;
    case Remedy::kUnavailable:
      return 2;
    case Remedy::kConflict:
      return 1;
    case Remedy::kUnknownOutcome:
      return 0;
  }
  return 0;
}

}  // namespace

std::chrono::milliseconds Backoff(const RetryConfig& retry, const Key& key, int attempts) {
  constexpr int kDoublings = 20;
  const auto grown = retry.first * (std::int64_t{1} << std::clamp(attempts, 0, kDoublings));
  const auto wait = std::min(grown, retry.max);
  constexpr int kSteps = 101;  // 75 % to 125 %
  const auto percent =
      75 + static_cast<int>(Hash(key.text + ":" + std::to_string(attempts)) % kSteps) / 2;
  return std::max(std::chrono::milliseconds(1), wait * percent / 100);
}

Outcome AfterError(const Error& error, const Work& work, Time now, const RetryConfig& retry) {
  // Found by looking, and that only after the window: not a failure.
  if (error.remedy == Remedy::kUnknownOutcome) return Failed{retry.look_after, error.message};
  const auto wait = std::max(Backoff(retry, work.lease.lane, work.attempts),
                             error.retry_after.value_or(std::chrono::milliseconds(0)));
  const bool over = work.attempts > 0 && now - work.failing_since >= retry.give_up;
  if (over) return Park{kParkedRetry, error.message};
  switch (error.remedy) {
    case Remedy::kInvalid:
      return Park{kParkedRetry, error.message};
    case Remedy::kUnauthorized:
    case Remedy::kNotFound:
      return Park{wait, error.message};
    default:
      return Failed{wait, error.message};
  }
}

Outcome AfterSync(const std::vector<Error>& troubles, const std::vector<Wait>& waits,
                  const Work& work, Time now, const RetryConfig& retry) {
  if (!troubles.empty()) {
    const auto worst = std::max_element(troubles.begin(), troubles.end(),
                                        [](const Error& left, const Error& right) {
                                          return Weight(left.remedy) < Weight(right.remedy);
                                        });
    return AfterError(*worst, work, now, retry);
  }
  if (waits.empty()) return Finished{};
  const auto next = std::min_element(
      waits.begin(), waits.end(),
      [](const Wait& left, const Wait& right) { return left.until < right.until; });
  if (next->until > now) return Again{next->until - now};
  return AfterError({Remedy::kUnavailable, next->reason, {}}, work, now, retry);
}

}  // namespace tandem
