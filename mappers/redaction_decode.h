// The two ends of reading Markdown: its bytes as the characters that they stand for, and words that
// people write instead of characters. Pure; safe everywhere.
#pragma once

#include "mappers/redaction_reading.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct DecodedCharacter {
  char32_t value = 0;
  std::size_t begin = 0;  // of the source's bytes
  std::size_t end = 0;
  bool literal = false;  // written so that it is no markup
};

// A name or another detail: letters and marks apart; and as plain as DecodeMarkdown makes the text
// in which it is looked for.
std::u32string PartedCharacters(std::string_view text);
std::u32string WithoutMarks(std::u32string_view parted);
inline std::u32string PlainCharacters(std::string_view text) {
  return WithoutMarks(PartedCharacters(text));
}

// Backslash escapes, entities, also when they are escaped themselves, and "%40" are decoded;
// letters are parted from their marks, which are left out, as are characters without width.
std::vector<DecodedCharacter> DecodeMarkdown(std::string_view markdown);

// "[at]", "(dot)" and " at " with " dot " behind it, between words, as '@' and '.'.
Reading Undisguised(const Reading& reading);

}  // namespace tandem
