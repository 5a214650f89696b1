// reconcile() for an issue that was created a second time for a ticket: it is closed as a duplicate
// once what people wrote there has reached the tickets.

#include "gateway/reconcile.h"
#include "mappers/wording.h"

namespace tandem {

// Both issues carry the marker of one creation: that is what makes a double. What was created for a
// ticket's earlier link is none.
Result<std::optional<Link>> Reconcile::FirstOf(const Issue& issue, TicketId ticket) {
  const std::optional<Link> none;
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(ticket));
  if (!record.issue || *record.issue == issue.ref.id) return none;
  Snapshot& snapshot = parts_.snapshot;
  const RepositoryId made_in = issue.ref.repository_id;
  const auto second = snapshot.CreationIn(issue, ticket, made_in, record.links_before);
  if (!second) return none;
  TRY_ASSIGN(auto link, parts_.store.ReadLink(*record.issue));
  if (!link || !link->tickets.contains(ticket)) return none;
  const IssueRef& ref = link->issue;
  const auto first = snapshot.ReadIssue(ref.repository, ref.repository_id, ref.number);
  if (!first.ok() && first.error().remedy == Remedy::kNotFound) return none;
  if (!first.ok()) return first.error();
  // It was transferred and is this very issue: its link comes along.
  if (first->ref.id == issue.ref.id) return none;
  const bool same = snapshot.CreationIn(*first, ticket, made_in, record.links_before) == second;
  if (!same) return none;
  return link;
}

Result<bool> Reconcile::RepairDouble(Pass& pass, const Issue& issue,
                                     const std::vector<TicketId>& named) {
  for (const TicketId ticket : named) {
    TRY_ASSIGN(const auto first, FirstOf(issue, ticket));
    if (!first) continue;
    TRY(CloseDouble(pass, issue, *first));
    return true;
  }
  return false;
}

Status Reconcile::CloseDouble(Pass& pass, const Issue& issue, const Link& first) {
  const Rule* rule = RuleForRepository(issue.ref.repository, pass.today.rules);
  if (rule == nullptr)
    return Explain(pass, "a second issue for one ticket, which no enabled rule names");
  TRY_ASSIGN(const auto stored, parts_.store.ReadLink(issue.ref.id));
  const Link known = stored.value_or(Link{});
  TRY_ASSIGN(Sight sight, parts_.snapshot.ReadDouble(known, issue, first));
  TRY_ASSIGN(const Account account, ReadAccount());
  TRY_ASSIGN(const BrakeState brake, parts_.brake.Read(issue.ref.id));
  sight.brake = brake.reason;
  const Plan plan = PlanDouble(known, sight, *rule, account);
  if (plan.actions.empty() && plan.waits.empty()) {
    return Explain(pass, "a second issue for a ticket of " + IssueName(first.issue) +
                             ": all is told and closed");
  }
  return CarryOut(pass, known, plan, sight, *rule, account);
}

}  // namespace tandem
