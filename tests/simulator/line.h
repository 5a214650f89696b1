// A gateway's line to a simulated service: each call takes time, and ends as the weather has it.
// Not thread-safe: each story has its own.
#pragma once

#include "gateway/result.h"
#include "tests/simulator/refusals.h"
#include "tests/simulator/world.h"

#include <utility>

namespace tandem::simulator {

class Line {
 public:
  Line(World& world, Life& life, Service service)
      : world_(world), life_(life), refusals_(service, world) {}

  // What is read is as it is in the middle of the call. `read` is told whether what is fresh is to
  // be left out. `id`: of what can be said not to be there.
  template <class T, class How>
  Result<T> Read(CallKind kind, const How& read, std::int64_t id = 0) {
    TRY(refusals_.MayCall(tandem::CallKind::kRead));
    const Fault fault = world_.weather.Next(kind);
    TRY(Begin(fault, LeaseGuard::Call::kRead));
    world_.Pass(kHalfWay);
    if (fault.fate == Fate::kAway) return Away();
    if (IsRefused(fault, {true, id})) return refusals_.Refuse(fault, tandem::CallKind::kRead);
    Result<T> result = read(fault.fate == Fate::kStale);
    refusals_.Answered();
    world_.Pass(kHalfWay);
    return result;
  }

  // `apply` changes the service and gives its answer. The record of the write is kept.
  template <class T, class How>
  Result<T> Write(OurWrite record, const How& apply) {
    const tandem::CallKind call = CallOf(record);
    const bool to_ticket = world_.desk.Find(TicketId{record.place}) != nullptr;
    const Asked about{false, to_ticket ? record.place : 0};
    record.sent = world_.now();
    const std::size_t place = world_.writes.size();
    world_.writes.push_back(std::move(record));
    if (const Status left_alone = refusals_.MayCall(call); !left_alone.ok()) {
      world_.writes[place].done = world_.now();
      world_.writes[place].certain = !life_.dead;
      return left_alone.error();
    }
    const Fault fault = world_.weather.Next(CallKind::kWrite);
    const Status may_begin = Begin(fault, LeaseGuard::Call::kWrite);
    if (!may_begin.ok()) {  // it is remembered as sent all the same
      world_.writes[place].done = world_.now();
      return may_begin.error();
    }
    Result<T> result = End<T>(fault, call, about, [&world = world_, place, apply] {
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
  static constexpr milliseconds kClockError{60 * 60 * 1000};

  static Error Away() { return {Remedy::kUnavailable, "the service is away", {}}; }
  static Error Unknown() { return {Remedy::kUnknownOutcome, "no answer came", {}}; }

  Status Begin(const Fault& fault, LeaseGuard::Call call) {
    if (life_.dead) return Away();
    if (fault.fate == Fate::kCrashBefore) life_.dead = true;
    if (fault.fate == Fate::kFreeze) world_.Freeze(fault.amount);
    if (fault.fate == Fate::kClockAhead) world_.SetClockWrong(kClockError, fault.amount);
    if (fault.fate == Fate::kClockBehind) world_.SetClockWrong(-kClockError, fault.amount);
    if (life_.dead) return Away();
    return life_.may_send(call);
  }

  // What is said twice not to be there, at least a minute apart, is believed, and rightly so: no
  // service is mistaken about one thing that often.
  bool IsRefused(const Fault& fault, Asked about) {
    if (fault.fate == Fate::kNotFound && about.id != 0)
      return world_.said_not_there.insert(about).second;
    return IsRefusal(fault.fate);
  }

  // What is made has no id yet; adding labels counts as making.
  static tandem::CallKind CallOf(const OurWrite& write) {
    const bool makes = (write.kind == "message" && write.message == 0) || write.kind == "issue" ||
                       write.kind == "labels";
    return makes ? tandem::CallKind::kCreate : tandem::CallKind::kWrite;
  }

  template <class T, class How>
  Result<T> End(const Fault& fault, tandem::CallKind call, Asked about, const How& apply) {
    world_.Pass(kHalfWay);
    if (IsRefused(fault, about)) return refusals_.Refuse(fault, call);
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
        refusals_.Answered();
        world_.Pass(kHalfWay);
        return result;
      }
    }
  }

  World& world_;
  Life& life_;
  Refusals refusals_;
};

}  // namespace tandem::simulator
