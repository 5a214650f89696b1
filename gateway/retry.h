// When work that did not end well is tried again, and when people are told. Pure; safe everywhere.
#pragma once

#include "gateway/config.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "mappers/plan.h"
#include "mappers/wording.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

// How long to wait after so many failures in a row: doubling from `first` to `max`, up to a quarter
// more or less, told by a hash of the key so that lanes that failed together do not come back
// together.
std::chrono::milliseconds Backoff(const RetryConfig& retry, const Key& key, int attempts);

// How long to wait until a service is read again that has been late for so long: as long again, so
// that it is asked less and less often; at least `settle`, at most five seconds.
std::chrono::milliseconds WaitForLateRead(std::chrono::milliseconds late,
                                          std::chrono::milliseconds settle);

// The outcome after an error: what will be wrong again or needs a person is parked at once and
// still tried again, the rest is tried again until `retry.give_up` has passed, and then hourly as
// parked.
Outcome AfterError(const Error& error, const Work& work, Time now, const RetryConfig& retry);
// The outcome of a sync: told by the worst of its troubles, at the time of the soonest trouble or
// wait; else finished.
Outcome AfterSync(const std::vector<Error>& troubles, const std::vector<Wait>& waits,
                  const Work& work, Time now, const RetryConfig& retry);

// Of two steps of one pass: what weighs more, as parked more than failed; of equals the second.
Outcome Worse(const Outcome& first, const Outcome& second);

// How long something waits before its people are told: a minute at the default `look_after`, and as
// much longer than that where it is another.
std::chrono::milliseconds Patience(const RetryConfig& retry);

// What holds the work up, when its people are to be told: it is parked, or has failed for so long.
std::optional<Holdup> HoldupOf(const Outcome& outcome, const Work& work, Time now,
                               const RetryConfig& retry);

}  // namespace tandem
