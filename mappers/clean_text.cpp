#include "mappers/markup.h"
#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {

namespace {

bool IsControl(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c <= 0x9F);
}

bool IsJoiner(char32_t c) {
  return c == 0x200C || c == 0x200D;
}
bool TakesJoiners(char32_t c) {
  return c >= 0x600 && c != 0xFFFD && !IsJoiner(c);
}

// All but the joiners, which depend on what is left around them.
std::string WithoutHidden(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = CodePointAt(text, at);
    const bool line_end = point.value == '\r' && (at + 1 == text.size() || text[at + 1] != '\n');
    if (line_end) out += '\n';
    if (!point.valid) AppendUtf8(0xFFFD, out);
    if (point.valid && !IsControl(point.value) && !IsHiddenCharacter(point.value)) {
      out.append(text, at, point.bytes);
    }
    at += point.bytes;
  }
  return out;
}

std::string WithoutIdleJoiners(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = CodePointAt(text, at);
    const std::size_t next = at + point.bytes;
    const bool idle = IsJoiner(point.value) && !(TakesJoiners(before) && next < text.size() &&
                                                 TakesJoiners(CodePointAt(text, next).value));
    if (!idle) {
      out.append(text, at, point.bytes);
      before = point.value;
    }
    at = next;
  }
  return out;
}

// Most texts: nothing of them is looked at twice.
bool IsCleanAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\t'; });
}

}  // namespace

std::string CleanText(std::string_view text) {
  if (IsCleanAscii(text)) return std::string(text);
  return WithoutIdleJoiners(WithoutHidden(text));
}

std::string CutUtf8(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = bytes;
  // A code point has at most three bytes after its first; more of them are no UTF-8 anyway.
  for (int back = 0; back < 3 && end > 0; ++back) {
    if ((static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U) break;
    --end;
  }
  return std::string(text.substr(0, end));
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string QuoteMarkdown(std::string_view markdown) {
  std::string out;
  while (!markdown.empty()) {
    const std::size_t end = markdown.find('\n');
    const std::string_view line = markdown.substr(0, end);
    out += line.empty() ? ">" : "> ";
    out += line;
    if (end == std::string_view::npos) break;
    out += '\n';
    markdown.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace tandem
