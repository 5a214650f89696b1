// reconcile(), when it does not get through for long: the tickets say why.

#include "gateway/reconcile.h"
#include "mappers/held.h"

#include <algorithm>

namespace tandem {

Status Reconcile::TellHeld(Pass& pass, const Holdup& holdup) {
  TRY_ASSIGN(const Account account, ReadAccount());
  if (pass.wants_issue && pass.task.lease.lane == KeyOf(pass.wants_issue))
    return TellHeldTicket(pass, pass.wants_issue, HeldStatusText(account, std::nullopt, holdup));
  const std::int64_t id = NumberIn(pass.task.lease.lane, "issue:");
  if (id == 0) return Done{};
  TRY_ASSIGN(const auto link, parts_.store.ReadLink(IssueId{id}));
  if (!link) return Done{};
  Plan plan = PlanHeld(*link, account, holdup);
  const bool creates =
      std::any_of(plan.actions.begin(), plan.actions.end(),
                  [](const Action& action) { return std::holds_alternative<AddNote>(action); });
  if (creates) {
    TRY_ASSIGN(const Link known, FindStatusNotes(*link));
    plan = PlanHeld(known, account, holdup);
  }
  if (plan.actions.empty()) return Done{};
  Sight sight;
  TRY_ASSIGN(sight.read_at, parts_.store.Now());
  TRY(parts_.apply.Run(pass.task, *link, plan, sight, Rule{}, account));
  return Done{};
}

// The notes that this link does not know of: each was made before the ticket joined it, when its
// creation was held up, or by an attempt whose answer was lost.
Result<Link> Reconcile::FindStatusNotes(Link link) {
  for (auto& [id, side] : link.tickets) {
    if (side.status_note.id) continue;
    Ticket ticket;
    ticket.id = id;
    TRY(parts_.snapshot.ReadConversation(ticket, side.links_before));
    const Operation operation{OperationKind::kStatusNote, id.value, id.value, side.links_before};
    for (const Note& note : ticket.notes) {
      if (note.mark && note.mark->operation == operation) side.status_note.id = note.id;
    }
  }
  return link;
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
