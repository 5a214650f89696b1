// reconcile(key): reads both sides, asks the plan, carries it out. Webhooks, catch-up and retries
// are all this one function. Not thread-safe: each worker owns one.
#pragma once

#include "gateway/apply.h"
#include "gateway/brake.h"
#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/lease_guard.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "gateway/rule_names.h"
#include "gateway/snapshot.h"
#include "gateway/store.h"
#include "mappers/beginning.h"
#include "mappers/plan.h"
#include "mappers/restoration.h"

#include <functional>
#include <optional>
#include <string>

namespace tandem {

// How a piece of work went. The lease is the one that is held in the end: a join changes it.
struct Reconciled {
  Lease lease{};
  Outcome outcome{Finished{}};
  int writes = 0;
  int edits = 0;  // of these: see Applied
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
  Brake& brake;
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
    RulesOfToday today{};
    Outcome outcome{Finished{}};
    int writes = 0;
    int edits = 0;
    TicketId wants_issue{};  // a ticket without a link for which one is asked
  };
  enum class Linked { kYes, kRefused, kBusy };  // kBusy: the pass comes again

  Status RunLane(Pass& pass);
  // Pointers to rules that were found before are no longer good.
  Status ReadRules(Pass& pass);

  // reconcile_ticket.cpp
  Status RunTicket(Pass& pass, TicketId id);
  // Whether nothing is read for a ticket while a service's budget is low: it has not waited for
  // long, or has been told.
  Result<bool> WaitsQuietly(const Pass& pass, TicketId id);
  std::chrono::milliseconds SoonAgain() const;
  // An issue is wanted that has to wait for the budget: the ticket says so.
  Status WaitForBudget(Pass& pass, TicketId id);
  Result<StatusText> LowBudgetText(const Pass& pass);
  Status Answer(Pass& pass, TicketRecord record, const AnswerNote& answer);
  Status JoinAskedFor(Pass& pass, TicketId ticket, TicketRecord record, const JoinAsked& asked);
  Status MissTicket(Pass& pass, TicketId id, TicketRecord record, Time read_at);
  Status LeaveAlone(Pass& pass, TicketId ticket, const TicketRecord& record);
  // What asks for an issue. A command is done once the issue is under way, not when it was refused.
  struct Start {
    const Rule* rule = nullptr;
    StartedBy by = StartedBy::kTag;
    MessagePlace commands_until{};
  };
  Status StartIssue(Pass& pass, const TicketRecord& stored, Ticket ticket, const Start& start,
                    Time read_at);
  Status JoinExisting(Pass& pass, TicketId ticket, const TicketRecord& record, const Rule& rule,
                      const JoinIssue& plan);
  Status JoinBorn(Pass& pass, TicketId ticket, const TicketRecord& record, const Rule& rule,
                  const IssueRef& issue, const std::vector<std::string>& labels);
  // `found` are what carries the creation's marker: the first is the ticket's, the others doubles.
  Status AdoptFound(Pass& pass, TicketId ticket, TicketRecord record, const Rule& rule,
                    const std::vector<Issue>& found);

  // reconcile_return.cpp: a ticket whose status note tells of a link that the store does not know
  // goes on in it. False: that link is not there any more, and the notes say so now where it is
  // certain and they can be written to.
  Result<bool> ReturnToLink(Pass& pass, TicketRecord& record, const Ticket& ticket,
                            const ToldLink& told);
  // A status note that still tells of a link that has ended says so now.
  Status CorrectOldNote(Pass& pass, TicketRecord& record, const Ticket& ticket,
                        const Account& account);
  Status EndTold(Pass& pass, TicketRecord& record, TicketId ticket, const ToldLink& told,
                 const char* reason);

  // reconcile_issue.cpp
  Result<std::optional<Issue>> ReadPlaced(Pass& pass);
  Status RunUnlinkedIssue(Pass& pass, IssueId id);
  // What became of the tickets that people on GitHub asked for.
  struct Linking {
    int joined = 0;
    std::map<TicketId, LinkRefusal> refusals{};
  };
  Result<Linking> LinkAsked(Pass& pass, const Issue& issue, const std::vector<Asked>& asked,
                            const Rule& rule);
  // What its own notes tell of a ticket that the store knows nothing of, as to an issue that asks
  // for it. Adds the conversation.
  enum class Recalled { kNothing, kHere, kElsewhere, kEnded };
  Result<Recalled> Recall(Pass& pass, const TicketRecord& record, Ticket& ticket,
                          const IssueRef& issue);
  // reconcile_merge.cpp
  struct Merging {
    int joined = 0;
    std::map<TicketId, Merge> merges{};
  };
  Result<std::optional<Ticket>> FindPrimary(const Ticket& merged, const Rule& rule,
                                            const Account& account);
  Result<Merging> FollowMerges(Pass& pass, const Link& link, const Sight& sight, const Rule& rule,
                               const Account& account);

  // reconcile_transfer.cpp
  enum class Followed {
    kYes,    // the pass has the lane of the issue that it is now
    kWaits,  // the pass comes again
    kNo,     // some message has no counterpart there, or the issue has another link
  };
  Result<Followed> FollowTransfer(Pass& pass, const Link& link, const Sight& before,
                                  const Rule& rule);
  // Whether a ticket that this issue asks for in vain is linked to what it was before a transfer:
  // then that link is looked at, and comes here.
  Result<bool> IsExpected(Pass& pass, const Issue& issue, const Linking& linking);

  Status RunPlace(Pass& pass);
  Status RunRepository(Pass& pass, RepositoryId id);

  // reconcile_brake.cpp: the plan, made once more with the brake on where that has to hold it.
  using Planning = std::function<Plan(const Sight&)>;
  Result<Plan> PlanBraked(const Pass& pass, Sight sight, const Planning& planning,
                          const Account& account);
  bool PassesOwnCheck(Vanishing vanishing, const IssueRef& issue);

  // reconcile_double.cpp: an issue of ours that names these tickets. True when it was created a
  // second time for one of them, and is dealt with.
  Result<bool> RepairDouble(Pass& pass, const Issue& issue, const std::vector<TicketId>& named);
  // The link of the first issue; nothing when the issue is no double.
  Result<std::optional<Link>> FirstOf(const Issue& issue, TicketId ticket);
  Status CloseDouble(Pass& pass, const Issue& issue, const Link& first);

  // reconcile_requests.cpp: what people asked for through the API.
  enum class Carried {
    kGoOn,
    kStop,  // the pass went on in another lane, or has to wait
  };
  Result<Carried> CarryForTicket(Pass& pass, TicketId id);
  Result<Carried> CarryForLink(Pass& pass, Link& link);  // which is as it is stored afterwards
  // What each kind of request does. `link`: its ticket's; null when it has none.
  Result<Carried> Carry(Pass& pass, const Request& request, Link* link);
  Status CarryUnlink(Pass& pass, const Request& request, Link& link);
  Result<Carried> CarryWithdrawal(Pass& pass, const Request& request, Link& link);
  Result<Carried> CarryLink(Pass& pass, const Request& request);
  Result<Carried> JoinAsAsked(Pass& pass, const Request& request, const Rule& rule, Ticket ticket);
  Result<Carried> Refuse(Pass& pass, const Request& request, const std::string& why);

  // reconcile.cpp
  Status RunLink(Pass& pass, IssueId id);
  Status RunWithoutIssue(Pass& pass, const Link& link, Sight sight, const Rule& rule);
  Status SyncLink(Pass& pass, const Link& link, const Sight& sight, const Rule& rule);
  Status CarryOut(Pass& pass, const Link& link, const Plan& plan, const Sight& sight,
                  const Rule& rule, const Account& account);
  // What becomes of the pass when it asked for another lane: its lease is that lane's now, or it
  // comes again.
  Linked Entered(Pass& pass, const JoinOutcome& outcome);
  Result<Linked> Join(Pass& pass, TicketId ticket, const IssueRef& issue, const Entry& entry);
  // How long a ticket has to stay what it is: a note of ours, or an edit of one, may be on its way
  // to it.
  Result<std::chrono::milliseconds> WaitBeforeJoin(TicketId ticket);
  Status Explain(Pass& pass, const std::string& why);

  // reconcile_held.cpp
  Status TellHeld(Pass& pass, const Holdup& holdup);
  // What stood in the way of telling it; nothing when all is told.
  Result<std::optional<Remedy>> TellHeldPlan(Pass& pass, const Link& link, Plan plan,
                                             const Sight& sight, const Account& account);
  Status TellHeldTicket(Pass& pass, TicketId id, const StatusText& text);
  Result<Plan> PlanHeldOnTickets(const Link& link, const Account& account, const Holdup& holdup);
  Result<Account> ReadAccount();

  ReconcileParts parts_;
};

}  // namespace tandem
