// Code points of UTF-8 text, one at a time. Pure; safe from all threads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tandem {

struct CodePoint {
  char32_t value = 0xFFFD;  // U+FFFD where the bytes are no UTF-8
  std::size_t bytes = 1;    // how many the text uses for it; at least 1
  bool valid = false;
};

// The code point that begins at `at`, which must lie inside the text. Overlong forms, surrogates
// and cut sequences are invalid and one byte long.
CodePoint CodePointAt(std::string_view text, std::size_t at);
// The last code point; the text must not be empty.
CodePoint LastCodePoint(std::string_view text);
void AppendUtf8(char32_t value, std::string& out);

// Shown with no width and no ink, or turning the direction of text: U+200B, U+202E and the like,
// and noncharacters; without the joiners U+200C and U+200D.
bool IsHiddenCharacter(char32_t value);

inline bool IsAsciiAlnum(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
inline bool IsAsciiDigit(char32_t c) {
  return c >= '0' && c <= '9';
}
inline bool IsAsciiPunctuation(char32_t c) {
  return c > ' ' && c < 0x7F && !IsAsciiAlnum(c);
}
inline bool IsAsciiSpace(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
inline char AsciiLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string AsciiLowered(std::string_view text);
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

}  // namespace tandem
