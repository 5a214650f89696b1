#include "mappers/held.h"

namespace tandem {

Plan PlanHeld(const Link& link, const Account& account, const Holdup& holdup) {
  Plan plan;
  plan.link = link;
  const StatusText text = HeldStatusText(account, link.issue, holdup);
  for (const auto& [id, side] : link.tickets) {
    const Operation operation{OperationKind::kStatusNote, id.value, id.value, side.links_before};
    if (side.ending || side.status_note.hash == text.hash) continue;
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

}  // namespace tandem
