#include "gateway/rule_names.h"

#include "mappers/words.h"

#include <utility>

namespace tandem {

Result<RulesOfToday> ReadRulesOfToday(const std::vector<Rule>& rules, Directory& directory,
                                      Github& github, Queue& queue) {
  RulesOfToday today{rules};
  for (Rule& rule : today.rules) {
    if (!rule.enabled) continue;
    const auto id = directory.RepositoryIfThere(github, rule.repository);
    if (!id) {
      today.complete = false;
      continue;
    }
    TRY_ASSIGN(auto name, queue.RepositoryName(*id));
    if (!name || Fold(*name) == Fold(rule.repository)) continue;
    rule.formerly = std::exchange(rule.repository, *std::move(name));
  }
  return today;
}

}  // namespace tandem
