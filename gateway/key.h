// The key of a piece of work, by the numeric id of what it is about. Values; safe everywhere.
#pragma once

#include "mappers/ids.h"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tandem {

// "ticket:123", "issue:456", "repository:789", "poll:freshdesk". A link's lane is its issue's key.
struct Key {
  std::string text{};
  auto operator<=>(const Key&) const = default;
};

inline Key KeyOf(TicketId id) {
  return {"ticket:" + std::to_string(id.value)};
}
inline Key KeyOf(IssueId id) {
  return {"issue:" + std::to_string(id.value)};
}
// An issue of which only the place is known; the queue finds its link, if there is one.
inline Key KeyOf(RepositoryId repository, std::int64_t number) {
  return {"place:" + std::to_string(repository.value) + ":" + std::to_string(number)};
}
inline Key KeyOf(RepositoryId id) {
  return {"repository:" + std::to_string(id.value)};
}

// The number in a key of this kind: 123 of "ticket:123"; 0 for another kind.
inline std::int64_t NumberIn(const Key& key, std::string_view kind) {
  const std::string_view text = key.text;
  if (text.substr(0, kind.size()) != kind) return 0;
  std::int64_t number = 0;
  std::from_chars(text.data() + kind.size(), text.data() + text.size(), number);
  return number;
}

}  // namespace tandem
