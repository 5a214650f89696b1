// Which alerts an admin is due, and their words: from how things stand, what was told before, and
// the time. Pure; safe everywhere.
#pragma once

#include "gateway/budget.h"
#include "gateway/config.h"
#include "gateway/queue.h"
#include "mappers/model.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// A service that answers that our credential is not valid.
struct RefusedCredential {
  Service service{};
  Time since{};
};

// Changes of one sender of webhooks (Freshdesk, or one repository) that only the catch-up poll
// found, that led to writes, and whose webhook has not come since, though there was time for it.
struct Unannounced {
  std::string repository{};  // its name, or its id while that is unknown; empty: Freshdesk
  std::int64_t changes = 0;
  std::string example{};  // the key of one of them
  Time first{};           // when the first of them was found
  Time last_webhook{};    // the newest from there; zero when none ever came
};

// Something parked, and which issue that is where its key does not say it.
struct ParkedFact {
  Parked parked{};
  std::string issue{};  // "acme/infrastructure#5"; empty for others and while unknown
};

// How things stand, for all gateways of one store together.
struct AlertFacts {
  std::vector<ParkedFact> parked{};    // the oldest ones
  std::int64_t parked_deliveries = 0;  // that could not be read
  std::vector<RefusedCredential> refused{};
  std::vector<Unannounced> unannounced{};
  std::int64_t waiting = 0;                // lanes with hints that are not worked off
  std::chrono::milliseconds oldest_age{};  // of those hints, parked lanes left out
};

struct AlertPace {
  std::chrono::milliseconds patience{};  // what has been parked for less may mend itself
  std::chrono::milliseconds grace{};     // so late a webhook is still on its way
  std::chrono::milliseconds together{};  // what is parked meanwhile is told in one message
  std::chrono::milliseconds old_age{std::chrono::minutes(10)};  // of the queue's oldest hint
  std::chrono::milliseconds again{std::chrono::hours(1)};       // at most so often for one cause
};
// A minute, three minutes and five minutes with the default `look_after`, and in proportion with
// another.
AlertPace PaceOf(const RetryConfig& retry);
// How often to look whether something is due: 5 s at most.
std::chrono::milliseconds LookEvery(const RetryConfig& retry);

// Something that an admin is to be told of.
struct Concern {
  std::string cause{};  // names it over time: "parked:issue:5", "refused:github"
  std::string text{};   // what happened, to what, what to look at and what to do; not escaped
  bool operator==(const Concern&) const = default;
};

// What was told of a cause.
struct Told {
  std::string cause{};
  Time raised{};   // when it was last told
  Time changed{};  // when that, or that it is over, was told
  bool over = false;
  bool operator==(const Told&) const = default;
};

// What to say now; empty when there is nothing.
struct AlertsDue {
  std::vector<Concern> raise{};
  std::vector<std::string> over{};    // causes
  std::vector<std::string> forget{};  // causes that were over for so long that nothing is to be
                                      // known of them any more; not told
  bool operator==(const AlertsDue&) const = default;
};

std::vector<Concern> ConcernsOf(const AlertFacts& facts, Time now, const AlertPace& pace);

// A new concern is due at once, the same one again after `again`, its end once. One that comes back
// sooner waits as long. What is parked, or no longer, is gathered.
AlertsDue DueAlerts(const std::vector<Concern>& concerns, const std::vector<Told>& told, Time now,
                    const AlertPace& pace);

// The states once that was said.
std::vector<Told> AfterTelling(const AlertsDue& due, const std::vector<Told>& told, Time now);

// One message, escaped for Slack, at most 3,900 characters. `account` says which Tandem speaks.
std::string AlertMessage(const AlertsDue& due, std::string_view account);

}  // namespace tandem
