#include "gateway/link_changes.h"

#include "gateway/link_json.h"

namespace tandem {
namespace {

void CompareFields(const HashFields& old, const HashFields& now, LinkChanges& changes) {
  for (const auto& [name, text] : now) {
    const auto found = old.find(name);
    if (found != old.end() && found->second == text) continue;
    changes.put.push_back(name);
    changes.put.push_back(text);
  }
  for (const auto& [name, text] : old) {
    if (!now.contains(name)) changes.drop.push_back(name);
  }
}

}  // namespace

LinkChanges CompareLinks(const Link& before, const Link& after) {
  LinkChanges changes;
  const HashFields old = before.issue.id ? EncodeLink(before) : HashFields{};
  const HashFields now = EncodeLink(after);
  CompareFields(old, now, changes);
  for (const auto& [ticket, side] : before.tickets) {
    if (after.tickets.contains(ticket)) continue;
    changes.left.push_back(std::to_string(ticket.value));
    changes.left.push_back(EncodePlace(side.commands_until));
  }
  const auto core = old.find(kCoreField);
  if (core != old.end() && core->second == now.at(kCoreField)) return changes;
  // The core that is written says of all these tickets what is to be known of them.
  auto known = before.tickets;
  known.insert(after.tickets.begin(), after.tickets.end());
  for (const auto& [ticket, side] : known) {
    changes.drop.push_back(kJoinedField + std::to_string(ticket.value));
  }
  return changes;
}

}  // namespace tandem
