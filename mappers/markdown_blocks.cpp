#include "mappers/markdown_blocks.h"

#include <algorithm>

namespace tandem {

std::size_t MarkdownBlocks::Depth() const {
  return static_cast<std::size_t>(std::count_if(
      levels_.begin(), levels_.end(),
      [](const Level& level) { return level.kind == Kind::kQuote || level.kind == Kind::kItem; }));
}

void MarkdownBlocks::Push(Level level) {
  const bool flat =
      (level.kind == Kind::kQuote || level.kind == Kind::kItem) && Depth() >= kMostMarkdownLevels;
  levels_.push_back(flat ? Level{} : std::move(level));
}

void MarkdownBlocks::OpenQuote() {
  Level level;
  level.kind = Kind::kQuote;
  level.first = level.rest = "> ";
  Push(std::move(level));
}

void MarkdownBlocks::OpenFold(std::string_view summary) {
  Level level;
  level.kind = Kind::kFold;
  level.first = "<details><summary>" + std::string(summary) + "</summary>";
  Push(std::move(level));
}

void MarkdownBlocks::OpenList() {
  Level level;
  level.kind = Kind::kList;
  // Two lists in a row stay two: the second has another mark.
  const bool again = Top().after_list && Top().mark == '-';
  level.mark = again ? '*' : '-';
  Push(std::move(level));
}

void MarkdownBlocks::OpenItem() {
  Item(std::string(1, Top().mark) + " ");
}

void MarkdownBlocks::OpenItem(std::int64_t number) {
  if (number < 0 || number > 999'999'999) number = 1;  // CommonMark reads nine digits
  Item(std::to_string(number) + (Top().mark == '-' ? ". " : ") "));
}

void MarkdownBlocks::Item(std::string mark) {
  Level level;
  level.kind = Kind::kItem;
  level.rest.assign(mark.size(), ' ');
  level.first = std::move(mark);
  Push(std::move(level));
}

void MarkdownBlocks::Close() {
  const Level closed = std::move(Top());
  levels_.pop_back();
  if (!closed.begun) return;
  if (closed.kind == Kind::kFold) {
    Line("");
    Line("</details>");
  }
  Top().after_list =
      closed.kind == Kind::kList || (closed.kind == Kind::kFlat && closed.after_list);
  if (closed.kind == Kind::kList) Top().mark = closed.mark;
  Top().after_paragraph = false;
}

bool MarkdownBlocks::InEmptyFold() const {
  return levels_.back().kind == Kind::kFold && !levels_.back().begun;
}

// A blank line between blocks, but none between the items of a list and none between an item's text
// and the list in it.
void MarkdownBlocks::BeginBlock(bool paragraph) {
  std::size_t old = 0;  // the innermost level that has a line already
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    if (levels_[i].begun) old = i;
  }
  const bool next_item = levels_[old].kind == Kind::kList && !levels_[old].after_paragraph &&
                         old + 1 < levels_.size() && levels_[old + 1].kind == Kind::kItem;
  const bool list_in_item = levels_[old].kind == Kind::kItem && levels_[old].after_paragraph &&
                            old + 1 < levels_.size() && levels_[old + 1].kind == Kind::kList &&
                            levels_.back().kind == Kind::kItem &&
                            (levels_[old + 2].first == "- " || levels_[old + 2].first == "1. ");
  if (levels_[old].begun && !next_item && !list_in_item) LineAt(old, "");
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    if (levels_[i].kind != Kind::kFold || levels_[i].begun) continue;
    LineAt(i, levels_[i].first);
    LineAt(i, "");
  }
  for (Level& level : levels_) level.after_list = false;
  Top().after_paragraph = paragraph;
}

void MarkdownBlocks::Line(std::string_view text) {
  LineAt(levels_.size() - 1, text);
}

// A line that belongs to this level and those around it.
void MarkdownBlocks::LineAt(std::size_t level, std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i <= level; ++i) {
    const bool first = levels_[i].kind == Kind::kItem && !levels_[i].begun;
    line += first ? levels_[i].first : levels_[i].rest;
    levels_[i].begun = true;
  }
  line += text;
  if (text.empty()) line.erase(line.find_last_not_of(' ') + 1);
  if (!out_.empty()) out_ += '\n';
  out_ += line;
}

void MarkdownBlocks::Lines(std::string_view text) {
  while (true) {
    const std::size_t end = text.find('\n');
    Line(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

void MarkdownBlocks::Paragraph(std::string_view text) {
  if (text.empty()) return;
  BeginBlock(true);
  Lines(text);
}

void MarkdownBlocks::Verbatim(std::string_view lines) {
  BeginBlock(false);
  Lines(lines);
}

std::string MarkdownBlocks::Take() {
  while (levels_.size() > 1) Close();
  return std::move(out_);
}

}  // namespace tandem
