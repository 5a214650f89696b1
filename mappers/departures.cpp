// The part of the plan for tickets that are not there any more. Trash and spam say so themselves
// and are believed at once; a ticket that is only missing is believed gone late.

#include "mappers/draft.h"
#include "mappers/endings.h"
#include "mappers/reasons.h"

#include <algorithm>
#include <string_view>

namespace tandem {
namespace {

std::string Name(TicketId id) {
  return "ticket " + std::to_string(id.value);
}

// Missing twice, a minute apart, and both times the service itself knew our key: see Snapshot.
void LookTwice(Draft& draft, TicketId id, TicketSide& side) {
  if (side.missing_since == Time{}) side.missing_since = draft.sight.read_at;
  const Time believed_at = side.missing_since + SecondLook(draft.account);
  if (draft.sight.read_at >= believed_at) return EndVanished(draft, id, ended::kTicketGone);
  draft.WaitUntil(believed_at,
                  Name(id) +
                      " is not there any more: it is looked for once more before its link "
                      "ends");
}

// The ticket's own status note says that this very link has ended: the store was restored from a
// time before that.
bool SaysItHasEnded(const Ticket& ticket, const TicketSide& side) {
  return std::any_of(ticket.notes.begin(), ticket.notes.end(), [&](const Note& note) {
    return note.mark && note.mark->operation &&
           note.mark->operation->kind == OperationKind::kLinkEnded &&
           note.mark->operation->n >= side.links_before;
  });
}

}  // namespace

void EndVanished(Draft& draft, TicketId id, const char* reason, const std::string& about) {
  const std::string_view why = reason;
  const bool issue_is_gone = why == ended::kIssueGone || why == ended::kIssueMoved;
  draft.plan.vanishing = issue_is_gone ? Vanishing::kIssue : Vanishing::kTicket;
  // Not as a failure that its tickets are told of: one of them may be what is gone.
  if (!draft.sight.brake.empty())
    return draft.WaitUntil(draft.sight.read_at + SecondLook(draft.account),
                           "the brake is on: " + draft.sight.brake);
  EndLink(draft.link(), id, reason, {}, TellEnd::kBothSides, about);
  draft.Decide("the link of " + Name(id) + " ends: " + reason);
}

void NoticeDepartures(Draft& draft) {
  for (auto& [id, side] : draft.link().tickets) {
    if (side.ending) continue;
    const auto ticket = draft.sight.tickets.find(id);
    if (ticket == draft.sight.tickets.end()) {
      LookTwice(draft, id, side);
      continue;
    }
    side.missing_since = {};
    if (!side.fresh && SaysItHasEnded(ticket->second, side)) {
      EndLink(draft.link(), id, ended::kUnlinked, {});
      draft.Decide("the link of " + Name(id) + " has ended: its status note says so");
    } else if (ticket->second.deleted) {
      EndVanished(draft, id, ended::kTicketDeleted);
    } else if (ticket->second.spam) {
      EndVanished(draft, id, ended::kTicketSpam);
    } else if (ticket->second.archived || side.read_only) {
      EndVanished(draft, id, ended::kTicketArchived);
    }
  }
}

}  // namespace tandem
