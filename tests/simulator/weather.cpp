#include "tests/simulator/weather.h"

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

// How much rarer than a failed call these are.
constexpr double kCrash = 1.0 / 40;
constexpr double kFreeze = 1.0 / 60;
constexpr double kStore = 1.0 / 12;

}  // namespace

Weather::Weather(const std::vector<Fault>& faults) : dice_(0) {
  told_.emplace();
  for (const Fault& fault : faults) told_->emplace(std::pair(fault.after, fault.call), fault);
}

void Weather::After(int deed) {
  after_ = deed;
  call_ = 0;
}

Fault Weather::Next(CallKind kind) {
  const int call = call_++;
  if (calm_) return {};
  Fault fault;
  if (told_) {
    const auto found = told_->find({after_, call});
    if (found != told_->end()) fault = found->second;
  } else {
    fault = Throw(kind);
  }
  if (fault.fate == Fate::kFine) return {};
  fault.after = after_;
  fault.call = call;
  seen_.push_back(fault);
  return fault;
}

Fault Weather::Throw(CallKind kind) {
  if (kind == CallKind::kDelivery) return ThrowForDelivery();
  if (kind == CallKind::kStore) return ThrowForStore();
  if (dice_.Chance(rate_)) {
    if (kind == CallKind::kWrite) return ThrowForWrite();
    return {0, 0, Fate::kAway, {}};
  }
  if (kind == CallKind::kList && dice_.Chance(rate_ / 2)) return {0, 0, Fate::kStale, {}};
  if (dice_.Chance(rate_ * kCrash)) return {0, 0, Fate::kCrashBefore, {}};
  if (kind == CallKind::kWrite && dice_.Chance(rate_ * kCrash))
    return {0, 0, Fate::kCrashAfter, {}};
  if (!dice_.Chance(rate_ * kFreeze)) return {};
  // Half of them end before the lease does.
  const bool is_short = dice_.Chance(0.5);
  return {0, 0, Fate::kFreeze, is_short ? dice_.Between(1s, 15s) : dice_.Between(20s, 90s)};
}

// A third of what failed was applied, as the answer is lost or as it comes late.
Fault Weather::ThrowForWrite() {
  switch (dice_.Below(6)) {
    case 0:
    case 1:
      return {0, 0, Fate::kAway, {}};
    case 2:
    case 3:
      return {0, 0, Fate::kLost, {}};
    case 4:
      return {0, 0, Fate::kAnswerLost, {}};
    default:
      return {0, 0, Fate::kLate, dice_.Between(0ms, 30s)};
  }
}

Fault Weather::ThrowForStore() {
  if (!dice_.Chance(rate_ * kStore)) return {};
  switch (dice_.Below(5)) {
    case 0:
      return {0, 0, Fate::kAway, {}};
    case 1:
      return {0, 0, Fate::kAnswerLost, {}};
    case 2:
      return {0, 0, Fate::kCrashBefore, {}};
    case 3:
      return {0, 0, Fate::kCrashAfter, {}};
    default:
      return {0, 0, Fate::kFreeze, dice_.Between(1s, 60s)};
  }
}

Fault Weather::ThrowForDelivery() {
  if (rate_ == 0) return {};
  const int how = dice_.Below(100);
  if (how < 10) return {0, 0, Fate::kLost, {}};
  if (how < 25) return {0, 0, Fate::kTwice, dice_.Between(0ms, 60s)};
  if (how < 33) return {0, 0, Fate::kLate, dice_.Between(100ms, 20s)};
  if (how < 35) return {0, 0, Fate::kLate, dice_.Between(1min, 60min)};
  return {};
}

}  // namespace tandem::simulator
