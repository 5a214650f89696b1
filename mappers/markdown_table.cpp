#include "mappers/markdown_table.h"

#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {

namespace {

bool IsBlockOfItsOwn(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
      return true;
    default:
      return false;
  }
}

class TableShape : public HtmlVisitor {
 public:
  Next Enter(const GumboNode& element) override {
    const GumboTag tag = TagOf(element);
    plain_ = plain_ && !IsBlockOfItsOwn(tag);
    if (!plain_) return Next::kSkip;
    if (tag == GUMBO_TAG_TR) {
      ++rows_;
      columns_ = 0;
    }
    if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) {
      columns_ += ColumnsOf(element);
      widest_ = std::max(widest_, columns_);
      heading_ = heading_ || tag == GUMBO_TAG_TH;
    }
    return Next::kChildren;
  }
  void Leave(const GumboNode& /*element*/) override {}
  void Text(std::string_view /*text*/) override {}

  bool Fits() const {
    return plain_ && widest_ >= 2 && widest_ <= kMostColumns && (rows_ >= 2 || heading_);
  }

 private:
  bool plain_ = true;
  bool heading_ = false;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t widest_ = 0;
};

void AppendRow(const std::vector<std::string>& cells, std::size_t columns, std::string& out) {
  out += '|';
  for (std::size_t i = 0; i < columns; ++i) {
    const std::string text = i < cells.size() ? cells[i] : "";
    out += ' ';
    out += text;
    out += text.empty() ? "|" : " |";
  }
}

}  // namespace

bool IsMarkdownTable(const GumboNode& table) {
  TableShape shape;
  WalkHtml(table, shape);
  return shape.Fits();
}

std::size_t ColumnsOf(const GumboNode& cell) {
  std::size_t columns = 0;
  for (const char c : AttributeOf(cell, "colspan").substr(0, 4)) {
    if (!IsAsciiDigit(static_cast<unsigned char>(c))) break;
    columns = columns * 10 + static_cast<std::size_t>(c - '0');
  }
  return std::clamp<std::size_t>(columns, 1, kMostColumns);
}

void MarkdownTable::Cell(std::string text, std::size_t columns) {
  if (rows_.empty()) Row();
  rows_.back().push_back(std::move(text));
  for (std::size_t i = 1; i < columns; ++i) rows_.back().emplace_back();
}

std::string MarkdownTable::Lines() const {
  std::size_t columns = 0;
  for (const auto& row : rows_) columns = std::max(columns, row.size());
  std::string out;
  for (const auto& row : rows_) {
    if (row.empty()) continue;
    const bool heading = out.empty();
    if (!heading) out += '\n';
    // GitHub fills the other rows itself.
    AppendRow(row, heading ? columns : row.size(), out);
    if (!heading) continue;
    out += "\n|";
    for (std::size_t i = 0; i < columns; ++i) out += " --- |";
  }
  return out;
}

}  // namespace tandem
