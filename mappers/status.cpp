#include "mappers/status.h"

#include "mappers/words.h"

#include <algorithm>

namespace tandem {

std::optional<int> StatusNumber(const std::string& name, const Account& account) {
  const auto found = account.statuses.find(Fold(name));
  return found != account.statuses.end() ? std::optional(found->second) : std::nullopt;
}

std::string ClassOf(int status, const Rule& rule, const Account& account) {
  const bool done =
      std::any_of(rule.status.done.begin(), rule.status.done.end(),
                  [&](const std::string& name) { return StatusNumber(name, account) == status; });
  return done ? kDone : kOpen;
}

std::string ClassOf(const Issue& issue) {
  return issue.open ? kOpen : kDone;
}

}  // namespace tandem
