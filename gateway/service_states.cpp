#include "gateway/service_states.h"

namespace tandem {

void ServiceStates::Tell(Service service, const std::string& trouble) {
  const std::lock_guard lock(mutex_);
  (service == Service::kGithub ? github_ : freshdesk_).trouble = trouble;
}

std::string ServiceStates::TroubleOf(Service service) const {
  const std::lock_guard lock(mutex_);
  return (service == Service::kGithub ? github_ : freshdesk_).trouble;
}

// A gateway or a limit in between answers before anybody looks at the credential.
void ServiceStates::SawStatus(Service service, int status) {
  const bool says_nothing = status == 0 || status == 429 || status >= 500;
  if (says_nothing) return;
  const std::lock_guard lock(mutex_);
  (service == Service::kGithub ? github_ : freshdesk_).credential =
      status == 401 ? CredentialSeen::kRefused : CredentialSeen::kAccepted;
}

CredentialSeen ServiceStates::CredentialOf(Service service) const {
  const std::lock_guard lock(mutex_);
  return (service == Service::kGithub ? github_ : freshdesk_).credential;
}

}  // namespace tandem
