// The part of the plan for the status note: one on each ticket, made when it is linked, edited when
// what it says has changed, never for the time alone.

#include "mappers/draft.h"
#include "mappers/wording.h"

#include <algorithm>

namespace tandem {
namespace {

Operation OperationOf(TicketId id, const TicketSide& side) {
  return {OperationKind::kStatusNote, id.value, id.value, side.links_before};
}

bool IsWritten(const TicketSide& side) {
  return static_cast<bool>(side.status_note.id);
}

// Whether the note that a marker told of says already what it is to say.
bool SaysSo(const Draft& draft, TicketId id, const TicketSide& side, const StatusText& text) {
  const auto ticket = draft.sight.tickets.find(id);
  if (ticket == draft.sight.tickets.end()) return false;
  const auto& notes = ticket->second.notes;
  return std::any_of(notes.begin(), notes.end(), [&](const Note& note) {
    return note.id == side.status_note.id && SaysTheSame(note.html, text);
  });
}

}  // namespace

void CreateStatusNotes(Draft& draft) {
  for (auto& [id, side] : draft.link().tickets) {
    if (draft.sight.tickets.contains(id)) side.fresh = false;
    if (IsWritten(side) || !MayCreate(draft, OperationOf(id, side))) continue;
    const StatusText text = StatusNoteText(draft.account, draft.rule, draft.sight, draft.link());
    draft.Do(AddNote{OperationOf(id, side), id, text.html, text.hash});
  }
}

void EditStatusNotes(Draft& draft) {
  const StatusText text = StatusNoteText(draft.account, draft.rule, draft.sight, draft.link());
  for (auto& [id, side] : draft.link().tickets) {
    if (side.status_note.hash.empty() && SaysSo(draft, id, side, text))
      side.status_note.hash = text.hash;
    if (!IsWritten(side) || StatusNoteSays(draft.link(), side, text.hash)) continue;
    draft.Do(EditStatusNote{id, side.status_note.id, OperationOf(id, side), text.html, text.hash});
  }
}

}  // namespace tandem
