// The configuration's rules by the names that their repositories have today: GitHub leads reads on
// from a former name, writes never. Not thread-safe.
#pragma once

#include "gateway/directory.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "mappers/rule.h"

#include <vector>

namespace tandem {

struct RulesOfToday {
  std::vector<Rule> rules{};  // where GitHub has another name today, `formerly` is the file's
  bool complete = true;  // false: a repository could not be asked for, its rule is as in the file
};

// An error when the store cannot be asked.
Result<RulesOfToday> ReadRulesOfToday(const std::vector<Rule>& rules, Directory& directory,
                                      Github& github, Queue& queue);

}  // namespace tandem
