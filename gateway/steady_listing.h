// Reads a listing of several pages whose entries may move while it is read. An entry that comes
// twice was moved to another page between two reads; then another may have been moved out of sight,
// and would be taken for deleted, or for never made. So it is read again, until nothing comes twice
// or the same is seen once more.
#pragma once

#include "gateway/result.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace tandem {

// `list` gives all entries, in whatever order; the result is in that of their times, each once.
// kUnavailable when they never stand still; `name` says what moves.
template <class Entry, class List>
Result<std::vector<Entry>> ReadSteadily(const List& list, const std::string& name) {
  constexpr int kMostReadings = 3;
  const auto same = [](const Entry& a, const Entry& b) { return a.id == b.id; };
  std::vector<Entry> before;
  for (int reading = 0; reading < kMostReadings; ++reading) {
    TRY_ASSIGN(std::vector<Entry> entries, list());
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
    });
    const auto repeated = std::adjacent_find(entries.begin(), entries.end(), same);
    const bool stands = repeated == entries.end();
    entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
    const bool again = reading > 0 && std::equal(entries.begin(), entries.end(), before.begin(),
                                                 before.end(), same);
    if (stands || again) return entries;
    before = std::move(entries);
  }
  return Error{Remedy::kUnavailable, name + " changed places each time they were read"};
}

}  // namespace tandem
