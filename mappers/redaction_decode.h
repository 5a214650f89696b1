// The two ends of reading Markdown: its bytes as the characters that they stand for, and words that
// people write instead of characters. Pure; safe everywhere.
#pragma once

#include "mappers/redaction_reading.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace tandem {

struct DecodedCharacter {
  char32_t value = 0;
  std::size_t begin = 0;  // of the source's bytes
  std::size_t end = 0;
  bool literal = false;  // written so that it is no markup
};

// Backslash escapes, entities, also when they are escaped themselves, and "%40" are decoded;
// characters without width and combining marks are left out.
std::vector<DecodedCharacter> DecodeMarkdown(std::string_view markdown);

// "[at]", "(dot)" and " at " with " dot " behind it, between words, as '@' and '.'.
Reading Undisguised(const Reading& reading);

}  // namespace tandem
