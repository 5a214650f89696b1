// reconcile() carries out what people asked for through the API. A request stays in the store until
// it is carried out or refused, so a crash in between only repeats what can be repeated.

#include "gateway/reconcile.h"
#include "mappers/wording.h"
#include "mappers/words.h"

namespace tandem {
namespace {

bool IsPlaceOf(const IssueRef& issue, const Request& request) {
  return Fold(issue.repository) == Fold(request.repository) && issue.number == request.number;
}

std::string Asked(const Request& request) {
  return request.repository + "#" + std::to_string(request.number);
}

}  // namespace

Result<Reconcile::Carried> Reconcile::CarryForTicket(Pass& pass, TicketId id) {
  TRY_ASSIGN(const auto requests, parts_.store.ReadRequests({id}));
  if (requests.empty()) return Carried::kGoOn;
  return Carry(pass, requests.front(), nullptr);
}

Status Reconcile::CarryForLink(Pass& pass, const Link& link) {
  std::vector<TicketId> tickets;
  for (const auto& entry : link.tickets) tickets.push_back(entry.first);
  TRY_ASSIGN(const auto requests, parts_.store.ReadRequests(tickets));
  for (const Request& request : requests) TRY(Carry(pass, request, &link));
  return Done{};
}

Result<Reconcile::Carried> Reconcile::Carry(Pass& pass, const Request& request, const Link* link) {
  if (request.kind == RequestKind::kLink) {
    if (link == nullptr) return CarryLink(pass, request);
    if (!IsPlaceOf(link->issue, request)) {
      return Refuse(pass, request, "is linked to " + IssueName(link->issue) + " already");
    }
    TRY(parts_.store.FinishRequest(pass.task.lease, request));
    return Carried::kGoOn;
  }
  return Refuse(
      pass, request,
      "cannot be changed so: nothing here knows how to " + std::string(NameOf(request.kind)));
}

Result<Reconcile::Carried> Reconcile::CarryLink(Pass& pass, const Request& request) {
  const Rule* rule = RuleForRepository(request.repository, parts_.config.rules);
  if (rule == nullptr) {
    return Refuse(pass, request,
                  "cannot be linked to " + Asked(request) +
                      ": no enabled rule names that repository (rules[].repository)");
  }
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(request.ticket));
  if (record.creation)
    return Refuse(pass, request, "is not free: an issue is being created for it");
  const auto ticket = parts_.snapshot.ReadTicket(request.ticket);
  const bool missing = !ticket.ok() && (ticket.error().remedy == Remedy::kNotFound ||
                                        ticket.error().remedy == Remedy::kUnauthorized);
  if (!ticket.ok() && !missing) return ticket.error();
  if (missing || ticket->deleted || ticket->spam)
    return Refuse(pass, request, "is not there, or freshdesk.api_key may not see it");
  return JoinAsAsked(pass, request, *rule);
}

Result<Reconcile::Carried> Reconcile::JoinAsAsked(Pass& pass, const Request& request,
                                                  const Rule& rule) {
  TRY_ASSIGN(const RepositoryId repository,
             parts_.directory.RepositoryOf(parts_.snapshot.github(), rule.repository));
  const auto issue = parts_.snapshot.ReadIssue(rule.repository, repository, request.number);
  if (!issue.ok() && issue.error().remedy == Remedy::kNotFound) {
    return Refuse(pass, request,
                  "cannot be linked: there is no issue " + Asked(request) +
                      ", or github.token may not see it");
  }
  if (!issue.ok()) return issue.error();
  if (issue->pull_request)
    return Refuse(pass, request, "cannot be linked: " + Asked(request) + " is a pull request");
  TRY_ASSIGN(const Linked linked,
             Join(pass, request.ticket, issue->ref, {false, true, {}, rule.tag, {}}));
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
