// The part of the plan for the status note: one on each ticket, made when it is linked, edited when
// what it says has changed, never for the time alone.

#include "mappers/draft.h"
#include "mappers/wording.h"

namespace tandem {
namespace {

Operation OperationOf(TicketId id, const TicketSide& side) {
  return {OperationKind::kStatusNote, id.value, id.value, side.links_before};
}

bool IsWritten(const TicketSide& side) {
  return static_cast<bool>(side.status_note.id);
}

}  // namespace

void CreateStatusNotes(Draft& draft) {
  const StatusText text = StatusNoteText(draft.account, draft.rule, draft.sight, draft.link());
  for (auto& [id, side] : draft.link().tickets) {
    if (draft.sight.tickets.contains(id)) side.fresh = false;
    if (IsWritten(side) || !MayCreate(draft, OperationOf(id, side))) continue;
    draft.Do(AddNote{OperationOf(id, side), id, text.html, text.hash});
  }
}

void EditStatusNotes(Draft& draft) {
  const StatusText text = StatusNoteText(draft.account, draft.rule, draft.sight, draft.link());
  for (const auto& [id, side] : draft.link().tickets) {
    if (!IsWritten(side) || side.status_note.hash == text.hash) continue;
    draft.Do(EditStatusNote{id, side.status_note.id, OperationOf(id, side), text.html, text.hash});
  }
}

}  // namespace tandem
