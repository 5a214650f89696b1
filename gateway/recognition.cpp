#include "gateway/recognition.h"

#include <algorithm>
#include <utility>

namespace tandem {

bool Recognition::Names(std::string_view name, const Operation& operation) const {
  const std::vector<std::string> names = keys_.NamesOf(operation);
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<tandem::Mark> Recognition::MarkOf(const std::string& text, std::int64_t id) {
  const auto marker = keys_.Verify(text);
  if (!marker) return std::nullopt;
  const auto [first, last] = recorded_.equal_range(id);
  for (auto recorded = first; recorded != last; ++recorded) {
    if (Names(marker->name(), recorded->second)) return tandem::Mark{recorded->second};
  }
  if (more_) {
    const std::vector<Operation> more = std::exchange(more_, nullptr)();
    expected_.insert(expected_.end(), more.begin(), more.end());
  }
  for (const Operation& operation : expected_) {
    for (std::string& name : keys_.NamesOf(operation)) by_name_.emplace(std::move(name), operation);
  }
  expected_.clear();
  const auto found = by_name_.find(marker->name());
  if (found == by_name_.end()) return tandem::Mark{};
  return tandem::Mark{found->second};
}

void Recognition::Mark(Note& note) {
  const auto& linked = note.html.marker();
  if (!linked) return;
  note.mark = MarkOf(linked->marker, note.id.value);
  if (note.mark) note.marked_url = linked->url;
}

void Recognition::Mark(Comment& comment) {
  if (const auto& text = comment.markdown.marker()) comment.mark = MarkOf(*text, comment.id.value);
}

void Recognition::Mark(Issue& issue) {
  if (const auto text = MarkerInMarkdown(issue.markdown)) issue.mark = MarkOf(*text, 0);
}

}  // namespace tandem
