// A table of one line cells. Pure; not to be shared between threads.
#pragma once

#include "mappers/html_tree.h"

#include <cstddef>
#include <string>
#include <vector>

namespace tandem {

constexpr std::size_t kMostColumns = 100;

// Markdown can show it: two columns to kMostColumns and a second row or a heading, no blocks but
// paragraphs in its cells, no table inside.
bool IsMarkdownTable(const GumboNode& table);

class MarkdownTable {
 public:
  void Row() { rows_.emplace_back(); }
  // Adds a cell to the last row; a cell over several columns is followed by empty ones.
  void Cell(std::string text, std::size_t columns);
  // Its lines; the first row is the heading. Empty when there are no cells.
  std::string Lines() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// How many columns a cell takes, 1 to kMostColumns.
std::size_t ColumnsOf(const GumboNode& cell);

}  // namespace tandem
