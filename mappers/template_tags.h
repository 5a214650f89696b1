// The tags of a template, in order, and what is wrong with them. Pure; safe everywhere.
#pragma once

#include "mappers/templates.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct TemplateTag {
  enum class Kind { kField, kSection, kInverted, kEnd, kRemark, kOther };
  Kind kind = Kind::kField;
  std::string_view name{};  // into the template; of a remark, its text
  std::size_t begin = 0;    // where its braces begin
  std::size_t end = 0;      // behind its braces
};

struct TemplateTags {
  std::vector<TemplateTag> tags{};
  std::optional<std::size_t> unclosed{};  // where a tag begins that does not end
};
TemplateTags TagsOf(std::string_view text);

// An unclosed tag or section, one that is closed without being open, what this program does not
// take, and fields that `kind` does not have.
std::optional<TemplateFault> FaultInTags(TemplateKind kind, std::string_view text);

// Whether the field is quoted text, which has to begin its line to stay in its quote.
bool IsQuotedField(std::string_view name);

}  // namespace tandem
