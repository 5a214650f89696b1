// reconcile() for an issue that is not linked, and for a repository whose visibility changed.

#include "gateway/reconcile.h"

namespace tandem {

Status Reconcile::RunUnlinkedIssue(Pass& pass, IssueId id) {
  const auto& place = pass.work.place;
  if (!place) return Explain(pass, "nobody knows where this issue is");
  const auto issue =
      parts_.snapshot.ReadIssue(place->repository, place->repository_id, place->number);
  if (!issue.ok() && issue.error().remedy == Remedy::kNotFound)
    return Explain(pass, "the issue is not there");
  if (!issue.ok()) return issue.error();
  if (issue->ref.id != id) return Explain(pass, "another issue has this number now");
  TRY_ASSIGN(const Account account, ReadAccount());
  const IssuePlan plan = PlanIssue(*issue, parts_.config.rules, account);
  if (const auto* nothing = std::get_if<Nothing>(&plan)) return Explain(pass, nothing->because);
  if (const auto* tell = std::get_if<TellTicket>(&plan)) {
    for (const TicketId ticket : tell->tickets) {
      TRY(parts_.queue.Accept(
          {pass.task.delivery, "github", "our own issue", KeyOf(ticket), {}, {}, false}));
    }
    return Explain(pass, "it was created by Tandem: its ticket is looked at");
  }
  TRY_ASSIGN(const int joined, LinkNamed(pass, *issue, std::get<LinkTickets>(plan), {}));
  return joined > 0 ? RunLink(pass, id) : Status(Done{});
}

Result<int> Reconcile::LinkNamed(Pass& pass, const Issue& issue, const LinkTickets& named,
                                 const Link& link) {
  int joined = 0;
  for (const TicketId id : named.tickets) {
    if (link.tickets.contains(id)) continue;
    const auto ticket = parts_.snapshot.ReadTicket(id);
    const bool missing = !ticket.ok() && (ticket.error().remedy == Remedy::kNotFound ||
                                          ticket.error().remedy == Remedy::kUnauthorized);
    if (!ticket.ok() && !missing) {
      // The link's other tickets do not wait for this one.
      TRY(Explain(pass, ticket.error().message));
      pass.outcome = Again{parts_.config.retry.max};
      continue;
    }
    if (missing || ticket->deleted || ticket->spam) {
      TRY(Explain(pass, "ticket " + std::to_string(id.value) +
                            ", which the issue names, is not there or not ours to see"));
      continue;
    }
    const Entry entry{
        false, BringsHistory(*ticket, *named.rule), issue.author_login, named.rule->tag, {}};
    TRY_ASSIGN(const Linked linked, Join(pass, id, issue.ref, entry));
    if (linked == Linked::kYes) ++joined;
  }
  return joined;
}

Status Reconcile::RunRepository(Pass& pass, RepositoryId id) {
  TRY_ASSIGN(const auto name, parts_.queue.RepositoryName(id));
  if (!name) return Explain(pass, "nothing is linked to this repository yet");
  TRY_ASSIGN(const Visibility visibility, parts_.snapshot.RefreshVisibility(*name, id));
  if (visibility == Visibility::kUnknown) {
    return Error{Remedy::kUnavailable, "it is unknown who can read " + *name + " (github.token)"};
  }
  return Explain(pass, *name + (visibility == Visibility::kPublic ? " is public" : " is private"));
}

}  // namespace tandem
