#include "mappers/redaction_decode.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <array>
#include <utf8proc.h>

namespace tandem {
namespace {

struct NamedEntity {
  std::string_view name;
  char32_t value;
};
constexpr std::array kEntities{
    NamedEntity{"amp", '&'},     NamedEntity{"lt", '<'},       NamedEntity{"gt", '>'},
    NamedEntity{"quot", '"'},    NamedEntity{"apos", '\''},    NamedEntity{"commat", '@'},
    NamedEntity{"period", '.'},  NamedEntity{"num", '#'},      NamedEntity{"colon", ':'},
    NamedEntity{"sol", '/'},     NamedEntity{"nbsp", ' '},     NamedEntity{"hyphen", '-'},
    NamedEntity{"dash", '-'},    NamedEntity{"ndash", '-'},    NamedEntity{"mdash", '-'},
    NamedEntity{"lowbar", '_'},  NamedEntity{"UnderBar", '_'}, NamedEntity{"lpar", '('},
    NamedEntity{"rpar", ')'},    NamedEntity{"lsqb", '['},     NamedEntity{"lbrack", '['},
    NamedEntity{"rsqb", ']'},    NamedEntity{"rbrack", ']'},   NamedEntity{"plus", '+'},
    NamedEntity{"equals", '='},  NamedEntity{"percnt", '%'},   NamedEntity{"excl", '!'},
    NamedEntity{"comma", ','},   NamedEntity{"semi", ';'},     NamedEntity{"ast", '*'},
    NamedEntity{"grave", '`'},   NamedEntity{"dollar", '$'},   NamedEntity{"shy", 0xAD},
    NamedEntity{"zwj", 0x200D},  NamedEntity{"zwnj", 0x200C},  NamedEntity{"ensp", ' '},
    NamedEntity{"emsp", ' '},    NamedEntity{"thinsp", ' '},   NamedEntity{"Tab", ' '},
    NamedEntity{"NewLine", '\n'}};

int DigitValue(char c, int base) {
  int value = base;
  if (c >= '0' && c <= '9') value = c - '0';
  const char lower = AsciiLower(c);
  if (lower >= 'a' && lower <= 'f') value = lower - 'a' + 10;
  return value < base ? value : -1;
}

// 0 when these are no digits of a code point.
char32_t NumberIn(std::string_view digits, int base) {
  char32_t value = 0;
  for (const char c : digits) {
    const int digit = DigitValue(c, base);
    if (digit < 0) return 0;
    value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
    if (value > 0x10FFFF) return 0;
  }
  return value;
}

char32_t EntityNamed(std::string_view name) {
  if (name.size() > 2 && name[0] == '#' && AsciiLower(name[1]) == 'x')
    return NumberIn(name.substr(2), 16);
  if (name.size() > 1 && name[0] == '#') return NumberIn(name.substr(1), 10);
  const auto* const found = std::find_if(kEntities.begin(), kEntities.end(),
                                         [&](const auto& each) { return each.name == name; });
  return found == kEntities.end() ? 0 : found->value;
}

// Digits and letters of other alphabets and of mathematics as the plain ones.
char32_t PlainLetter(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  if (c >= 0x1D7CE && c <= 0x1D7FF) return '0' + (c - 0x1D7CE) % 10;
  if (c >= 0x1D400 && c <= 0x1D6A3) {
    const char32_t letter = (c - 0x1D400) % 52;
    return letter < 26 ? 'A' + letter : 'a' + letter - 26;
  }
  for (const char32_t zero : {0x660U, 0x6F0U, 0x966U}) {
    if (c >= zero && c <= zero + 9) return '0' + c - zero;
  }
  return c;
}

// Blanks, dashes, quotes, digits and letters in other clothes as the plain ones.
char32_t Plain(char32_t c) {
  if (c == '\t' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F ||
      c == 0x205F || c == 0x3000)
    return ' ';
  if (c == '\r' || c == 0x2028 || c == 0x2029) return '\n';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63) return '-';
  if (c == 0xFE6B) return '@';
  if (c == 0x3002 || c == 0xFF61 || c == 0xFE52) return '.';
  if (c == 0x2018 || c == 0x2019) return '\'';
  if (c == 0x201C || c == 0x201D || c == 0x201E) return '"';
  return PlainLetter(c);
}

bool IsMark(char32_t c) {
  return c >= 0x300 && utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_MN;
}

// Marks too: with and without them, and as one character with its letter or as two, it is one name.
bool HasNoInk(char32_t c) {
  if (c < 0x80) return (c < ' ' && c != '\n' && c != '\t' && c != '\r') || c == 0x7F;
  return c < 0xA0 || IsHiddenCharacter(c) || c == 0x200C || c == 0x200D || IsMark(c);
}

// What a character consists of: a letter and its marks, or the letters of a ligature.
std::u32string PartsOf(char32_t c) {
  constexpr std::size_t kMost = 32;
  if (c < 0xC0) return {c};
  const bool ligature = c >= 0xFB00 && c <= 0xFB4F;
  const int options = UTF8PROC_DECOMPOSE | (ligature ? UTF8PROC_COMPAT : 0);
  std::array<utf8proc_int32_t, kMost> parts{};
  int last_class = UTF8PROC_BOUNDCLASS_START;
  const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), kMost,
                                             static_cast<utf8proc_option_t>(options), &last_class);
  if (count < 1 || static_cast<std::size_t>(count) > kMost) return {c};
  return {parts.begin(), parts.begin() + count};
}

class Decoder {
 public:
  explicit Decoder(std::string_view source) : source_(source) {}

  std::vector<DecodedCharacter> Run() {
    std::vector<DecodedCharacter> characters;
    characters.reserve(source_.size());
    for (std::size_t at = 0; at < source_.size();) {
      DecodedCharacter next = Next(at);
      at = next.end;
      for (const char32_t part : PartsOf(next.value)) {
        // What is taken out takes the marks of its last letter with it.
        if (IsMark(part) && !characters.empty() && characters.back().end == next.begin)
          characters.back().end = next.end;
        if (HasNoInk(part)) continue;
        next.value = Plain(part);
        characters.push_back(next);
      }
    }
    return characters;
  }

 private:
  DecodedCharacter Next(std::size_t at) const {
    const char c = source_[at];
    // Before a quote it is left to whoever reads code.
    if (c == '\\' && at + 1 < source_.size() && source_[at + 1] != '"' && source_[at + 1] != '\'' &&
        IsAsciiPunctuation(static_cast<unsigned char>(source_[at + 1]))) {
      DecodedCharacter escaped = Next(at + 1, at + 2);
      if (escaped.end == at + 2 && source_[at + 1] == '&') escaped = Entity(at + 1);
      return {escaped.value, at, escaped.end, true};
    }
    if (c == '&') return Entity(at);
    if (c == '%') return Percent(at);
    const CodePoint point = CodePointAt(source_, at);
    return {point.value, at, at + point.bytes, point.value >= 0x80};
  }
  DecodedCharacter Next(std::size_t at, std::size_t end) const {
    return {static_cast<unsigned char>(source_[at]), at, end, true};
  }

  // "&amp;#64;" shows "&#64;", which a person reads as well.
  DecodedCharacter Entity(std::size_t at) const {
    constexpr std::size_t kLongest = 12;
    DecodedCharacter read{'&', at, at + 1, true};
    std::size_t begin = at + 1;
    for (int depth = 0; depth < 4; ++depth) {
      const std::size_t end = source_.substr(0, begin + kLongest).find(';', begin);
      if (end == std::string_view::npos) return read;
      const char32_t value = EntityNamed(source_.substr(begin, end - begin));
      if (value == 0) return read;
      read = {value, at, end + 1, true};
      if (value != '&') return read;
      begin = end + 1;
    }
    return read;
  }

  static constexpr std::size_t kMostBytes = 4;  // of a character
  using Ends = std::array<std::size_t, kMostBytes + 1>;
  // One character, of as many bytes as it has: "%40", "%C3%BC", also "%2540".
  DecodedCharacter Percent(std::size_t at) const {
    std::string bytes;
    Ends ends{at};
    while (bytes.size() < kMostBytes && ReadByte(ends.at(bytes.size()), bytes, ends)) {
    }
    if (bytes.empty()) return {'%', at, at + 1, true};
    const CodePoint point = CodePointAt(bytes, 0);
    const auto first = static_cast<unsigned char>(bytes[0]);
    if (!point.valid && first >= 0xA0) return {first, at, ends[1], true};  // Latin-1
    if (!point.valid || point.value < ' ' || point.value == 0x7F) return {'%', at, at + 1, true};
    return {point.value, at, ends.at(point.bytes), true};
  }
  // Adds one byte to `bytes`, and where it ends to `ends`.
  bool ReadByte(std::size_t at, std::string& bytes, Ends& ends) const {
    if (at >= source_.size() || source_[at] != '%') return false;
    std::size_t digits = at + 1;
    while (source_.substr(digits, 2) == "25" && IsHexPair(digits + 2)) digits += 2;
    if (!IsHexPair(digits)) return false;
    bytes += static_cast<char>(DigitValue(source_[digits], 16) * 16 +
                               DigitValue(source_[digits + 1], 16));
    ends.at(bytes.size()) = digits + 2;
    return true;
  }
  bool IsHexPair(std::size_t at) const {
    return at + 1 < source_.size() && DigitValue(source_[at], 16) >= 0 &&
           DigitValue(source_[at + 1], 16) >= 0;
  }

  std::string_view source_;
};

}  // namespace

std::u32string PartedCharacters(std::string_view text) {
  std::u32string parted;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = CodePointAt(text, at);
    at += point.bytes;
    parted += PartsOf(point.value);
  }
  return parted;
}

std::u32string WithoutMarks(std::u32string_view parted) {
  std::u32string plain;
  for (const char32_t c : parted) {
    if (!HasNoInk(c)) plain.push_back(Plain(c));
  }
  return plain;
}

std::vector<DecodedCharacter> DecodeMarkdown(std::string_view markdown) {
  return Decoder(markdown).Run();
}

}  // namespace tandem
