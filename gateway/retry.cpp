#include "gateway/retry.h"

#include "gateway/parked_advice.h"

#include <algorithm>
#include <cstdint>
#include <optional>

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

std::chrono::milliseconds After(const Outcome& outcome) {
  if (const auto* park = std::get_if<Park>(&outcome)) return park->after;
  return std::get<Failed>(outcome).after;
}

Outcome With(std::chrono::milliseconds after, const Outcome& outcome) {
  if (const auto* park = std::get_if<Park>(&outcome)) return Park{after, park->reason, park->cause};
  const auto& failed = std::get<Failed>(outcome);
  return Failed{after, failed.reason, failed.cause};
}

// The waits differ from one try to the next; what is told of them does not, since each text that
// differs is a write.
std::chrono::milliseconds ToldOf(std::chrono::milliseconds after, const RetryConfig& retry) {
  const auto longest_backoff = retry.max * 5 / 4;
  return after <= longest_backoff ? retry.max
                                  : std::max<std::chrono::milliseconds>(retry.max, kParkedRetry);
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

std::chrono::milliseconds WaitForLateRead(std::chrono::milliseconds late,
                                          std::chrono::milliseconds settle) {
  constexpr std::chrono::milliseconds kLongest{5'000};
  return std::max(settle, std::min(late, kLongest));
}

Outcome AfterError(const Error& error, const Work& work, Time now, const RetryConfig& retry) {
  const bool over = work.attempts > 0 && now - work.failing_since >= retry.give_up;
  const ParkedCause cause = CauseOf(error);
  if (over) return Park{kParkedRetry, error.message, cause};
  // What is unknown is found by looking, and that only after the window.
  const bool unknown = error.remedy == Remedy::kUnknownOutcome;
  const std::chrono::milliseconds own =
      unknown ? retry.look_after : Backoff(retry, work.lease.lane, work.attempts);
  const auto wait = std::max(own, error.retry_after.value_or(std::chrono::milliseconds(0)));
  switch (error.remedy) {
    case Remedy::kInvalid:
      return Park{kParkedRetry, error.message, cause};
    case Remedy::kUnauthorized:
    case Remedy::kNotFound:
      return Park{wait, error.message, cause};
    default:
      return Failed{wait, error.message, cause};
  }
}

Outcome AfterSync(const std::vector<Error>& troubles, const std::vector<Wait>& waits,
                  const Work& work, Time now, const RetryConfig& retry) {
  std::vector<Error> all = troubles;
  std::optional<std::chrono::milliseconds> soonest;
  const auto no_later = [&](std::chrono::milliseconds after) {
    soonest = std::min(soonest.value_or(after), after);
  };
  for (const Wait& wait : waits) {
    if (wait.until > now) {
      no_later(wait.until - now);
    } else {
      all.push_back({Remedy::kUnavailable, wait.reason, {}});
    }
  }
  if (all.empty()) return soonest ? Outcome(Again{*soonest}) : Outcome(Finished{});
  std::optional<std::chrono::milliseconds> after_failure;
  for (const Error& each : all) {
    const auto after = After(AfterError(each, work, now, retry));
    after_failure = std::min(after_failure.value_or(after), after);
  }
  // A wait that comes anew with each look does not keep a failure from being tried less often.
  if (soonest) soonest = std::max(*soonest, std::min(*after_failure, retry.look_after));
  no_later(*after_failure);
  // The service that failed at a write is left alone for as long as it asked, whatever waits for
  // less. (One that is paused is not called; what does not need it goes on.)
  for (const Error& each : all) {
    if (each.remedy == Remedy::kUnknownOutcome)
      soonest = std::max(*soonest, each.retry_after.value_or(std::chrono::milliseconds(0)));
  }
  const auto worst =
      std::max_element(all.begin(), all.end(), [](const Error& left, const Error& right) {
        return Weight(left.remedy) < Weight(right.remedy);
      });
  return With(*soonest, AfterError(*worst, work, now, retry));
}

Outcome Worse(const Outcome& first, const Outcome& second) {
  const auto weight = [](const Outcome& outcome) {
    if (std::holds_alternative<Park>(outcome)) return 4;
    if (std::holds_alternative<Failed>(outcome)) return 3;
    if (std::holds_alternative<Again>(outcome)) return 2;
    return std::holds_alternative<Rest>(outcome) ? 1 : 0;
  };
  return weight(second) >= weight(first) ? second : first;
}

std::chrono::milliseconds Patience(const RetryConfig& retry) {
  return retry.look_after * 4 / 3;
}

std::optional<Holdup> HoldupOf(const Outcome& outcome, const Work& work, Time now,
                               const RetryConfig& retry) {
  const Time since = work.attempts > 0 ? work.failing_since : now;
  if (const auto* park = std::get_if<Park>(&outcome))
    return Holdup{park->reason, since, true, ToldOf(park->after, retry)};
  const auto* failed = std::get_if<Failed>(&outcome);
  const bool long_enough = now - since >= Patience(retry);
  if (failed == nullptr || work.attempts == 0 || !long_enough) return std::nullopt;
  return Holdup{failed->reason, since, false, ToldOf(failed->after, retry)};
}

}  // namespace tandem
