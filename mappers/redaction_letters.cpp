#include "mappers/redaction_scan.h"

#include <algorithm>
#include <utf8proc.h>

namespace tandem {
namespace {

// The plain letters of U+00C0 to U+017F, in order.
constexpr std::string_view kPlainLatin =
    "aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kPlainLatin.size() == 0x180 - 0xC0);

constexpr std::size_t kNearby = 24;

bool IsOtherPunctuation(char32_t c) {
  return (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3004) ||
         (c >= 0x3008 && c <= 0x3020) || (c >= 0xFE10 && c <= 0xFE6F) || c == 0xFFFD ||
         (c >= 0xE000 && c <= 0xF8FF) || (c >= 0x1F000 && c <= 0x1FAFF);
}

}  // namespace

bool IsLetter(char32_t c) {
  if (c < 0x80) return IsAsciiAlnum(c) && !IsAsciiDigit(c);
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  return c != 0xD7 && c != 0xF7 && c < kTaken && !IsOtherPunctuation(c);
}

char32_t FoldedLetter(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
  if (c >= 0xC0 && c < 0x180 && kPlainLatin[c - 0xC0] != '?') {
    return static_cast<unsigned char>(kPlainLatin[c - 0xC0]);
  }
  constexpr char32_t kFinalSigma = 0x3C2;
  if (c == kFinalSigma) return kFinalSigma + 1;
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}

std::u32string FoldedText(std::u32string_view text) {
  std::u32string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(), FoldedLetter);
  return folded;
}

std::string AsciiForm(std::u32string_view text) {
  std::string form;
  for (const char32_t c : text) {
    const char32_t folded = FoldedLetter(c);
    form += folded < 0x80 ? static_cast<char>(folded) : '?';
  }
  return form;
}

std::string WordBefore(std::u32string_view text, std::size_t at, std::string_view skipped) {
  std::size_t end = at;
  while (end > 0 && at - end < kNearby && (text[end - 1] == ' ' || IsOneOf(text[end - 1], skipped)))
    --end;
  std::size_t begin = end;
  while (begin > 0 && end - begin < kNearby && IsWordCharacter(text[begin - 1])) --begin;
  return AsciiForm(text.substr(begin, end - begin));
}

}  // namespace tandem
