#include "gateway/text_table.h"

#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {
namespace {

bool SteersTerminal(const CodePoint& point) {
  const bool control = point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0);
  return !point.valid || (control && point.value != '\n' && point.value != '\t') ||
         IsHiddenCharacter(point.value);
}

std::string Cell(std::string_view text) {
  std::string cell = Printable(text);
  std::replace(cell.begin(), cell.end(), '\n', ' ');
  std::replace(cell.begin(), cell.end(), '\t', ' ');
  return cell;
}

// In code points: near enough for what is shown here.
std::size_t WidthOf(const std::string& cell) {
  return static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string printable;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = CodePointAt(text, at);
    if (SteersTerminal(point)) {
      printable += '?';
    } else {
      printable.append(text.substr(at, point.bytes));
    }
    at += point.bytes;
  }
  return printable;
}

std::string TextTable(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], WidthOf(Cell(row[i])));
  }
  std::string table;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = Cell(row[i]);
      line += cell + std::string(widths[i] - WidthOf(cell) + 2, ' ');
    }
    line.resize(line.find_last_not_of(' ') + 1);
    table += line + "\n";
  }
  return table;
}

std::string Indented(std::string_view text, std::size_t blanks) {
  std::string indented;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    indented += std::string(end == 0 ? 0 : blanks, ' ');
    indented.append(text.substr(0, end)).append("\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return indented;
}

std::string ShortTime(std::string_view time) {
  std::string shown(time);
  std::replace(shown.begin(), shown.end(), 'T', ' ');
  if (shown.ends_with('Z')) shown.pop_back();
  return shown.empty() ? "-" : shown;
}

}  // namespace tandem
