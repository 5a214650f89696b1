#include "mappers/redaction_scan.h"

namespace tandem {
namespace {

bool IsOfBase64(char32_t c) {
  return (IsWordCharacter(c) && c < 0x80) || IsOneOf(c, "+/=");
}

// Of a block whose end is missing: its lines, as long as they look like one.
std::size_t EndOfLines(std::u32string_view text, std::size_t at) {
  constexpr std::size_t kShortestLine = 16;
  std::size_t end = at;
  while (end < text.size()) {
    std::size_t line_end = text.find(U'\n', end + 1);
    if (line_end == std::u32string_view::npos) line_end = text.size();
    std::size_t coded = 0;
    bool only_coded = true;
    for (std::size_t i = end; i < line_end; ++i) {
      if (IsOfBase64(text[i])) ++coded;
      only_coded = only_coded && (IsOfBase64(text[i]) || IsOneOf(text[i], " \n>\\"));
    }
    if (end > at && (!only_coded || coded < kShortestLine)) break;
    end = line_end;
  }
  return end;
}

}  // namespace

Places FindKeyBlocks(std::u32string_view text) {
  constexpr std::u32string_view kBegin = U"-----BEGIN ";
  constexpr std::u32string_view kEnd = U"-----END ";
  Places found;
  std::size_t floor = 0;
  for (std::size_t begin = text.find(kBegin); begin != std::u32string_view::npos;
       begin = text.find(kBegin, floor)) {
    const std::size_t next = text.find(kBegin, begin + 1);
    const std::size_t last = text.substr(0, next).find(kEnd, begin);
    std::size_t end = 0;
    if (last == std::u32string_view::npos) {
      end = EndOfLines(text.substr(0, next), begin);
    } else {
      end = last + kEnd.size();
      while (end < text.size() && text[end] != '\n' && text[end] != '-') ++end;
      while (end < text.size() && text[end] == '-') ++end;
    }
    found.push_back({begin, end});
    floor = end;
  }
  return found;
}

}  // namespace tandem
