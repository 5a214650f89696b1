// The lease of the lane that a worker holds, kept alive while it works. Not thread-safe: each
// worker owns one.
#pragma once

#include "gateway/queue.h"
#include "gateway/result.h"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace tandem {

class LeaseGuard {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // `duration`: how long a lease lasts. `call`: how long a call to a service may take from its
  // first byte on. `start`: how long it may take from the question here to that byte. The three
  // leave room: start + call < duration. `now`: monotonic time, which runs on while the process is
  // stopped. `queue` must outlive this.
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
  void LetGo() { lease_.reset(); }

  // To be asked right before each call: until when its first byte may leave, so that the call is
  // over before the lease is; a lease that is too short for that is renewed. kConflict when it is
  // lost, as after a long sleep of the whole process: then the call must not be made.
  Result<Moment> MayBegin();

 private:
  Queue& queue_;
  std::chrono::milliseconds duration_;
  std::chrono::milliseconds call_;
  std::chrono::milliseconds start_;
  std::function<Moment()> now_;
  std::optional<Lease> lease_{};
  Moment ends_{};
};

}  // namespace tandem
