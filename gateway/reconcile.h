// reconcile(key): reads both sides, asks the plan, carries it out. Webhooks, catch-up and retries
// are all this one function. Not thread-safe: each worker owns one.
#pragma once

#include "gateway/apply.h"
#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/lease_guard.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "gateway/snapshot.h"
#include "gateway/store.h"
#include "mappers/beginning.h"
#include "mappers/plan.h"

#include <functional>
#include <string>

namespace tandem {

// How a piece of work went. The lease is the one that is held in the end: a join changes it.
struct Reconciled {
  Lease lease{};
  Outcome outcome{Finished{}};
  int writes = 0;
};

// What a reconcile works with; all must outlive it.
struct ReconcileParts {
  const Config& config;
  Queue& queue;
  Store& store;
  Freshdesk& freshdesk;
  Directory& directory;
  Snapshot& snapshot;
  Apply& apply;
  LeaseGuard& guard;
  std::function<bool()>
      budget_low;  // less than 30% of a service's limit is left: what is not linked yet waits
};

class Reconcile {
 public:
  explicit Reconcile(ReconcileParts parts) : parts_(std::move(parts)) {}

  Reconciled Run(const Work& work);

 private:
  // One Run: what it was given, and what has become of it.
  struct Pass {
    const Work& work;
    Task task{};
    Outcome outcome{Finished{}};
    int writes = 0;
  };
  enum class Linked { kYes, kNo };  // kNo: refused or busy; the pass says what comes next

  Status RunLane(Pass& pass);

  // reconcile_ticket.cpp
  Status RunTicket(Pass& pass, TicketId id);
  Status RunTaggedTicket(Pass& pass, const TicketRecord& record, Ticket ticket, const Rule& rule);
  Status JoinExisting(Pass& pass, TicketId ticket, const TicketRecord& record, const Rule& rule,
                      const JoinIssue& plan);
  Status JoinBorn(Pass& pass, TicketId ticket, const Rule& rule, const IssueRef& issue,
                  const std::vector<std::string>& labels);
  Status AdoptFound(Pass& pass, TicketId ticket, TicketRecord record, const Rule& rule,
                    const Issue& issue);

  // reconcile_issue.cpp
  Status RunUnlinkedIssue(Pass& pass, IssueId id);
  Result<int> LinkNamed(Pass& pass, const Issue& issue, const LinkTickets& named, const Link& link);
  Status RunRepository(Pass& pass, RepositoryId id);

  // reconcile_requests.cpp: what people asked for through the API.
  enum class Carried {
    kGoOn,
    kStop,  // the pass went on in another lane, or has to wait
  };
  Result<Carried> CarryForTicket(Pass& pass, TicketId id);
  Status CarryForLink(Pass& pass, const Link& link);
  // What each kind of request does. `link`: its ticket's; null when it has none.
  Result<Carried> Carry(Pass& pass, const Request& request, const Link* link);
  Result<Carried> CarryLink(Pass& pass, const Request& request);
  Result<Carried> JoinAsAsked(Pass& pass, const Request& request, const Rule& rule);
  Result<Carried> Refuse(Pass& pass, const Request& request, const std::string& why);

  // reconcile.cpp
  Status RunLink(Pass& pass, IssueId id);
  Status SyncLink(Pass& pass, const Link& link, const Sight& sight, const Rule& rule);
  Result<Linked> Join(Pass& pass, TicketId ticket, const IssueRef& issue, const Entry& entry);
  Status Explain(Pass& pass, const std::string& why);
  Result<Account> ReadAccount();

  ReconcileParts parts_;
};

}  // namespace tandem
