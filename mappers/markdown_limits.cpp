#include "mappers/markdown_limits.h"

#include "mappers/markup.h"
#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {

namespace {

constexpr std::size_t kMostDeclarations = 200;
constexpr std::size_t kMostTildeRuns = 2'000;
constexpr std::size_t kMostTableColumns = 128;
constexpr std::size_t kMostTableCells = 200'000;
constexpr std::size_t kMostRescannedBytes = 8'000'000;

bool IsBlank(char c) {
  return c == ' ' || c == '\t';
}

// Where the list and quote marks beyond the limit begin, or npos.
std::size_t TooManyMarks(std::string_view line) {
  std::size_t marks = 0;
  std::size_t at = 0;
  while (at < line.size()) {
    if (IsBlank(line[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < line.size() && end < at + 9 && IsAsciiDigit(static_cast<unsigned char>(line[end])))
      ++end;
    const std::string_view kinds = end > at ? ".)" : "->+*";
    if (end >= line.size() || kinds.find(line[end]) == std::string_view::npos) break;
    const bool ends = end + 1 == line.size() || IsBlank(line[end + 1]);
    if (line[end] != '>' && !ends) break;
    if (++marks > kMostMarksInLine) return end;
    at = end + 1;
  }
  return std::string_view::npos;
}

bool IsRule(std::string_view line) {
  return line.find_first_not_of("- \t") == std::string_view::npos ||
         line.find_first_not_of("* \t") == std::string_view::npos;
}

// The cost of cmark's table reader: at each line that may be a heading's underline it reads the
// paragraph so far again, and it fills up short rows to the heading's width.
class TableCost {
 public:
  void Line(std::string_view line) {
    if (line.find_first_not_of(" \t>") == std::string_view::npos) {
      paragraph_ = 0;
      columns_ = 0;
      return;
    }
    paragraph_ += line.size() + 1;
    if (line.find_first_not_of("-:| \t>+*0123456789.)") == std::string_view::npos &&
        line.find('-') != std::string_view::npos) {
      rescanned_ += paragraph_;
      const auto bars = static_cast<std::size_t>(std::count(line.begin(), line.end(), '|')) + 1;
      columns_ = std::max(columns_, bars);
      widest_ = std::max(widest_, bars);
    }
    cells_ += columns_;
  }
  bool IsLow() const {
    return rescanned_ <= kMostRescannedBytes && widest_ <= kMostTableColumns &&
           cells_ <= kMostTableCells;
  }

 private:
  std::size_t paragraph_ = 0;
  std::size_t columns_ = 0;
  std::size_t widest_ = 0;
  std::size_t cells_ = 0;
  std::size_t rescanned_ = 0;
};

std::string WithFewDeclarations(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t declarations = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool comment = text.compare(i, 4, "<!--") == 0;
    const bool opens = text[i] == '<' && i + 1 < text.size() && !comment &&
                       (text[i + 1] == '?' || text[i + 1] == '!');
    if (opens && ++declarations > kMostDeclarations) out += '\\';
    out += text[i];
  }
  return out;
}

std::size_t CountTildeRuns(std::string_view text) {
  std::size_t runs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '~' && (i == 0 || text[i - 1] != '~')) ++runs;
  }
  return runs;
}

}  // namespace

ReadableMarkdown LimitMarkdown(std::string_view markdown) {
  const std::string clean = CleanText(CutUtf8(markdown, kMostMarkdownBytes));
  std::string nested;
  TableCost tables;
  std::string_view rest = clean;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    tables.Line(line);
    const std::size_t cut = IsRule(line) ? std::string_view::npos : TooManyMarks(line);
    nested += line.substr(0, std::min(cut, line.size()));
    if (cut != std::string_view::npos) {
      nested += '\\';
      nested += line.substr(cut);
    }
    if (end < rest.size()) nested += '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  ReadableMarkdown readable;
  readable.tables = tables.IsLow();
  readable.strikes = CountTildeRuns(nested) <= kMostTildeRuns;
  readable.text = WithFewDeclarations(nested);
  return readable;
}

}  // namespace tandem
