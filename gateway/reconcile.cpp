#include "gateway/reconcile.h"

#include "gateway/account.h"
#include "gateway/kill_point.h"
#include "gateway/retry.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

// Another worker has the other lane; it is done with it in moments.
constexpr std::chrono::milliseconds kBusyWait{250};
// A loop is looked at again when the hour that it is counted in is over.
constexpr std::chrono::hours kParkedLoop{1};

}  // namespace

Reconciled Reconcile::Run(const Work& work) {
  Pass pass{work, {work.lease, work.delivery}, {}, Finished{}, 0, 0};
  const Status ran = RunLane(pass);
  const Time now = parts_.store.Now().value_or(work.since);
  if (!ran.ok()) pass.outcome = AfterError(ran.error(), work, now, parts_.config.retry);
  const auto holdup = HoldupOf(pass.outcome, work, now, parts_.config.retry);
  // What cannot be told now is told by the next try; it stands in the activity already.
  if (holdup) TellHeld(pass, *holdup);
  return {pass.task.lease, pass.outcome, pass.writes, pass.edits};
}

Status Reconcile::ReadRules(Pass& pass) {
  TRY_ASSIGN(pass.today, ReadRulesOfToday(parts_.config.rules, parts_.directory,
                                          parts_.snapshot.github(), parts_.queue));
  return Done{};
}

Status Reconcile::RunLane(Pass& pass) {
  const Key& lane = pass.work.lease.lane;
  TRY(ReadRules(pass));
  if (const auto id = NumberIn(lane, "issue:"); id > 0) return RunLink(pass, IssueId{id});
  if (const auto id = NumberIn(lane, "ticket:"); id > 0) return RunTicket(pass, TicketId{id});
  if (const auto id = NumberIn(lane, "repository:"); id > 0)
    return RunRepository(pass, RepositoryId{id});
  if (lane.text.rfind("place:", 0) == 0) return RunPlace(pass);
  return Error{Remedy::kInvalid, "nothing is known about keys like " + lane.text +
                                     "; another version may have made it: tandem parked drop " +
                                     lane.text};
}

Status Reconcile::RunLink(Pass& pass, IssueId id) {
  TRY_ASSIGN(auto link, parts_.store.ReadLink(id));
  if (!link) return RunUnlinkedIssue(pass, id);
  TRY_ASSIGN(const Time now, parts_.store.Now());
  link = SentByNow(*std::move(link), now);
  TRY_ASSIGN(const Carried carried, CarryForLink(pass, *link));
  if (carried == Carried::kStop) return Done{};
  TRY_ASSIGN(auto name, parts_.queue.RepositoryName(link->issue.repository_id));
  if (name) link->issue.repository = *std::move(name);
  const Rule* rule = RuleForLink(*link, pass.today.rules);
  if (rule == nullptr && link->tickets.empty()) return Explain(pass, "its link has ended");
  if (rule == nullptr) {
    return Error{pass.today.complete ? Remedy::kInvalid : Remedy::kUnavailable,
                 WhyNoRule(*link, pass.today.rules)};
  }
  TRY_ASSIGN(Sight sight, parts_.snapshot.ReadLink(*link));
  if (Fold(sight.issue.ref.repository) != Fold(link->issue.repository)) {
    TRY(ReadRules(pass));  // it was renamed a moment ago
    rule = RuleForLink(*link, pass.today.rules);
    if (rule == nullptr) return Error{Remedy::kUnavailable, "the rules' names have changed"};
  }
  if (sight.presence != Presence::kThere)
    return RunWithoutIssue(pass, *link, std::move(sight), *rule);
  TRY_ASSIGN(const Account account, ReadAccount());
  const IssuePlan issue_plan = PlanIssue(sight.issue, pass.today.rules, account);
  if (const auto* ours = std::get_if<TellTicket>(&issue_plan); ours && link->tickets.empty()) {
    TRY_ASSIGN(const bool repaired, RepairDouble(pass, sight.issue, ours->tickets));
    if (repaired) return Done{};
  }
  const auto asked = TicketsAskedFor(*link, sight.issue, issue_plan, account);
  TRY_ASSIGN(const Linking linking, LinkAsked(pass, sight.issue, asked, *rule));
  TRY_ASSIGN(const Merging merging, FollowMerges(pass, *link, sight, *rule, account));
  if (linking.joined + merging.joined > 0) {
    TRY_ASSIGN(link, parts_.store.ReadLink(id));
    TRY_ASSIGN(sight, parts_.snapshot.ReadLink(*link));
    // What is planned without a look at its comments would be made anew.
    if (sight.presence != Presence::kThere)
      return Error{Remedy::kConflict,
                   "the issue was there a moment ago, and is not found now: it is looked for again",
                   {}};
  }
  sight.refusals = linking.refusals;
  sight.merges = merging.merges;
  return SyncLink(pass, *link, sight, *rule);
}

Status Reconcile::RunWithoutIssue(Pass& pass, const Link& link, Sight sight, const Rule& rule) {
  if (link.tickets.empty()) return Explain(pass, "the issue is not there");
  const Rule* there = RuleForRepository(sight.moved_to.repository, pass.today.rules);
  sight.may_follow = there != nullptr;
  if (sight.may_follow) {
    TRY_ASSIGN(const Followed followed, FollowTransfer(pass, link, sight, *there));
    if (followed == Followed::kYes) return RunLink(pass, sight.moved_to.id);
    if (followed == Followed::kWaits) return Done{};
  }
  TRY_ASSIGN(const Account account, ReadAccount());
  const auto planning = [&](const Sight& seen) {
    return PlanWithoutIssue(link, seen, rule, account);
  };
  TRY_ASSIGN(const Plan plan, PlanBraked(pass, sight, planning, account));
  return CarryOut(pass, link, plan, sight, rule, account);
}

Status Reconcile::SyncLink(Pass& pass, const Link& link, const Sight& sight, const Rule& rule) {
  TRY_ASSIGN(const Account account, ReadAccount());
  if (const auto stale = StaleFor(link, sight, account)) {
    pass.outcome = Again{WaitForLateRead(*stale, parts_.config.settle)};
    return Explain(pass,
                   "a service still shows what was there before our last write: it is read again");
  }
  std::optional<Link> begun;
  if (!link.issue.id) {  // nothing is known of the issue yet
    begun = link;
    begun->rule = rule.tag;
  }
  const Link& known = begun ? *begun : link;
  const auto planning = [&](const Sight& seen) { return PlanLink(known, seen, rule, account); };
  TRY_ASSIGN(Plan plan, PlanBraked(pass, sight, planning, account));
  if (!plan.parked.empty()) {
    TRY_ASSIGN(const bool let_go_on, parts_.brake.WasLetGoOn(pass.task.lease.lane));
    Sight again = sight;
    again.let_go_on = let_go_on;
    if (let_go_on) {
      TRY_ASSIGN(plan, PlanBraked(pass, again, planning, account));
    }
  }
  return CarryOut(pass, link, plan, sight, rule, account);
}

Status Reconcile::CarryOut(Pass& pass, const Link& link, const Plan& plan, const Sight& sight,
                           const Rule& rule, const Account& account) {
  MayDie(KillPoint::kAfterPlan);
  TRY_ASSIGN(const Applied applied, parts_.apply.Run(pass.task, link, plan, sight, rule, account));
  pass.writes += applied.writes;
  pass.edits += applied.edits;
  TRY_ASSIGN(const Time now, parts_.store.Now());
  // A sync that got somewhere does not wait longer each time: writes may have to be spaced.
  Work work = pass.work;
  if (applied.writes > 0) work.attempts = 0;
  Outcome outcome = AfterSync(applied.troubles, plan.waits, work, now, parts_.config.retry);
  if (std::holds_alternative<Finished>(outcome) && IsOpen(plan.link) &&
      std::holds_alternative<Finished>(pass.outcome)) {
    outcome = Rest{parts_.config.drift_check};
  }
  if (!plan.parked.empty()) outcome = Park{kParkedLoop, plan.parked, ParkedCause::kLoop};
  // What an earlier step wants to see again is not forgotten.
  pass.outcome = Worse(pass.outcome, outcome);
  return Done{};
}

Reconcile::Linked Reconcile::Entered(Pass& pass, const JoinOutcome& outcome) {
  if (const auto* joined = std::get_if<Joined>(&outcome)) {
    pass.task.lease = joined->lease;
    parts_.guard.Joined(joined->lease);
    return Linked::kYes;
  }
  if (std::holds_alternative<Refused>(outcome)) return Linked::kRefused;
  pass.outcome = Again{Backoff({kBusyWait, kBusyWait, {}, {}}, pass.work.lease.lane, 0)};
  return Linked::kBusy;
}

Result<Reconcile::Linked> Reconcile::Join(Pass& pass, TicketId ticket, const IssueRef& issue,
                                          const Entry& entry) {
  TRY_ASSIGN(const auto wait, WaitBeforeJoin(ticket));
  if (wait.count() > 0) {
    pass.outcome = Again{wait};
    return Linked::kBusy;
  }
  TRY_ASSIGN(const JoinOutcome outcome, parts_.store.Join(pass.task.lease, ticket, issue, entry));
  const Linked linked = Entered(pass, outcome);
  if (linked == Linked::kRefused)
    TRY(Explain(pass,
                "ticket " + std::to_string(ticket.value) + " is linked to another issue already"));
  return linked;
}

Result<std::chrono::milliseconds> Reconcile::WaitBeforeJoin(TicketId ticket) {
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(ticket));
  if (!record.answering || record.issue) return std::chrono::milliseconds(0);
  TRY_ASSIGN(const Time now, parts_.store.Now());
  return record.answering->intent.at + parts_.config.retry.look_after - now;
}

Status Reconcile::Explain(Pass& pass, const std::string& why) {
  return parts_.store.Record({{pass.task.delivery, pass.task.lease.lane.text, "nothing", why}});
}

Result<Account> Reconcile::ReadAccount() {
  return tandem::ReadAccount(parts_.config, parts_.store, parts_.directory, parts_.freshdesk);
}

}  // namespace tandem
