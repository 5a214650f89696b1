// The lease of the lane that a worker holds, kept alive while it works. It is short, so that
// another gateway goes on soon when this one dies, and is renewed with each heartbeat. Used by one
// worker and by the heartbeat; safe from both.
#pragma once

#include "gateway/queue.h"
#include "gateway/result.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace tandem {

class LeaseGuard {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // `duration`: how long a lease lasts that nobody renews. `call`: how much of it must be left at a
  // call's first byte; a call that takes longer than that is covered by the heartbeat. `start`: how
  // long it may take from the question here to that byte. start + call < duration. `now`:
  // monotonic time, which runs on while the process is stopped. `queue` must outlive this.
  LeaseGuard(Queue& queue, std::chrono::milliseconds duration, std::chrono::milliseconds call,
             std::chrono::milliseconds start,
             std::function<Moment()> now = std::chrono::steady_clock::now)
      : queue_(queue), duration_(duration), call_(call), start_(start), now_(std::move(now)) {}

  std::chrono::milliseconds duration() const { return duration_; }
  // A lease that was taken for `duration`, by a request that began at `asked`: it runs out no later
  // than reckoned from there. Or one that a join has just given for what was left of the one
  // before.
  void Hold(const Lease& lease, Moment asked);
  void Joined(const Lease& lease);
  void LetGo();

  enum class Call { kRead, kWrite };
  // To be asked right before each call: until when its first byte may leave; a lease that is too
  // short is renewed. kConflict when it is lost, as after a long sleep of the whole process, and
  // kUnavailable when it is too late for what was announced: then the call must not be made.
  Result<Moment> MayBegin(Call call = Call::kWrite);

  // While it lives, writes begin within kSoon of `recorded`, when a write was recorded as about to
  // be sent, or not at all: whoever finds that record, and no more, waits from there on for what
  // may still come through. One at a time.
  class Announced {
   public:
    Announced(LeaseGuard& guard, Moment recorded) : guard_(guard) {
      guard_.Limit(recorded + kSoon);
    }
    ~Announced() { guard_.Limit(Moment::max()); }
    Announced(const Announced&) = delete;
    Announced& operator=(const Announced&) = delete;

   private:
    LeaseGuard& guard_;
  };
  // That wait is retry.look_after, 45 s by default. A call is given up 10 s after its first byte,
  // and what was given up may be carried out up to 30 s later; 3 s are left for a listing that does
  // not show at once what was made.
  static constexpr std::chrono::milliseconds kSoon{2'000};

  // Renews what is held, whatever is left of it; to be called with each heartbeat. Not for a worker
  // that has begun no call for kLongestSilence: it hangs, and another should have the lane.
  Status Beat();
  static constexpr std::chrono::milliseconds kLongestSilence{30'000};

 private:
  // kConflict when it is lost; else until when it lasts.
  Result<Moment> Renew(const Lease& lease);
  void Limit(Moment begin_by);

  Queue& queue_;
  const std::chrono::milliseconds duration_;
  const std::chrono::milliseconds call_;
  const std::chrono::milliseconds start_;
  const std::function<Moment()> now_;
  std::mutex mutex_{};  // never held during a call
  std::optional<Lease> lease_{};
  Moment ends_{};
  Moment begin_by_ = Moment::max();
  Moment shown_{};  // when the worker last gave a sign of life
};

}  // namespace tandem
