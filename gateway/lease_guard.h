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
  // `duration`: how long a lease lasts; longer than `call`, the longest that a call to a service
  // may take. `now`: monotonic time. `queue` must outlive this.
  LeaseGuard(Queue& queue, std::chrono::milliseconds duration, std::chrono::milliseconds call,
             std::function<Moment()> now = std::chrono::steady_clock::now)
      : queue_(queue), duration_(duration), call_(call), now_(std::move(now)) {}

  std::chrono::milliseconds duration() const { return duration_; }
  // A lease that was just taken, or that a join has just given for what was left of the one before.
  void Hold(const Lease& lease);
  void Joined(const Lease& lease);
  void LetGo() { lease_.reset(); }

  // To be asked right before each call: the lease lasts long enough for it, and is renewed if it
  // does not. kConflict when it is lost, as after a long sleep of the whole process: then the call
  // must not be made.
  Status Ensure();

 private:
  Queue& queue_;
  std::chrono::milliseconds duration_;
  std::chrono::milliseconds call_;
  std::function<Moment()> now_;
  std::optional<Lease> lease_{};
  Moment ends_{};
};

}  // namespace tandem
