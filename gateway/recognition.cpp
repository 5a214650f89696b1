#include "gateway/recognition.h"

namespace tandem {

std::optional<tandem::Mark> Recognition::MarkOf(const std::string& text) {
  const auto marker = keys_.Verify(text);
  if (!marker) return std::nullopt;
  for (const Operation& operation : expected_) {
    for (std::string& name : keys_.NamesOf(operation)) by_name_.emplace(std::move(name), operation);
  }
  expected_.clear();
  const auto found = by_name_.find(marker->name());
  if (found == by_name_.end()) return tandem::Mark{};
  return tandem::Mark{found->second};
}

void Recognition::Mark(Note& note) {
  const auto linked = MarkerInHtml(note.html);
  if (!linked) return;
  note.mark = MarkOf(linked->marker);
  if (note.mark) note.marked_url = linked->url;
}

void Recognition::Mark(Comment& comment) {
  if (const auto text = MarkerInMarkdown(comment.markdown)) comment.mark = MarkOf(*text);
}

void Recognition::Mark(Issue& issue) {
  if (const auto text = MarkerInMarkdown(issue.markdown)) issue.mark = MarkOf(*text);
}

}  // namespace tandem
