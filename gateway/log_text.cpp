#include "gateway/log_text.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace tandem {
namespace {

constexpr std::size_t kLongest = 1'000;  // bytes

struct Character {
  std::uint32_t point = 0;
  std::size_t bytes = 0;  // 0: no UTF-8
};

// The first character. Refuses what UTF-8 refuses: longer forms than needed, surrogates, points
// that are none.
Character Decode(std::string_view text) {
  constexpr auto kLeast = std::to_array<std::uint32_t>({0, 0, 0x80, 0x800, 0x10000});
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80U) return {first, 1};
  const std::size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
  if (first < 0xC2U || first > 0xF4U || text.size() < length) return {};
  std::uint32_t point = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    point = point << 6U | (byte(i) & 0x3FU);
  }
  const bool is_surrogate = point >= 0xD800U && point <= 0xDFFFU;
  if (point < kLeast.at(length) || point > 0x10FFFFU || is_surrogate) return {};
  return {point, length};
}

bool IsInvisible(std::uint32_t point) {
  return point < 0x20U || (point >= 0x7FU && point < 0xA0U) ||  // control characters
         point == 0x2028U || point == 0x2029U ||                // line, paragraph
         point == 0x200EU || point == 0x200FU || point == 0x061CU ||
         (point >= 0x202AU && point <= 0x202EU) ||  // direction
         (point >= 0x2066U && point <= 0x2069U) || point == 0xFEFFU;
}

std::string Hexadecimal(std::uint32_t point) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) text += kDigits[(point >> shift) & 0xFU];
  return text;
}

std::string Escaped(std::uint32_t point) {
  switch (point) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return Hexadecimal(point);
  }
}

}  // namespace

std::string EscapedForLog(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size();) {
    if (i >= kLongest) return escaped + "...";
    const Character character = Decode(text.substr(i));
    if (character.bytes == 0) {
      escaped += "\\ufffd";
      ++i;
      continue;
    }
    if (IsInvisible(character.point)) {
      escaped += Escaped(character.point);
    } else {
      if (character.point == '"' || character.point == '\\') escaped += '\\';
      escaped += text.substr(i, character.bytes);
    }
    i += character.bytes;
  }
  return escaped;
}

std::string WordForLog(std::string_view text) {
  std::string escaped = EscapedForLog(text);
  const bool is_word =
      !escaped.empty() && escaped == text && escaped.find_first_of(" =") == std::string::npos;
  return is_word ? escaped : "\"" + escaped + "\"";
}

}  // namespace tandem
