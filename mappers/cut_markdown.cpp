#include "mappers/markup.h"

#include <algorithm>

namespace tandem {

namespace {

constexpr std::size_t kRoomForClosing = 100;

// What is open at the end of a text that HtmlToMarkdown made.
struct OpenParts {
  std::string fence{};
  bool pre = false;
  bool fold = false;
};

OpenParts OpenAtEnd(std::string_view text) {
  OpenParts open;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(" >"), line.size()));
    const std::size_t ticks = std::min(line.find_first_not_of('`'), line.size());
    const bool only_ticks = line.find_first_not_of("` ") == std::string_view::npos;
    if (!open.fence.empty()) {
      if (ticks >= open.fence.size() && only_ticks) open.fence.clear();
    } else if (ticks >= 3) {
      open.fence.assign(ticks, '`');
    } else if (line.compare(0, 4, "<pre") == 0) {
      open.pre = true;
    } else if (line.compare(0, 8, "<details") == 0) {
      open.fold = true;
    } else if (line.compare(0, 10, "</details>") == 0) {
      open.fold = false;
    }
    if (line.find("</pre>") != std::string_view::npos) open.pre = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return open;
}

}  // namespace

std::string CutMarkdown(std::string_view markdown, std::size_t bytes) {
  if (markdown.size() <= bytes) return std::string(markdown);
  std::string cut = CutUtf8(markdown, bytes - std::min(bytes, kRoomForClosing));
  const std::size_t line = cut.rfind('\n');
  if (line != std::string::npos && line + 1000 > cut.size()) cut.erase(line);
  while (!cut.empty() && (cut.back() == '\\' || cut.back() == '&')) cut.pop_back();
  const OpenParts open = OpenAtEnd(cut);
  if (!open.fence.empty() && open.fence.size() < 60) cut += "\n" + open.fence;
  if (open.pre) cut += "</pre>";
  if (open.fold) cut += "\n\n</details>";
  return CutUtf8(cut, bytes);
}

}  // namespace tandem
