// reconcile(), when it does not get through for long: the tickets say why.

#include "gateway/reconcile.h"
#include "mappers/held.h"

#include <algorithm>

namespace tandem {

Status Reconcile::TellHeld(Pass& pass, const Holdup& holdup) {
  // Addresses are all that is needed of it, and Freshdesk may be what is away.
  const Account account = ReadAccount().value_or(
      {parts_.config.freshdesk.url, parts_.config.github.web_url, {}, {}, {}});
  if (pass.wants_issue && pass.task.lease.lane == KeyOf(pass.wants_issue))
    return TellHeldTicket(pass, pass.wants_issue, HeldStatusText(account, std::nullopt, holdup));
  const std::int64_t id = NumberIn(pass.task.lease.lane, "issue:");
  if (id == 0) return Done{};
  TRY_ASSIGN(auto link, parts_.store.ReadLink(IssueId{id}));
  if (!link) return Done{};
  Sight sight;
  TRY_ASSIGN(sight.read_at, parts_.store.Now());
  TRY_ASSIGN(const auto told,
             TellHeldPlan(pass, *link, PlanHeld(*link, account, holdup), sight, account));
  if (told) return Done{};
  // Freshdesk cannot be written to: whoever looks at the issue is to know.
  TRY_ASSIGN(link, parts_.store.ReadLink(IssueId{id}));
  if (!link) return Done{};
  TRY_ASSIGN(auto name, parts_.queue.RepositoryName(link->issue.repository_id));
  if (name) link->issue.repository = *std::move(name);
  TRY_ASSIGN(sight.visibility,
             parts_.snapshot.ReadVisibility(link->issue.repository, link->issue.repository_id));
  TRY(TellHeldPlan(pass, *link, PlanHeldOnIssue(*link, account, holdup), sight, account));
  return Done{};
}

Result<bool> Reconcile::TellHeldPlan(Pass& pass, const Link& link, const Plan& plan,
                                     const Sight& sight, const Account& account) {
  if (plan.actions.empty()) return true;
  TRY_ASSIGN(const Applied applied,
             parts_.apply.Run(pass.task, link, plan, sight, Rule{}, account));
  return applied.troubles.empty();
}

// The note may have been made by an attempt whose answer was lost: it is looked for first.
Status Reconcile::TellHeldTicket(Pass& pass, TicketId id, const StatusText& text) {
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(id));
  if (record.held_hash == text.hash) return Done{};
  TRY_ASSIGN(const Time now, parts_.store.Now());
  TRY_ASSIGN(const Account account, ReadAccount());
  Ticket ticket;
  ticket.id = id;
  TRY(parts_.snapshot.ReadConversation(ticket, record.links_before));
  const Operation operation{OperationKind::kStatusNote, id.value, id.value, record.links_before};
  const auto written = std::find_if(
      ticket.notes.begin(), ticket.notes.end(),
      [&](const Note& note) { return note.mark && note.mark->operation == operation; });
  const auto existing = written == ticket.notes.end() ? std::nullopt : std::optional(written->id);
  const bool sent_lately = record.answering && record.answering->operation == operation &&
                           now < record.answering->intent.at + parts_.config.retry.look_after;
  if (!existing && sent_lately) return Done{};
  return parts_.apply.TellHeld(pass.task, id, record, text, existing, AddressOfTicket(account, id));
}

}  // namespace tandem
