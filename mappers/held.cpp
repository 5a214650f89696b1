#include "mappers/held.h"

#include "mappers/draft.h"

#include <algorithm>

namespace tandem {

Plan PlanHeld(const Link& link, const Account& account, const Holdup& holdup) {
  Plan plan;
  plan.link = link;
  const StatusText text = HeldStatusText(account, link.issue, holdup);
  for (const auto& [id, side] : link.tickets) {
    const Operation operation{OperationKind::kStatusNote, id.value, id.value, side.links_before};
    if (side.ending || StatusNoteSays(link, side, text.hash)) continue;
    if (!side.status_note.id) {
      // Not where an attempt to make it is still looked for, or a person deleted it.
      if (link.intents.contains(operation) || link.copies.contains(operation)) continue;
      plan.actions.emplace_back(AddNote{operation, id, text.html, text.hash});
      continue;
    }
    plan.actions.emplace_back(
        EditStatusNote{id, side.status_note.id, operation, text.html, text.hash});
  }
  if (!plan.actions.empty()) plan.decisions.push_back("held up, and said so: " + holdup.reason);
  return plan;
}

Plan PlanHeldOnIssue(const Link& link, const Account& account, const Holdup& holdup,
                     Obstacle obstacle) {
  Plan plan;
  plan.link = link;
  PublicText text = CommentForHoldup(account, link, holdup, obstacle);
  const std::string hash = HashOfMarkdown(text.text());
  Operation operation{OperationKind::kTellHeldUp, 0, link.issue.id.value, 0};
  for (const auto& [told, copy] : link.copies) {
    if (told.kind != OperationKind::kTellHeldUp) continue;
    if (copy.id != 0) {
      if (copy.source_hash != hash)
        plan.actions.emplace_back(EditComment{CommentId{copy.id}, told, std::move(text), hash});
      return plan;
    }
    operation.n = std::max(operation.n, told.n + 1);
  }
  const bool may_be_there =
      std::any_of(link.intents.begin(), link.intents.end(),
                  [](const auto& entry) { return entry.first.kind == OperationKind::kTellHeldUp; });
  if (may_be_there) return plan;
  plan.actions.emplace_back(AddComment{operation, std::move(text), hash, {}});
  plan.decisions.emplace_back("held up, and said so on the issue: no ticket can be written to");
  return plan;
}

void TakeBackHeldUp(Draft& draft) {
  // While something waits, not all is well yet: what could not be written may be among it.
  const bool waits = !draft.plan.waits.empty();
  for (const auto& [operation, copy] : draft.link().copies) {
    if (operation.kind == OperationKind::kTellHeldUp && copy.id != 0 && !waits)
      draft.Do(DeleteComment{CommentId{copy.id}, operation, copy.source_hash});
  }
  // One whose outcome is unknown was adopted, if it was there; else it may still appear.
  std::erase_if(draft.link().intents, [&](const auto& entry) {
    if (entry.first.kind != OperationKind::kTellHeldUp) return false;
    const Time look_at = entry.second.at + draft.account.look_after;
    if (draft.sight.read_at < look_at)
      draft.WaitUntil(look_at, "a comment may have been made, to be taken back: it is looked for");
    return draft.sight.read_at >= look_at;
  });
}

}  // namespace tandem
