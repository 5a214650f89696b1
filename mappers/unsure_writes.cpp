// Edits and deletions may be repeated freely, but not overtaken: one whose outcome is unknown may
// come through up to `look_after` later. A late edit would then stand over whatever was written
// meanwhile, maybe over words that a person has taken back; a late deletion would take it away.

#include "mappers/draft.h"

#include <algorithm>

namespace tandem {

bool IsUnsure(const Link& link, const OwnMessage& message) {
  return link.unsure_writes.contains(message);
}

bool StatusNoteSays(const Link& link, const TicketSide& side, const std::string& hash) {
  return side.status_note.hash == hash && !IsUnsure(link, OwnNote(side.status_note.id));
}

bool MayBeDeleted(const Link& link, const OwnMessage& message) {
  const auto writes = link.unsure_writes.find(message);
  return writes != link.unsure_writes.end() &&
         std::any_of(writes->second.begin(), writes->second.end(),
                     [](const UnsureWrite& each) { return each.deletes; });
}

void HoldUnsureEdits(Plan& plan, Time now, std::chrono::milliseconds window) {
  std::erase_if(plan.actions, [&](const Action& action) {
    const auto edited = MessageEdited(action);
    if (!edited || !IsUnsure(plan.link, *edited)) return false;
    const Time over = plan.link.unsure_writes.at(*edited).back().at + window;
    if (now >= over) return false;
    plan.waits.push_back(
        {over, "an edit was sent whose outcome is unknown: the next one waits for it"});
    return true;
  });
}

}  // namespace tandem
