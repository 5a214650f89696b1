#include "gateway/lease_guard.h"

namespace tandem {

void LeaseGuard::Hold(const Lease& lease) {
  lease_ = lease;
  ends_ = now_() + duration_;
}

void LeaseGuard::Joined(const Lease& lease) {
  lease_ = lease;
}

Status LeaseGuard::Ensure() {
  const auto now = now_();
  if (!lease_ || now + call_ < ends_) return Done{};
  TRY(queue_.Renew(*lease_, duration_));
  ends_ = now + duration_;
  return Done{};
}

}  // namespace tandem
