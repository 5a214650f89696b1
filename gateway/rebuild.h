// Finds the links that an empty store does not know, by what they left on both sides, and has each
// brought back by its own lane (gateway/reconcile_return.cpp). It is one lane of the queue, worked
// off in small steps whose end is saved: it goes on after a crash, in whatever gateway, and leaves
// the workers to others in between. Not thread-safe: each worker owns one.
//
// Where every link leaves a trace that a listing shows:
//   linked by its tag, /issue, /ticket, a body, `tandem link`: the rule's tag, set once, on the
//   ticket; the listing of tickets by `updated_since` shows tags and is complete (Freshdesk's
//   search is neither) and where somebody took the tag off since: an issue that Tandem created
//   names its ticket; one that a member linked names it in its text or in a comment; so does the
//   copy of each note
// What leaves none of these is a ticket that was linked from Freshdesk to an existing issue, of
// which no note was ever copied, and whose tag was taken off: it comes back with its next private
// note.
#pragma once

#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/freshdesk.h"
#include "gateway/github.h"
#include "gateway/queue.h"
#include "gateway/rebuild_store.h"
#include "gateway/result.h"
#include "gateway/snapshot.h"
#include "gateway/store.h"
#include "mappers/rule.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tandem {

// What it works with; all must outlive it.
struct RebuildParts {
  const Config& config;
  Queue& queue;
  Store& store;
  RebuildStore& rebuilds;
  Freshdesk& freshdesk;
  Github& github;
  Directory& directory;
  Snapshot& snapshot;
  std::function<bool()> budget_low;  // as in Reconcile
};

class RebuildWork {
 public:
  explicit RebuildWork(RebuildParts parts) : parts_(std::move(parts)) {}

  static bool IsLane(const Key& lane) { return lane == RebuildStore::Lane(); }

  // One step. Finished when there is nothing more to do.
  Result<Outcome> Step(const Lease& lease);

 private:
  Status ListIssues(const Lease& lease, Rebuild rebuild);
  Status ListComments(const Lease& lease, Rebuild rebuild);
  Status ListTickets(const Lease& lease, Rebuild rebuild);
  // Moves on to the next repository, or the next phase.
  void GoOn(Rebuild& rebuild) const;
  std::vector<std::string> Repositories() const;

  Result<Outcome> BringBack(const Lease& lease, Rebuild rebuild);
  Result<Found> LookAt(TicketId id, const std::string& delivery, const std::vector<Rule>& rules);
  Result<bool> HasForeignNotes(const Ticket& ticket);
  // How a ticket stands whose lane was told.
  struct Progress {
    Found found{};
    WorkState state = WorkState::kPending;
  };
  Result<Progress> AskAfter(TicketId id, const Found& found);
  Status End(const Lease& lease, Rebuild rebuild, const std::map<TicketId, Found>& changed);
  Result<RebuildTotals> Total();

  RebuildParts parts_;
};

}  // namespace tandem
