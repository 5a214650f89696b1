// How far a rebuild has come, in Redis, so that whoever takes its lane goes on there. Thread-safe:
// borrows a connection of the pool for each call.
#pragma once

#include "gateway/queue.h"
#include "gateway/result.h"
#include "gateway/store.h"
#include "mappers/ids.h"
#include "mappers/model.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem {

class RedisPool;

// In this order.
enum class RebuildPhase { kIssues, kComments, kTickets, kReturning, kDone };
std::string_view NameOf(RebuildPhase phase);

// What there is when it is done, in the whole store.
struct RebuildTotals {
  std::int64_t links = 0;
  std::int64_t tickets = 0;   // that are linked
  std::int64_t messages = 0;  // notes and comments with their copy
  bool operator==(const RebuildTotals&) const = default;
};

struct Rebuild {
  std::string delivery{};
  RebuildPhase phase = RebuildPhase::kIssues;
  std::string repository{};  // the one whose issues or comments are listed; empty: the first
  Time since{};              // where the listing goes on
  std::string next{};        // GitHub's own next page, while all of a page shows one second
  std::int64_t page = 1;     // Freshdesk's
  std::int64_t issues = 0;   // seen in listings so far
  std::int64_t comments = 0;
  std::int64_t tickets = 0;
  Time asked_at{};
  Time moved_at{};  // when something was found last
  Time ended_at{};
  RebuildTotals totals{};
  bool operator==(const Rebuild&) const = default;
};

// What was found of a ticket.
enum class Verdict {
  kReturning,  // its status note tells of a link; its lane was told
  kLinked,     // and it is back in that link
  kKnown,      // the store knew
  kEnded,      // its last link has ended
  kNothing,    // it was never linked
  kGone,       // it is not there, or not ours to see
  kForeign,    // it has notes of our account whose markers are not of our secret
  kNoRule,     // no enabled rule names the repository of its issue
  kStuck,      // it could not be brought back
};
std::string_view NameOf(Verdict verdict);

struct Found {
  Verdict verdict = Verdict::kNothing;
  std::string about{};  // the issue, or why
  bool operator==(const Found&) const = default;
};

class RebuildStore {
 public:
  // `pool` must outlive this.
  explicit RebuildStore(RedisPool& pool);

  static Key Lane() { return {"rebuild"}; }

  // Begins one, unless one goes on, and makes its lane due. Gives the one that goes on.
  Result<Rebuild> Ask(const std::string& delivery, Time now);
  // The newest; nothing when none was ever asked for.
  Result<std::optional<Rebuild>> Read();
  // Saves how far it has come, tickets to be looked at that were not yet, and what was found; in
  // one script. kConflict when the lease is lost.
  Status Save(const Lease& lease, const Rebuild& rebuild, const std::vector<TicketId>& to_look_at,
              const std::map<TicketId, Found>& found, const std::vector<Activity>& activity = {});
  // Some of the tickets to be looked at.
  Result<std::vector<TicketId>> ToLookAt(std::size_t most);
  Result<std::int64_t> CountToLookAt();
  Result<std::map<TicketId, Found>> ReadFound();

 private:
  RedisPool& pool_;
};

}  // namespace tandem
