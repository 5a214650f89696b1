#include "tests/simulator/weather.h"

#include <array>

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

// How much rarer than a failed call these are.
constexpr double kCrash = 1.0 / 40;
constexpr double kFreeze = 1.0 / 60;
constexpr double kClock = 1.0 / 400;
constexpr double kStore = 1.0 / 12;
// Of the answers with a status.
constexpr double kNotNow = 1.0 / 60;

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
    return kind == CallKind::kWrite ? ThrowForWrite() : ThrowForRead();
  }
  if (kind == CallKind::kList && dice_.Chance(rate_ / 2)) return {0, 0, Fate::kStale, {}};
  if (dice_.Chance(rate_ * kCrash)) return {0, 0, Fate::kCrashBefore, {}};
  if (kind == CallKind::kWrite && dice_.Chance(rate_ * kCrash))
    return {0, 0, Fate::kCrashAfter, {}};
  if (dice_.Chance(rate_ * kFreeze)) return ThrowFreeze();
  if (!dice_.Chance(rate_ * kClock)) return {};
  const Fate clock = dice_.Chance(0.5) ? Fate::kClockAhead : Fate::kClockBehind;
  return {0, 0, clock, dice_.Between(1min, 15min)};
}

// Half of them end before the lease does.
Fault Weather::ThrowFreeze() {
  const bool is_short = dice_.Chance(0.5);
  return {0, 0, Fate::kFreeze, is_short ? dice_.Between(1s, 15s) : dice_.Between(20s, 90s)};
}

Fault Weather::ThrowForRead() {
  if (dice_.Below(6) > 0) return {0, 0, Fate::kAway, {}};
  const int how = dice_.Below(5);
  if (how < 2) return {0, 0, Fate::kBroken, how == 0 ? 0s : dice_.Between(1s, 20s)};
  return ThrowStatus(how == 2 ? Fate::kForbidden : Fate::kNotFound);
}

// A third of what failed was refused, of a third nobody knows that it did not happen, and a third
// was applied, as the answer is lost or as it comes late.
Fault Weather::ThrowForWrite() {
  const int how = dice_.Below(12);
  if (how < 3) return {0, 0, Fate::kAway, {}};
  if (how < 4) {
    constexpr std::array kUsual = {Fate::kForbidden, Fate::kNotFound, Fate::kUnprocessable};
    return ThrowStatus(kUsual.at(static_cast<std::size_t>(dice_.Below(3))));
  }
  if (how < 7) return {0, 0, Fate::kLost, {}};
  if (how < 8) return {0, 0, Fate::kBroken, {}};
  if (how < 10) return {0, 0, Fate::kAnswerLost, {}};
  return {0, 0, Fate::kLate, dice_.Between(0ms, 30s)};
}

// Now and then one of those after which the service is left alone for a while.
Fault Weather::ThrowStatus(Fate usual) {
  if (dice_.Chance(kNotNow)) return {0, 0, Fate::kTooMany, dice_.Below(20) * 1s};
  if (dice_.Chance(kNotNow)) return {0, 0, Fate::kUnauthorized, {}};
  return {0, 0, usual, {}};
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
  const int how = dice_.Below(1000);
  if (how < 100) return {0, 0, Fate::kLost, {}};
  if (how < 249) return {0, 0, Fate::kTwice, dice_.Between(0ms, 60s)};
  if (how < 250) return {0, 0, Fate::kTwice, dice_.Between(24h, 26h)};
  if (how < 330) return {0, 0, Fate::kLate, dice_.Between(100ms, 20s)};
  if (how < 349) return {0, 0, Fate::kLate, dice_.Between(1min, 60min)};
  if (how < 350) return {0, 0, Fate::kLate, dice_.Between(1h, 6h)};
  return {};
}

}  // namespace tandem::simulator
