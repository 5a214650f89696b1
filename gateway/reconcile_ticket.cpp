// reconcile() for a ticket that is not linked: a command is carried out, an issue is created for
// it, it joins one that is there, or nothing is to do.

#include "gateway/kill_point.h"
#include "gateway/parked_advice.h"
#include "gateway/reconcile.h"
#include "gateway/retry.h"
#include "gateway/ticket_look.h"
#include "mappers/reasons.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

// How long what is not linked yet waits while a service's budget is low.
constexpr std::chrono::seconds kLowBudgetWait{10};
// GitHub's; Freshdesk counts by the minute.
constexpr std::chrono::hours kLongestWindow{1};

}  // namespace

Status Reconcile::RunTicket(Pass& pass, TicketId id) {
  TRY_ASSIGN(const Carried carried, CarryForTicket(pass, id));
  if (carried == Carried::kStop) return Done{};
  if (parts_.budget_low()) {
    TRY_ASSIGN(const bool quietly, WaitsQuietly(pass, id));
    if (quietly) {
      pass.outcome = Again{SoonAgain()};
      return Done{};
    }
  }
  TRY_ASSIGN(const TicketRecord stored, parts_.store.ReadTicket(id));
  TRY_ASSIGN(const Time read_at, parts_.store.Now());
  TicketRecord record = SentByNow(stored, read_at);
  if (record != stored) TRY(parts_.store.Save(pass.task.lease, id, record, {}));
  TRY_ASSIGN(auto ticket, parts_.snapshot.ReadTicketIfThere(id));
  if (!ticket) return MissTicket(pass, id, record, read_at);
  if (record.missing_since != Time{}) {
    record.missing_since = {};
    TRY(parts_.store.Save(pass.task.lease, id, record, {}));
  }
  TRY(parts_.snapshot.ReadConversation(*ticket, record.links_before));
  TRY_ASSIGN(const Account account, ReadAccount());
  record.links_before = LinksBefore(record, *ticket);
  const auto told = LinkTold(*ticket, record.links_before, account.github_web_url);
  if (told && !record.creation) {
    TRY_ASSIGN(const bool returned, ReturnToLink(pass, record, *ticket, *told));
    if (returned) return Done{};
  }
  TRY(CorrectOldNote(pass, record, *ticket, account));
  // Nothing is begun there, and what it was told is taken back when it can be written to again.
  if (const char* state = WhyReadOnly(*ticket); state != nullptr && !record.creation)
    return Explain(pass, std::string("the ticket is ") + state);
  const TicketCommand command = PlanCommand(record, *ticket, pass.today.rules, account, read_at);
  if (const auto* wait = std::get_if<Wait>(&command)) {
    pass.outcome = Again{wait->until - read_at};
    return Done{};
  }
  if (const auto* answer = std::get_if<AnswerNote>(&command)) return Answer(pass, record, *answer);
  if (const auto* asked = std::get_if<JoinAsked>(&command))
    return JoinAskedFor(pass, id, record, *asked);
  if (const auto* asked = std::get_if<CreateAsked>(&command)) {
    return StartIssue(pass, record, *std::move(ticket),
                      {asked->rule, StartedBy::kCommand, asked->place}, read_at);
  }
  const Rule* rule = RuleForTicket(record, *ticket, pass.today.rules);
  if (rule == nullptr) return LeaveAlone(pass, id, record);
  return StartIssue(pass, record, *std::move(ticket),
                    {rule, StartedBy::kTag, record.commands_until}, read_at);
}

// Nothing is read at first: that, too, would cost what there is little of. Later it is read once,
// since only a ticket that wants an issue is told.
Result<bool> Reconcile::WaitsQuietly(const Pass& pass, TicketId id) {
  TRY_ASSIGN(const Time now, parts_.store.Now());
  const bool hinted = pass.work.since.time_since_epoch().count() > 0;
  if (!hinted || now - pass.work.since < Patience(parts_.config.retry)) return true;
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(id));
  TRY_ASSIGN(const StatusText text, LowBudgetText(pass));
  return record.held_hash == text.hash;
}

// The first look after the patience has ended is not late by more than that.
std::chrono::milliseconds Reconcile::SoonAgain() const {
  return std::min<std::chrono::milliseconds>(kLowBudgetWait, Patience(parts_.config.retry));
}

Status Reconcile::WaitForBudget(Pass& pass, TicketId id) {
  pass.outcome = Again{SoonAgain()};
  TRY_ASSIGN(const bool quietly, WaitsQuietly(pass, id));
  if (quietly) return Done{};
  TRY_ASSIGN(const StatusText text, LowBudgetText(pass));
  return TellHeldTicket(pass, id, text);
}

Result<StatusText> Reconcile::LowBudgetText(const Pass& pass) {
  TRY_ASSIGN(const Account account, ReadAccount());
  return HeldStatusText(
      account, std::nullopt,
      {"little is left of what Freshdesk or GitHub allows, and new links wait until there is more; "
       "budget_share says how much of it is Tandem's",
       pass.work.since, false, kLongestWindow});
}

// One look may be mistaken: the key's rights may be narrowed for a while, and no other webhook
// comes.
Status Reconcile::MissTicket(Pass& pass, TicketId id, TicketRecord record, Time read_at) {
  const std::string missing = "there is no such ticket, or freshdesk.api_key may not see it";
  if (record.creation)
    return Error{Remedy::kNotFound, missing + "; an issue is being created for it"};
  TRY_ASSIGN(const Account account, ReadAccount());
  const bool is_first = record.missing_since == Time{};
  if (is_first) record.missing_since = read_at;
  const Time believed_at = record.missing_since + SecondLook(account);
  const bool believed = read_at >= believed_at;
  if (believed) record.missing_since = {};
  if (is_first || believed) TRY(parts_.store.Save(pass.task.lease, id, record, {}));
  if (believed) return Explain(pass, missing);
  pass.outcome = Failed{believed_at - read_at, missing + ": it is looked for once more",
                        ParkedCause::kNotThere};
  return Done{};
}

Status Reconcile::LeaveAlone(Pass& pass, TicketId ticket, const TicketRecord& record) {
  if (record.creation) {
    return Error{Remedy::kInvalid, WhyCreationHasNoRule(record.creation->rule)};
  }
  if (!record.held_hash.empty()) {
    TRY_ASSIGN(const auto wait, WaitBeforeJoin(ticket));
    if (wait.count() > 0) {
      pass.outcome = Again{wait};
      return Done{};
    }
    TRY(TellHeldTicket(pass, ticket, NothingHeldText()));
  }
  return Explain(pass, "the ticket carries no rule's tag");
}

Status Reconcile::StartIssue(Pass& pass, const TicketRecord& stored, Ticket ticket,
                             const Start& start, Time read_at) {
  pass.wants_issue = ticket.id;
  const Rule& rule = *start.rule;
  TicketRecord record = stored;
  record.commands_until = start.commands_until;
  TRY_ASSIGN(const Account account, ReadAccount());
  TRY_ASSIGN(const TicketLook look,
             LookAtTicket({parts_.directory, parts_.snapshot, account}, record, std::move(ticket),
                          rule, start.by, read_at));
  MayDie(KillPoint::kAfterPlan);
  const TicketId id = look.ticket.id;
  if (!look.found.empty()) return AdoptFound(pass, id, record, rule, look.found);
  if (const auto* nothing = std::get_if<Nothing>(&look.plan))
    return Explain(pass, nothing->because);
  if (const auto* wait = std::get_if<Wait>(&look.plan)) {
    if (wait->until <= look.read_at) return Error{Remedy::kUnavailable, wait->reason};
    pass.outcome = Again{wait->until - look.read_at};
    return Done{};
  }
  if (parts_.budget_low()) return WaitForBudget(pass, id);
  if (const auto* join = std::get_if<JoinIssue>(&look.plan))
    return JoinExisting(pass, id, record, rule, *join);
  const auto& create = std::get<CreateIssue>(look.plan);
  const auto made = parts_.apply.Create(pass.task, id, {stored, record}, create, rule,
                                        look.repository, look.visibility);
  if (!made.ok()) {
    // A write is not led on to the new name of a repository: that is read, and used the next time.
    if (made.error().remedy == Remedy::kConflict)
      TRY(parts_.snapshot.RefreshVisibility(rule.repository, look.repository));
    return made.error();
  }
  ++pass.writes;
  return JoinBorn(pass, id, record, rule, *made->created, made->labels);
}

// What else waits on the ticket is looked at afterwards.
Status Reconcile::Answer(Pass& pass, TicketRecord record, const AnswerNote& answer) {
  const TicketId ticket{answer.operation.target};
  TRY(parts_.apply.Answer(pass.task, ticket, std::move(record), answer));
  ++pass.writes;
  pass.outcome = Again{};
  return Done{};
}

Status Reconcile::JoinAskedFor(Pass& pass, TicketId ticket, TicketRecord record,
                               const JoinAsked& asked) {
  TRY_ASSIGN(const Account account, ReadAccount());
  pass.wants_issue = ticket;
  if (parts_.budget_low()) return WaitForBudget(pass, ticket);
  const Rule& rule = *asked.rule;
  TRY_ASSIGN(const RepositoryId repository,
             parts_.directory.RepositoryOf(parts_.snapshot.github(), rule.repository));
  const auto issue = parts_.snapshot.ReadIssue(rule.repository, repository, asked.issue.number);
  const bool moved = issue.ok() && issue->ref.repository_id != repository;
  const bool missing = moved || (!issue.ok() && issue.error().remedy == Remedy::kNotFound);
  if (!issue.ok() && !missing) return issue.error();
  if (missing || issue->pull_request) {
    const char* reason = missing ? answer::kNoIssue : answer::kPullRequest;
    return Answer(pass, record, RefuseJoin(asked, ticket, reason, account));
  }
  record.commands_until = asked.place;
  TRY_ASSIGN(const Linked linked,
             Join(pass, ticket, issue->ref,
                  {false, true, {}, rule.tag, {}, asked.place, record.links_before}));
  return linked == Linked::kYes ? RunLink(pass, issue->ref.id) : Status(Done{});
}

Status Reconcile::JoinBorn(Pass& pass, TicketId ticket, const TicketRecord& record,
                           const Rule& rule, const IssueRef& issue,
                           const std::vector<std::string>& labels) {
  TRY_ASSIGN(const Linked linked,
             Join(pass, ticket, issue,
                  {true, true, {}, rule.tag, labels, record.commands_until, record.links_before}));
  return linked == Linked::kYes ? RunLink(pass, issue.id) : Status(Done{});
}

Status Reconcile::AdoptFound(Pass& pass, TicketId ticket, TicketRecord record, const Rule& rule,
                             const std::vector<Issue>& found) {
  const Issue& issue = found.front();
  // Where nothing is remembered of the creation, what was sent with it is not known either.
  if (!record.creation) {
    Creation& creation = record.creation.emplace();
    creation.rule = rule.tag;
    creation.labels = issue.labels;
  }
  record.creation->created = issue.ref;
  TRY(parts_.store.Save(pass.task.lease, ticket, record,
                        {{pass.task.delivery, pass.task.lease.lane.text, "did",
                          "the issue carries our marker: it was created, though nobody said so"}}));
  for (auto second = found.begin() + 1; second != found.end(); ++second) {
    const IssueRef& ref = second->ref;
    TRY(parts_.queue.Accept({pass.task.delivery,
                             "tandem",
                             "issue created twice",
                             KeyOf(ref.id),
                             IssuePlace{ref.repository_id, ref.repository, ref.number},
                             {},
                             false}));
  }
  return JoinBorn(pass, ticket, record, rule, issue.ref, record.creation->labels);
}

Status Reconcile::JoinExisting(Pass& pass, TicketId ticket, const TicketRecord& record,
                               const Rule& rule, const JoinIssue& plan) {
  if (record.creation && record.creation->created)
    return JoinBorn(pass, ticket, record, rule, *record.creation->created, record.creation->labels);
  // The pass has tried to return to it.
  return Error{Remedy::kNotFound, "its status note links " + plan.repository + "#" +
                                      std::to_string(plan.number) +
                                      ", which is not there or may not be seen (github.token), or "
                                      "whose repository no enabled rule names"};
}

}  // namespace tandem
