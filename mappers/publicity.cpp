// The part of the plan for a repository that became public: what was copied while it was private
// stays, and each ticket is told how much that is.

#include "mappers/draft.h"
#include "mappers/prefix.h"
#include "mappers/reasons.h"

#include <algorithm>

namespace tandem {
namespace {

// Copies that a public repository would not have got.
std::int64_t CountPrivateCopies(const Draft& draft, const Ticket& ticket) {
  const Guard in_public(draft.rule, Visibility::kPublic);
  return std::count_if(ticket.notes.begin(), ticket.notes.end(), [&](const Note& note) {
    const auto* copy = NewestCopy(draft.plan.link.copies, {OperationKind::kCopyNote, note.id.value,
                                                           draft.plan.link.issue.id.value, 0});
    return copy != nullptr && copy->second.id != 0 &&
           !in_public.Allows(TextKind::kNotes, SplitPrefixOfHtml(note.html).prefix);
  });
}

void TellTickets(Draft& draft) {
  for (const auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (side.fresh || ticket == draft.sight.tickets.end()) continue;
    draft.link().announcements.push_back(
        {{OperationKind::kTellPublic, draft.link().issue.id.value, id.value,
          draft.link().times_public},
         {},
         side.born_from ? published::kBornFrom : published::kJoined,
         std::to_string(CountPrivateCopies(draft, ticket->second))});
  }
}

}  // namespace

void NoticePublicity(Draft& draft) {
  const Visibility now = draft.sight.visibility;
  if (now == Visibility::kUnknown) return;
  const Visibility before = std::exchange(draft.link().visibility, now);
  if (before != Visibility::kPrivate || now != Visibility::kPublic) return;
  TellTickets(draft);
  ++draft.link().times_public;
  draft.Decide(draft.link().issue.repository +
               " became public: only what may be public is copied from now on");
}

}  // namespace tandem
