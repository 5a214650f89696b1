// Takes out of a text what was found in it. Pure; safe everywhere.
#pragma once

#include "mappers/redaction.h"
#include "mappers/redaction_reading.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// In bytes of the source.
struct Finding {
  std::size_t begin = 0;
  std::size_t end = 0;
  RedactionKind kind{};
};

// What stands for something of that kind: in a text, and as a part of an address.
std::string InBrackets(RedactionKind kind);
std::string WithHyphens(RedactionKind kind);

// The text with words in the place of each finding; both lists are in order. A link to a mail
// address or a telephone becomes its text; in another link's target the words have hyphens. What
// comes behind the words cannot make a link of them, and no bracket is left of a link that lost
// one.
Redacted WithoutFindings(std::string_view text, const std::vector<LinkPlace>& links,
                         const std::vector<Finding>& visible,
                         const std::vector<Finding>& in_targets, TextForm form);

}  // namespace tandem
