// The part of the plan for tickets that have just joined: their first memory, and what linking asks
// for.

#include "mappers/draft.h"
#include "mappers/markup.h"
#include "mappers/status.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

void RememberState(Draft& draft, const Ticket& ticket, TicketSide& side) {
  side.memory.state_changes = side.links_before * kChangesOfOneLink;
  const std::string now = ClassOf(ticket.status, draft.rule, draft.account);
  side.memory.fields[kStateField] = {now, now, {}};
  auto& of_issue = draft.link().issue_memory.fields;
  // An issue that was made for this ticket was open when it was sent, whatever it is today.
  const std::string first = side.born_from ? kOpen : ClassOf(draft.sight.issue);
  of_issue.try_emplace(kStateField, FieldMemory{first, first, {}});
}

// The tag is set once, so that Freshdesk's own search finds linked tickets.
void AskForTag(Draft& draft, const Ticket& ticket, TicketSide& side) {
  side.memory.fields[kTagField] = {kOn, Holds(ticket.tags, draft.rule.tag) ? kOn : kOff, {}};
}

void AskForStatus(Draft& draft, const Ticket& ticket, TicketSide& side) {
  const auto& linked = draft.rule.status.linked;
  if (linked && ClassOf(ticket.status, draft.rule, draft.account) == kOpen)
    side.write_status = *linked;
}

// Notes from before the link stay where they are when somebody on GitHub made it.
void LeaveOutHistory(Draft& draft, const Ticket& ticket) {
  for (const Note& note : ticket.notes) {
    if (note.kind != Note::Kind::kPrivateNote || note.mark) continue;
    const Operation copy{OperationKind::kCopyNote, note.id.value, draft.link().issue.id.value, 0};
    draft.link().copies.try_emplace(copy, Copy{0, note.html.hash(), ticket.id, true});
  }
}

// The closing that was decided is still to be written: it is not. Where it was written and a person
// has reopened the issue, that is told as his.
void KeepOpenFor(Draft& draft, TicketId id, FieldMemory& state) {
  const bool by_us = std::any_of(state.unknown.begin(), state.unknown.end(),
                                 [](const Attempt& attempt) { return attempt.value == kOpen; });
  if (state.seen != kOpen && !by_us) return;
  state.agreed = kOpen;
  draft.link().write_reason.clear();
  ++draft.link().issue_memory.state_changes;
  draft.Decide("open ticket " + std::to_string(id.value) +
               " joined before the issue was closed: it stays open");
}

}  // namespace

// "Still broken" must not be lost: an open ticket that joins a closed issue reopens it.
void ReopenFor(Draft& draft, TicketId id, TicketSide& side) {
  auto& state = draft.link().issue_memory.fields[kStateField];
  const bool ticket_open = side.memory.fields[kStateField].agreed == kOpen;
  if (!side.born_from && !ticket_open && state.agreed == kOpen) {
    draft.Decide("done ticket " + std::to_string(id.value) +
                 " joined an open issue: both stay as they are");
  }
  if (!ticket_open || state.agreed != kDone) return;
  if (draft.sight.issue.open) return KeepOpenFor(draft, id, state);
  state.agreed = kOpen;
  draft.link().write_reason = "reopened";
  ++draft.link().issue_memory.state_changes;
  ++side.memory.state_changes;
  draft.link().announcements.push_back({{OperationKind::kTellTicketOpen, id.value,
                                         draft.link().issue.id.value, side.memory.state_changes},
                                        {},
                                        "linked"});
  draft.Decide("open ticket " + std::to_string(id.value) +
               " joined a closed issue: it is reopened");
}

void TakeInFreshTickets(Draft& draft) {
  for (auto& [id, side] : draft.link().tickets) {
    const auto found = draft.sight.tickets.find(id);
    if (!side.fresh || found == draft.sight.tickets.end()) continue;
    const Ticket& ticket = found->second;
    if (TakeBackIn(draft, id, side, ticket)) continue;
    RememberState(draft, ticket, side);
    AskForTag(draft, ticket, side);
    AskForStatus(draft, ticket, side);
    if (!side.with_history) {
      LeaveOutHistory(draft, ticket);
      draft.link().announcements.push_back(
          {{OperationKind::kTellLinked, draft.link().issue.id.value, id.value, side.links_before},
           side.linked_by,
           {}});
    }
    ReopenFor(draft, id, side);
    draft.Decide("ticket " + std::to_string(id.value) + " is linked to " +
                 draft.link().issue.repository + "#" + std::to_string(draft.link().issue.number));
  }
}

}  // namespace tandem
