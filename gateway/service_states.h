// How the two services answered lately, for the health report and the alerts. Thread-safe.
#pragma once

#include "gateway/budget.h"

#include <mutex>
#include <string>

namespace tandem {

enum class CredentialSeen {
  kUnknown,   // not asked yet
  kAccepted,  // the last answer that says anything about it
  kRefused,   // 401
};

class ServiceStates {
 public:
  // Empty: it answered. Else why it cannot be used.
  void Tell(Service service, const std::string& trouble);
  std::string TroubleOf(Service service) const;

  // The status of an answer; 0 when there was none.
  void SawStatus(Service service, int status);
  CredentialSeen CredentialOf(Service service) const;

 private:
  struct State {
    std::string trouble{"it has not been asked yet"};
    CredentialSeen credential = CredentialSeen::kUnknown;
  };
  mutable std::mutex mutex_;
  State freshdesk_{};
  State github_{};
};

}  // namespace tandem
