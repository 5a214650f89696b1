#include "gateway/lease_guard.h"

namespace tandem {

void LeaseGuard::Hold(const Lease& lease) {
  lease_ = lease;
  ends_ = std::chrono::steady_clock::now() + duration_;
}

void LeaseGuard::Joined(const Lease& lease) {
  lease_ = lease;
}

Status LeaseGuard::Ensure() {
  const auto now = std::chrono::steady_clock::now();
  if (!lease_ || now + call_ < ends_) return Done{};
  TRY(queue_.Renew(*lease_, duration_));
  ends_ = now + duration_;
  return Done{};
}

}  // namespace tandem
