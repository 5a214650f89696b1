// One page of a listing, as it is when that page is asked for: what changed since the page before
// has moved, and others with it. Pure; safe everywhere.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tandem::simulator {

// Leaves of all entries those on that page, the first of which is 1. Whether there are more.
template <class Entry>
bool LeavePage(std::vector<Entry>& entries, int page, std::size_t size) {
  const std::size_t from = std::min(entries.size(), size * static_cast<std::size_t>(page - 1));
  const std::size_t to = std::min(entries.size(), from + size);
  const bool more = to < entries.size();
  entries = std::vector<Entry>(entries.begin() + static_cast<std::ptrdiff_t>(from),
                               entries.begin() + static_cast<std::ptrdiff_t>(to));
  return more;
}

}  // namespace tandem::simulator
