// What the alerts know, in Redis, for all gateways of one store. Thread-safe: borrows a connection
// of the pool for each call.
#pragma once

#include "gateway/alert_rules.h"
#include "gateway/redis.h"
#include "gateway/result.h"
#include "gateway/service_states.h"

#include <chrono>
#include <string>
#include <vector>

namespace tandem {

// What each service last made of this gateway's credential.
struct CredentialsSeen {
  CredentialSeen freshdesk = CredentialSeen::kUnknown;
  CredentialSeen github = CredentialSeen::kUnknown;
};

class AlertState {
 public:
  // `owner` names this gateway among all. `pool` must outlive this.
  AlertState(RedisPool& pool, std::string owner) : pool_(pool), owner_(std::move(owner)) {}

  struct Known {
    Time now{};          // by the store's clock
    AlertFacts facts{};  // without what the queue's own figures say
    std::vector<Told> told{};
  };
  // Takes in what this gateway has seen, and reads how things stand for all. `grace`: so late a
  // webhook is still on its way.
  Result<Known> Read(const CredentialsSeen& seen, std::chrono::milliseconds grace);

  // What only the poll had found led to a write: unless its webhook comes, that is a change which
  // none has announced. `found` is Work's.
  Status Suspect(const std::string& found);

  // One gateway tells at a time; false while another does. Whoever has the turn has it for
  // `duration`, also after its own death.
  Result<bool> TakeTurn(std::chrono::milliseconds duration);
  Status GiveTurnBack();
  // Writes what has changed. kConflict when the turn is lost.
  Status Save(const std::vector<Told>& before, const std::vector<Told>& after);

 private:
  RedisPool& pool_;
  std::string owner_;
};

}  // namespace tandem
