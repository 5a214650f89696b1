// Edits may be repeated freely, but not overtaken: one whose outcome is unknown may come through up
// to `look_after` later, and would then stand over whatever was written meanwhile, maybe over words
// that a person has taken back.

#include "mappers/draft.h"

namespace tandem {

bool IsUnsure(const Link& link, const OwnMessage& message) {
  return link.unsure_edits.contains(message);
}

void HoldUnsureEdits(Plan& plan, Time now, std::chrono::milliseconds window) {
  std::erase_if(plan.actions, [&](const Action& action) {
    const auto edited = MessageEdited(action);
    if (!edited || !IsUnsure(plan.link, *edited)) return false;
    const Time over = plan.link.unsure_edits.at(*edited).back() + window;
    if (now >= over) return false;
    plan.waits.push_back(
        {over, "an edit was sent whose outcome is unknown: the next one waits for it"});
    return true;
  });
}

}  // namespace tandem
