// What the store holds, in memory: the same sets and hashes as gateway/scripts/common.lua names,
// and the same steps as its scripts, each of them atomic. Not thread-safe: each story has its own.
#pragma once

#include "gateway/queue.h"
#include "gateway/store.h"
#include "mappers/link.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tandem::simulator {

inline constexpr std::chrono::milliseconds kSettle{250};

// The safeguard that is switched off, to see that the oracle misses it.
enum class Safeguard {
  kNone,             // all are on
  kWait,             // the wait after an unknown outcome
  kMarkers,          // looking for what was made before it is made again
  kUnknownAttempts,  // attempts without a known outcome in the memory
  kMemoryPerSide,    // what each side was last seen to have
  kFencing,          // a lost lease's records are refused
  kIntents,          // what is going to be made is recorded first
};
struct Teeth {
  Safeguard off = Safeguard::kNone;
};

struct Lane {
  std::optional<Time> due{};
  std::optional<Time> lease{};  // when it runs out
  std::optional<Time> since{};
  std::optional<Time> parked{};
  std::int64_t token = 0;
  std::string delivery{};
  int attempts = 0;
  std::optional<Time> failing_since{};
  std::string reason{};
  std::optional<IssuePlace> place{};
  // What came while it was leased.
  std::optional<Time> again{};
  std::optional<Time> next_since{};
  std::string next_delivery{};
};

// Of a link that could not go along with its issue: the tickets say how to go on.
bool WaitsForPeople(const Lane& lane);

class Shelf {
 public:
  Shelf(Teeth teeth, std::function<Time()> clock) : teeth_(teeth), clock_(std::move(clock)) {}

  // As the queue.
  Accepted Accept(const Delivery& delivery, std::chrono::milliseconds settle);
  void Schedule(const std::vector<Key>& lanes, std::chrono::milliseconds after);
  std::optional<Work> Take(std::chrono::milliseconds lease);
  std::optional<Time> NextDue() const;
  bool Holds(const Lease& lease) const;
  void Renew(const Lease& lease, std::chrono::milliseconds duration);
  void Release(const Lease& lease, const Outcome& outcome);
  void DropLeases();
  void RetryParked();  // all of them
  std::optional<std::string> RepositoryName(RepositoryId id) const;

  // As the store. The lease was looked at.
  StoreAge Age();
  std::optional<Link> ReadLink(IssueId issue) const;
  bool IsLinked(IssueId issue) const { return shelved_.links.contains(issue); }
  TicketRecord ReadTicket(TicketId ticket) const;
  void Save(const Link& before, const Link& after);
  Status Save(const Lease& lease, TicketId ticket, const TicketRecord& record);
  JoinOutcome Join(const Lease& lease, TicketId ticket, const IssueRef& issue, const Entry& entry);
  JoinOutcome Move(const Lease& lease, const Link& before, const Link& after);
  std::vector<IssueId> LinksOf(RepositoryId id) const;
  VisibilityRead ReadVisibility(RepositoryId id) const;
  bool SaveVisibility(RepositoryId id, const std::string& name, Visibility now, std::int64_t epoch);
  std::optional<HighWater> ReadHighWater(const std::string& listing) const;
  void SaveHighWater(const std::string& listing, const HighWater& mark);
  bool CountCreation(const std::string& rule, TicketId ticket, int limit);

  // What goes wrong with a store: all that is remembered is gone, or what came since the backup.
  void Backup() { backup_ = shelved_; }
  void RollBack();
  void Wipe();

  const std::map<std::string, Lane>& lanes() const { return shelved_.lanes; }

 private:
  struct StoredRepository {
    std::string full_name{};
    Visibility visibility = Visibility::kUnknown;
    Time read_at{};
    std::int64_t epoch = 0;
  };
  struct Shelved {
    std::map<std::string, Lane> lanes{};
    std::int64_t fence = 0;
    std::optional<Time> born{};
    Time lost{};  // when a loss was noticed
    std::map<IssueId, Link> links{};
    std::map<IssueId, std::map<TicketId, TicketSide>> joined{};
    std::map<TicketId, TicketRecord> tickets{};
    std::map<std::pair<RepositoryId, std::int64_t>, IssueId> places{};
    std::map<IssueId, IssueId> moved{};  // the id that an issue has since its link went along
    std::map<RepositoryId, StoredRepository> repositories{};
    std::map<std::string, HighWater> high_water{};
    std::map<std::string, std::map<TicketId, Time>> creations{};
    std::map<std::string, Time> deliveries{};
  };

  std::string Resolve(const Key& key) const;
  IssueId Follow(IssueId issue) const;
  bool IsOfInterest(const std::string& lane, const Key& key) const;
  void Mark(const std::string& lane, Time due, const std::string& delivery);
  std::optional<Time> EndLease(Lane& lane);
  Lease GiveLease(const std::string& lane, Time until);
  void Merge(const std::string& into, Lane mine, const Lane& theirs);

  Teeth teeth_;
  std::function<Time()> clock_;
  Shelved shelved_{};
  Shelved backup_{};
};

}  // namespace tandem::simulator
