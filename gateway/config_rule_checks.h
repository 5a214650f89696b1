// What a rule, or all of them together, must not say: above all maps without a way back. Pure; safe
// everywhere.
#pragma once

#include "gateway/config_setting.h"
#include "mappers/rule.h"

#include <vector>

namespace tandem {

// Pairs one to one, labels that would fight one another, statuses that would undo themselves.
// `setting` is where the rule was read from.
void CheckRule(const Rule& rule, const Setting& setting);
// Tags and names that only one rule may have, and at least one rule that is enabled. `setting` is
// the list.
void CheckRulesTogether(const std::vector<Rule>& rules, const Setting& setting);

}  // namespace tandem
