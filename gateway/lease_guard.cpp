#include "gateway/lease_guard.h"

namespace tandem {

void LeaseGuard::Hold(const Lease& lease, Moment asked) {
  lease_ = lease;
  ends_ = asked + duration_;
}

void LeaseGuard::Joined(const Lease& lease) {
  lease_ = lease;
}

Result<LeaseGuard::Moment> LeaseGuard::MayBegin() {
  if (!lease_) return Moment::max();
  const auto now = now_();
  if (now + start_ + call_ >= ends_) {
    TRY(queue_.Renew(*lease_, duration_));
    ends_ = now + duration_;  // reckoned from before the request: never later than in the store
  }
  return ends_ - call_;
}

}  // namespace tandem
