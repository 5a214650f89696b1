#include "gateway/lease_guard.h"

#include <algorithm>

namespace tandem {

void LeaseGuard::Hold(const Lease& lease, Moment asked) {
  const std::lock_guard lock(mutex_);
  lease_ = lease;
  ends_ = asked + duration_;
  shown_ = now_();
}

void LeaseGuard::Joined(const Lease& lease) {
  const std::lock_guard lock(mutex_);
  lease_ = lease;
}

void LeaseGuard::LetGo() {
  const std::lock_guard lock(mutex_);
  lease_.reset();
}

Result<LeaseGuard::Moment> LeaseGuard::MayBegin(Call call) {
  std::unique_lock lock(mutex_);
  if (!lease_) return Moment::max();
  shown_ = now_();
  const Moment begin_by = call == Call::kWrite ? begin_by_ : Moment::max();
  if (shown_ > begin_by) {
    return Error{
        Remedy::kUnavailable,
        "it took too long from recording a write to sending it, as when Tandem was stopped "
        "for a while"};
  }
  if (shown_ + start_ + call_ < ends_) return std::min(ends_ - call_, begin_by);
  const Lease lease = *lease_;
  lock.unlock();
  TRY_ASSIGN(const Moment ends, Renew(lease));
  return std::min(ends - call_, begin_by);
}

void LeaseGuard::Limit(Moment begin_by) {
  const std::lock_guard lock(mutex_);
  begin_by_ = begin_by;
}

Status LeaseGuard::Beat() {
  std::unique_lock lock(mutex_);
  if (!lease_ || shown_ + kLongestSilence < now_()) return Done{};
  const Lease lease = *lease_;
  lock.unlock();
  TRY(Renew(lease));
  return Done{};
}

Result<LeaseGuard::Moment> LeaseGuard::Renew(const Lease& lease) {
  // Reckoned from before the request: never later than in the store.
  const Moment ends = now_() + duration_;
  const Status renewed = queue_.Renew(lease, duration_);
  const std::lock_guard lock(mutex_);
  const bool same = lease_ && lease_->lane == lease.lane && lease_->token == lease.token;
  if (renewed.ok()) {
    if (same) ends_ = std::max(ends_, ends);
    return ends;
  }
  // Lost: the next question is put to the store, too, which refuses.
  if (same && renewed.error().remedy == Remedy::kConflict) ends_ = {};
  return renewed.error();
}

}  // namespace tandem
