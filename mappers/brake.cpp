// The part of the plan for the brake: when many links vanish at once, a credential that lost its
// rights is likelier than so many deletions. Whether it is on is known to the gateway
// (gateway/brake.h) and stands in the sight; endings are held in departures.cpp, deletions in
// message_deletions.cpp, the rest here. A copy that its writer takes back ("/private") is deleted
// all the same: that is no accident of ours, and it must not wait.

#include "mappers/draft.h"

namespace tandem {

bool IsBraked(Draft& draft) {
  if (draft.sight.brake.empty()) return false;
  draft.WaitUntil(draft.sight.read_at, "the brake is on: " + draft.sight.brake);
  return true;
}

void HoldForBrake(Draft& draft) {
  if (draft.sight.brake.empty()) return;
  if (std::erase_if(draft.plan.actions, IsHeldByTheBrake) > 0) IsBraked(draft);
}

}  // namespace tandem
