#include "gateway/recognition.h"

#include <algorithm>
#include <utility>

namespace tandem {

std::optional<tandem::Mark> Recognition::MarkOf(std::string_view text, std::int64_t id,
                                                Makes makes) {
  const auto [first, last] = recorded_.equal_range(id);
  for (auto recorded = first; recorded != last; ++recorded) {
    if (keys_.IsNamedIn(text, recorded->second)) return tandem::Mark{recorded->second};
  }
  const auto marker = keys_.Verify(text);
  if (!marker) return std::nullopt;
  NameExpected(makes);
  const auto found = by_name_.find(marker->name());
  if (found == by_name_.end() || !makes(found->second.kind)) return tandem::Mark{};
  return tandem::Mark{found->second};
}

void Recognition::NameExpected(Makes makes) {
  if (more_) {
    const std::vector<Operation> more = std::exchange(more_, nullptr)();
    expected_.insert(expected_.end(), more.begin(), more.end());
  }
  const auto others =
      std::partition(expected_.begin(), expected_.end(),
                     [&](const Operation& operation) { return makes(operation.kind); });
  for (auto operation = expected_.begin(); operation != others; ++operation) {
    for (std::string& name : keys_.NamesOf(*operation))
      by_name_.emplace(std::move(name), *operation);
  }
  expected_.erase(expected_.begin(), others);
}

void Recognition::Mark(Note& note) {
  const auto& linked = note.html.marker();
  if (!linked) return;
  note.mark = MarkOf(linked->marker, note.id.value, MakesNote);
  if (note.mark) note.marked_url = linked->url;
}

void Recognition::Mark(Comment& comment) {
  if (const auto& text = comment.markdown.marker())
    comment.mark = MarkOf(*text, comment.id.value, MakesComment);
}

void Recognition::Mark(Issue& issue) {
  if (const auto text = MarkerInMarkdown(issue.markdown)) issue.mark = MarkOf(*text, 0, MakesIssue);
}

}  // namespace tandem
