// Makes words literal in Markdown, escaping no more than the place asks for. Pure; safe from all
// threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tandem {

// Where a word stands.
struct WordPlace {
  bool line_start = false;   // first on its line
  bool blank_before = true;  // a blank or the line's edge before it
  bool blank_after = true;
  bool in_style = false;  // in bold, a link and so on, whose delimiters may touch it
  bool in_link = false;   // in a link's text
  bool in_table = false;  // in a table's cell
  bool dollars = false;   // the paragraph holds two dollar signs: GitHub would read a formula
};

// The word, which holds no white space, as Markdown shows it literally. An address of the web in it
// stays an address.
std::string EscapeWord(std::string_view word, const WordPlace& place);

// The target of a link, ready for "[text](here)"; nothing when the scheme is not http, https,
// mailto or tel: relative addresses mean something else in the other service.
std::optional<std::string> LinkTarget(std::string_view url);

// The word alone is read as a link to this target by GitHub.
bool ShowsItself(std::string_view word, std::string_view target);

}  // namespace tandem
