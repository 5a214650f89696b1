// The comments of a transferred issue, and those that its link knows: which is which. Pure; safe
// everywhere.
#pragma once

#include "mappers/link.h"
#include "mappers/plan.h"

#include <cstdint>
#include <map>
#include <vector>

namespace tandem {

struct Matching {
  // Old ids and new ones. What is gone keeps its old id, by which nobody finds it.
  std::map<std::int64_t, std::int64_t> ids{};
  std::vector<std::int64_t> missed{};  // to be looked for once more, by their old ids
  bool beyond_doubt = true;            // false: some message may be one or another
};

// `sight` as for MovedTo, which says how they are told. While something is missed nothing is taken
// by its order.
Matching MatchComments(const Link& link, const Sight& sight, const Account& account);

}  // namespace tandem
