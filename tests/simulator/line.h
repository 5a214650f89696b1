// A gateway's line to a simulated service: each call takes time, and ends as the weather has it.
// Not thread-safe: each story has its own.
#pragma once

#include "gateway/result.h"
#include "tests/simulator/world.h"

#include <utility>

namespace tandem::simulator {

class Line {
 public:
  Line(World& world, Life& life) : world_(world), life_(life) {}

  // What is read is as it is in the middle of the call. `read` is told whether what is fresh is to
  // be left out.
  template <class T, class How>
  Result<T> Read(CallKind kind, const How& read) {
    const Fault fault = world_.weather.Next(kind);
    TRY(Begin(fault, LeaseGuard::Call::kRead));
    world_.Pass(kHalfWay);
    if (fault.fate == Fate::kAway) return Away();
    Result<T> result = read(fault.fate == Fate::kStale);
    world_.Pass(kHalfWay);
    return result;
  }

  // `apply` changes the service and gives its answer. The record of the write is kept.
  template <class T, class How>
  Result<T> Write(OurWrite record, const How& apply) {
    const Fault fault = world_.weather.Next(CallKind::kWrite);
    record.sent = world_.now();
    const std::size_t place = world_.writes.size();
    world_.writes.push_back(std::move(record));
    const Status may_begin = Begin(fault, LeaseGuard::Call::kWrite);
    if (!may_begin.ok()) {  // it is remembered as sent all the same
      world_.writes[place].done = world_.now();
      return may_begin.error();
    }
    Result<T> result = End<T>(fault, [&world = world_, place, apply] {
      world.writes[place].applied = world.now();
      return apply();
    });
    OurWrite& kept = world_.writes[place];
    kept.done = world_.now();
    kept.certain = result.ok() || result.error().remedy != Remedy::kUnknownOutcome;
    if (life_.dead) kept.certain = false;
    return result;
  }

  World& world() { return world_; }
  Life& life() { return life_; }

 private:
  static constexpr milliseconds kHalfWay{40};
  // How long the gateway waits for an answer.
  static constexpr milliseconds kPatience{10'000};

  static Error Away() { return {Remedy::kUnavailable, "the service is away", {}}; }
  static Error Unknown() { return {Remedy::kUnknownOutcome, "no answer came", {}}; }

  Status Begin(const Fault& fault, LeaseGuard::Call call) {
    if (life_.dead) return Away();
    if (fault.fate == Fate::kCrashBefore) life_.dead = true;
    if (fault.fate == Fate::kFreeze) world_.Freeze(fault.amount);
    if (life_.dead) return Away();
    return life_.may_send(call);
  }

  template <class T, class How>
  Result<T> End(const Fault& fault, const How& apply) {
    world_.Pass(kHalfWay);
    switch (fault.fate) {
      case Fate::kAway:
        return Away();
      case Fate::kLost:
        world_.Pass(kPatience);
        return Unknown();
      case Fate::kAnswerLost:
        static_cast<void>(apply());
        world_.Pass(kPatience);
        return Unknown();
      case Fate::kLate:
        world_.At(world_.now() + kPatience + fault.amount, [apply] { static_cast<void>(apply()); });
        world_.Pass(kPatience);
        return Unknown();
      case Fate::kCrashAfter:
        static_cast<void>(apply());
        life_.dead = true;
        return Unknown();
      default: {
        Result<T> result = apply();
        world_.Pass(kHalfWay);
        return result;
      }
    }
  }

  World& world_;
  Life& life_;
};

}  // namespace tandem::simulator
