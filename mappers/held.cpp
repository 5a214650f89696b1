#include "mappers/held.h"

namespace tandem {

Plan PlanHeld(const Link& link, const Account& account, const Holdup& holdup) {
  Plan plan;
  plan.link = link;
  const StatusText text = HeldStatusText(account, link.issue, holdup);
  for (const auto& [id, side] : link.tickets) {
    const bool written = static_cast<bool>(side.status_note.id);
    if (!written || side.ending || side.status_note.hash == text.hash) continue;
    const Operation operation{OperationKind::kStatusNote, id.value, id.value, side.links_before};
    plan.actions.emplace_back(
        EditStatusNote{id, side.status_note.id, operation, text.html, text.hash});
  }
  if (!plan.actions.empty()) plan.decisions.push_back("held up, and said so: " + holdup.reason);
  return plan;
}

}  // namespace tandem
