// The durable set of dirty keys, shared by all gateways: what is to be looked at, who is looking,
// what is parked. Every step is atomic, and the store's time is the clock. Thread-safe.
// redis_queue.h keeps it in Redis.
#pragma once

#include "gateway/key.h"
#include "gateway/parked_cause.h"
#include "gateway/result.h"
#include "gateway/standing.h"
#include "mappers/model.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tandem {

// Where an issue key's issue is, so that a worker can read it. The name is the configuration's or
// GitHub's own answer.
struct IssuePlace {
  RepositoryId repository_id{};
  std::string repository{};
  std::int64_t number = 0;
};

// A hint that something changed, as the receiver or the catch-up poll tells it.
struct Delivery {
  std::string id{};      // GitHub's GUID, or one that we made: what logs and activity carry
  std::string source{};  // "github", "freshdesk", "catch_up"
  std::string event{};   // for people: "issues.opened"
  Key key{};
  std::optional<IssuePlace> place{};  // of an issue key
  std::optional<RepositoryId>
      visibility_lost{};        // `publicized`, `privatized`: unknown from this very moment
  bool only_if_linked = false;  // the payload itself says that an unlinked ticket is of no interest
  std::optional<Time> changed_at{};  // of what the poll found, by the service's clock; none where
                                     // its webhook could not have come
};

enum class Accepted { kNew, kDuplicate, kOfNoInterest };

// An authentic delivery whose ticket could not be told. Its values are not kept.
struct UnreadableDelivery {
  std::string id{};
  std::string source{};
  std::string reason{};
  std::size_t size = 0;
  std::string sha256{};
  std::vector<std::string> key_names{};
};

// A lane leased to one worker. The token fences: once the lease is lost, nothing recorded under it
// is accepted. It is lost when the lane is handed out again, not when its time is over: while
// nobody else had the lane, what was read under it still holds.
struct Lease {
  Key lane{};
  std::int64_t token = 0;
};

struct Work {
  Lease lease{};
  std::string delivery{};  // the newest hint's id, kept over failures; empty when there was none
  Time since{};            // when the oldest hint was accepted
  int attempts = 0;        // failures in a row before this one
  Time failing_since{};    // the first of them
  std::optional<IssuePlace> place{};
  std::string found{};  // what the poll found, when nothing else hints at this work; for
                        // AlertState::Suspect
};

// How a piece of work ended.
struct Finished {};  // nothing is left to do
struct Again {
  std::chrono::milliseconds after{};
};  // not a failure: a wait, a race, another page
struct Failed {
  std::chrono::milliseconds after{};
  std::string reason{};
  ParkedCause cause = ParkedCause::kUntold;  // for what is parked already, and stays so
};                                           // try again later
struct Park {
  std::chrono::milliseconds after{};
  std::string reason{};
  ParkedCause cause = ParkedCause::kUntold;
};             // shown to people; tried again later all the same
struct Rest {  // nothing is left to do, and it is looked at again by itself
  std::chrono::milliseconds after{};
};
using Outcome = std::variant<Finished, Again, Failed, Park, Rest>;

struct QueueStats {
  std::int64_t depth = 0;                  // lanes with hints that are not worked off
  std::chrono::milliseconds oldest_age{};  // of the hint that has waited longest, being worked on
                                           // or not; those of parked lanes do not count
  std::int64_t parked = 0;                 // lanes and deliveries
  std::string brake{};                     // why it is on, see brake.h; empty while it is off
};

// What a person should look at.
struct Parked {
  Key key{};  // a lane's, or "delivery:" and the id of one that could not be read
  std::string reason{};
  Time since{};
  int attempts = 0;
};

inline constexpr int kAllParked = 1'000'000'000;

// What became of a person's wish about something parked.
enum class ParkedAnswer {
  kDone,
  kNotParked,
  kBusy,  // it is being worked on at this moment
};

class Queue {
 public:
  virtual ~Queue() = default;

  // Remembers the delivery, marks its key and appends to the activity, in one script. After an ok
  // answer it is durable. A duplicate marks too. An empty id is never a duplicate. `only_if_linked`
  // asks for a link or a creation, or for work on the key that is waiting or going on; without any
  // the id is remembered and nothing else. `visibility_lost` counts in every case.
  virtual Result<Accepted> Accept(const Delivery& delivery) = 0;
  // Makes lanes due that nobody has hinted at: what is to be looked at from time to time. One that
  // is due earlier, or leased, is left alone.
  virtual Status Schedule(const std::vector<Key>& lanes, std::chrono::milliseconds after) = 0;
  // Makes lanes due now, as one delivery from a person would that is about all of them.
  virtual Status MarkLanes(const std::string& delivery, const std::string& what,
                           const std::vector<Key>& lanes) = 0;
  virtual Status ParkDelivery(const UnreadableDelivery& delivery) = 0;
  // The repository that GitHub's own answers gave this id to; nothing when none is known.
  virtual Result<std::optional<std::string>> RepositoryName(RepositoryId id) = 0;

  // Takes the lane that has been due longest and leases it for `lease`; an expired lease is given
  // out again. Without one: how long until the next is due.
  virtual Result<std::variant<Work, std::chrono::milliseconds>> Take(
      std::chrono::milliseconds lease) = 0;
  // Makes the lease run from now; kConflict when it is lost.
  virtual Status Renew(const Lease& lease, std::chrono::milliseconds duration) = 0;
  // Ends the work; kConflict when the lease is lost. What came meanwhile is due at its own time,
  // whatever the outcome. Failed and Park count as an attempt; only Finished forgets attempts.
  virtual Status Release(const Lease& lease, const Outcome& outcome) = 0;
  // Takes all leases away, and their lanes are due at once; the turns to write end too. Only for
  // when no other gateway can be there: at the start of one that owns its Redis.
  virtual Status DropLeases() = 0;

  virtual Result<QueueStats> Stats() = 0;
  // What is parked, at most so much: lanes, then deliveries, each oldest first.
  virtual Result<std::vector<Parked>> ReadParked(int most) = 0;
  // All of it without keys and reasons: one group for each thing and cause, in their order.
  virtual Result<std::vector<ParkedGroup>> ReadParkedGroups() = 0;
  // Makes a parked lane due now. A ticket that its rule's create_limit holds up may then be created
  // beyond that limit.
  virtual Result<ParkedAnswer> RetryParked(const Key& lane, const std::string& delivery) = 0;
  // Forgets a parked lane's hints and that it is parked, and the requests about these tickets; or a
  // parked delivery. A link is compared again `compared_in` from now.
  virtual Result<ParkedAnswer> DropParked(const Key& key, const std::string& delivery,
                                          const std::vector<TicketId>& tickets,
                                          std::chrono::milliseconds compared_in) = 0;
  // How the work on a key's lane stands.
  virtual Result<std::pair<Key, Standing>> ReadStanding(const Key& key) = 0;
};

}  // namespace tandem
