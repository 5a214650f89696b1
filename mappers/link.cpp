#include "mappers/link.h"

#include <iterator>
#include <limits>

namespace tandem {

const std::pair<const Operation, Copy>* NewestCopy(const std::map<Operation, Copy>& copies,
                                                   const Operation& operation) {
  Operation last = operation;
  last.n = std::numeric_limits<std::int64_t>::max();
  const auto after = copies.upper_bound(last);
  if (after == copies.begin()) return nullptr;
  const auto& newest = *std::prev(after);
  Operation found = newest.first;
  found.n = operation.n;
  return found == operation ? &newest : nullptr;
}

}  // namespace tandem
