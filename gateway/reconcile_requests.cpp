// reconcile() carries out what people asked for through the API. A request stays in the store until
// it is carried out or refused, so a crash in between only repeats what can be repeated.

#include "gateway/reconcile.h"
#include "gateway/retry.h"
#include "mappers/endings.h"
#include "mappers/reasons.h"
#include "mappers/withdrawal.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <utility>

namespace tandem {
namespace {

bool IsPlaceOf(const IssueRef& issue, const Request& request) {
  return Fold(issue.repository) == Fold(request.repository) && issue.number == request.number;
}

std::string IssueIn(const Request& request) {
  return request.repository + "#" + std::to_string(request.number);
}

}  // namespace

Result<Reconcile::Carried> Reconcile::CarryForTicket(Pass& pass, TicketId id) {
  TRY_ASSIGN(const auto requests, parts_.store.ReadRequests({id}));
  if (requests.empty()) return Carried::kGoOn;
  return Carry(pass, requests.front(), nullptr);
}

Result<Reconcile::Carried> Reconcile::CarryForLink(Pass& pass, Link& link) {
  std::vector<TicketId> tickets;
  for (const auto& entry : link.tickets) tickets.push_back(entry.first);
  TRY_ASSIGN(const auto requests, parts_.store.ReadRequests(tickets));
  Carried carried = Carried::kGoOn;
  for (const Request& request : requests) {
    TRY_ASSIGN(const Carried each, Carry(pass, request, &link));
    if (each == Carried::kStop) carried = each;
  }
  return carried;
}

Result<Reconcile::Carried> Reconcile::Carry(Pass& pass, const Request& request, Link* link) {
  if (request.kind == RequestKind::kLink) {
    if (link == nullptr) return CarryLink(pass, request);
    if (!IsPlaceOf(link->issue, request)) {
      return Refuse(pass, request, "is linked to " + IssueName(link->issue) + " already");
    }
    TRY(parts_.store.FinishRequest(pass.task.lease, request));
    return Carried::kGoOn;
  }
  if (link == nullptr) return Refuse(pass, request, "is not linked to an issue");
  if (request.kind == RequestKind::kWithdraw) return CarryWithdrawal(pass, request, *link);
  TRY(CarryUnlink(pass, request, *link));
  return Carried::kGoOn;
}

// Saved at once; the link's own sync tells both sides.
Status Reconcile::CarryUnlink(Pass& pass, const Request& request, Link& link) {
  Link ended = link;
  EndLink(ended, request.ticket, ended::kUnlinked, {});
  const Activity decided{request.delivery, pass.task.lease.lane.text, "decided",
                         "the link of ticket " + std::to_string(request.ticket.value) +
                             " ends: somebody asked for it"};
  TRY(parts_.store.Save(pass.task.lease, link, ended, {decided}));
  link = std::move(ended);
  return parts_.store.FinishRequest(pass.task.lease, request);
}

// The request stays until every copy is gone.
Result<Reconcile::Carried> Reconcile::CarryWithdrawal(Pass& pass, const Request& request,
                                                      Link& link) {
  const Rule* rule = RuleForLink(link, pass.today.rules);
  if (rule == nullptr) {
    return Refuse(pass, request, "cannot be withdrawn: " + WhyNoRule(link, pass.today.rules));
  }
  TRY_ASSIGN(const Sight sight, parts_.snapshot.ReadLink(link));
  TRY_ASSIGN(const Account account, ReadAccount());
  const Plan plan = PlanWithdrawal(link, sight, *rule, account, request.ticket);
  TRY_ASSIGN(const Applied applied, parts_.apply.Run(pass.task, link, plan, sight, *rule, account));
  pass.writes += applied.writes;
  TRY_ASSIGN(auto stored, parts_.store.ReadLink(link.issue.id));
  if (stored) link = *std::move(stored);
  const bool complete = applied.troubles.empty() && plan.waits.empty();
  if (complete) {
    TRY(parts_.store.FinishRequest(pass.task.lease, request));
    return Carried::kGoOn;
  }
  TRY_ASSIGN(const Time now, parts_.store.Now());
  pass.outcome = Worse(
      pass.outcome, AfterSync(applied.troubles, plan.waits, pass.work, now, parts_.config.retry));
  return WithdrawalIsUnsure(link, sight, request.ticket) ? Carried::kStop : Carried::kGoOn;
}

Result<Reconcile::Carried> Reconcile::CarryLink(Pass& pass, const Request& request) {
  const Rule* rule = RuleForRepository(request.repository, pass.today.rules);
  if (rule == nullptr) {
    return Refuse(pass, request,
                  "cannot be linked to " + IssueIn(request) +
                      ": no enabled rule names that repository (rules[].repository)");
  }
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(request.ticket));
  if (record.creation)
    return Refuse(pass, request, "is not free: an issue is being created for it");
  TRY_ASSIGN(auto ticket, parts_.snapshot.ReadTicketIfThere(request.ticket));
  if (!ticket || ticket->deleted || ticket->spam)
    return Refuse(pass, request, "is not there, or freshdesk.api_key may not see it");
  return JoinAsAsked(pass, request, *rule, *std::move(ticket));
}

Result<Reconcile::Carried> Reconcile::JoinAsAsked(Pass& pass, const Request& request,
                                                  const Rule& rule, Ticket ticket) {
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(request.ticket));
  TRY_ASSIGN(const RepositoryId repository,
             parts_.directory.RepositoryOf(parts_.snapshot.github(), rule.repository));
  const auto issue = parts_.snapshot.ReadIssue(rule.repository, repository, request.number);
  if (!issue.ok() && issue.error().remedy == Remedy::kNotFound) {
    return Refuse(pass, request,
                  "cannot be linked: there is no issue " + IssueIn(request) +
                      ", or github.token may not see it");
  }
  if (!issue.ok()) return issue.error();
  if (issue->pull_request)
    return Refuse(pass, request, "cannot be linked: " + IssueIn(request) + " is a pull request");
  TRY(parts_.snapshot.ReadConversation(ticket, record.links_before));
  TRY_ASSIGN(
      const Linked linked,
      Join(pass, request.ticket, issue->ref,
           {false, true, {}, rule.tag, {}, record.commands_until, LinksBefore(record, ticket)}));
  // The link's own sync finds the request once more, and what it asks for done.
  if (linked == Linked::kYes) TRY(RunLink(pass, issue->ref.id));
  return Carried::kStop;
}

Result<Reconcile::Carried> Reconcile::Refuse(Pass& pass, const Request& request,
                                             const std::string& why) {
  const Activity refused{request.delivery, pass.task.lease.lane.text, "refused",
                         "ticket " + std::to_string(request.ticket.value) + " " + why};
  TRY(parts_.store.Record({refused}));
  TRY(parts_.store.FinishRequest(pass.task.lease, request));
  return Carried::kGoOn;
}

}  // namespace tandem
