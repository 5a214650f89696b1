#include "tests/sandbox/demo_print.h"

#include "tests/sandbox/call.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <unistd.h>

namespace tandem::sandbox {
namespace {

constexpr std::size_t kColumn = 56;  // characters, with the mark
constexpr std::size_t kText = kColumn - 2;
constexpr std::size_t kLinesOfText = 4;  // of one note or comment
constexpr const char* kBold = "\033[1m";
constexpr const char* kGreen = "\033[32m";
constexpr const char* kDim = "\033[2m";

// `text` broken at blanks into lines of at most kText characters; what is too long ends in "...".
std::vector<std::string> Wrapped(const std::string& text) {
  std::vector<std::string> lines{""};
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (CountCharacters(line) + 1 + CountCharacters(word) <= kText) {
      line.append(" ").append(word);
    } else {
      lines.push_back(word);
    }
  }
  if (lines.size() > kLinesOfText) {
    lines.resize(kLinesOfText);
    std::string& last = lines.back();
    while (CountCharacters(last) + 4 > kText && last.rfind(' ') != std::string::npos)
      last.erase(last.rfind(' '));
    last += " ...";
  }
  return lines;
}

std::string Padded(const std::string& text, std::size_t width) {
  const std::size_t size = CountCharacters(text);
  return size < width ? text + std::string(width - size, ' ') : text;
}

}  // namespace

DemoPrint::DemoPrint() : colours_(isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nullptr) {}

std::string DemoPrint::Painted(const char* colour, const std::string& text) const {
  return colours_ ? colour + text + "\033[0m" : text;
}

void DemoPrint::Title(const std::string& text) {
  std::cout << "\n" << Painted(kBold, text) << std::endl;
}

void DemoPrint::Line(const std::string& text) {
  std::cout << text << std::endl;
}

void DemoPrint::Did(const std::vector<std::string>& writes) {
  if (writes.empty()) Line("   Tandem wrote nothing.");
  for (const std::string& write : writes) Line("   Tandem -> " + write);
}

void DemoPrint::Seen(const std::vector<std::string>& effects) {
  for (const std::string& effect : effects)
    Line("   " + Painted(kGreen, "ok") + "     -> " + effect);
}

std::vector<DemoPrint::Row> DemoPrint::Rows(const Side& side, std::set<std::string>& shown) const {
  std::vector<Row> rows;
  for (const std::string& item : side) {
    const bool fresh = !shown.contains(item);
    bool first = true;
    for (const std::string& line : Wrapped(item)) {
      rows.push_back({(fresh && first ? "+ " : "  ") + line, fresh});
      first = false;
    }
  }
  shown = {side.begin(), side.end()};
  return rows;
}

std::string DemoPrint::Cell(const std::vector<Row>& rows, std::size_t at) const {
  if (at >= rows.size()) return std::string(kColumn, ' ');
  const std::string text = Padded(rows[at].text, kColumn);
  return rows[at].fresh ? Painted(kGreen, text) : Painted(kDim, text);
}

void DemoPrint::Picture(const std::string& left_head, const Side& left,
                        const std::string& right_head, const Side& right) {
  const auto left_rows = Rows(left, shown_left_);
  const auto right_rows = Rows(right, shown_right_);
  const std::string rule(kColumn, '-');
  Line("\n   " + Painted(kBold, Padded(left_head, kColumn)) + " | " + Painted(kBold, right_head));
  Line("   " + rule + "-+-" + rule);
  for (std::size_t i = 0; i < std::max(left_rows.size(), right_rows.size()); ++i) {
    std::string line = "   " + Cell(left_rows, i) + " | " + Cell(right_rows, i);
    if (!colours_) line.erase(line.find_last_not_of(' ') + 1);
    Line(line);
  }
}

}  // namespace tandem::sandbox
