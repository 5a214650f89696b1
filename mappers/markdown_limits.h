// What of a Markdown text cmark-gfm 0.29.0.gfm.6 (Debian 12) can read in linear time. Pure; safe
// from all threads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tandem {

constexpr std::size_t kMostMarkdownBytes = std::size_t{256} * 1024;
constexpr std::size_t kMostMarksInLine = 30;

struct ReadableMarkdown {
  std::string text{};
  bool tables = true;   // false: reading its tables would take too long
  bool strikes = true;  // the same for strikethrough
};

// Cleans and cuts the text, and escapes what opens more than kMostMarksInLine lists and quotes in
// one line, and declarations ("<?", "<!x") beyond the 200th. Measured without these limits, at 256
// KiB or less: 18 s for ">" x 60,000 before short lines, 7 s for "a<?", 116 s for "|\n-|\n", 5 s
// for "a~ ", minutes for wide tables of short rows.
ReadableMarkdown LimitMarkdown(std::string_view markdown);

}  // namespace tandem
