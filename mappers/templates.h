// Texts of the configuration's own, `rules[].templates`, in Mustache. Pure; safe everywhere.
//
//   title  the title of an issue that is created   (without it: the subject)
//   body   the body of an issue that is created
//   note   the comment on the issue that carries a ticket's private note
//
// What may be written: {{name}} or {{{name}}}, the field; {{#name}}...{{/name}}, only when there is
// one; {{^name}}...{{/name}}, only when there is none; {{! a remark}}. No partials, no other
// delimiters. A field that may not be published (see mappers/privacy) is as if there were none.
//
//   title, body, note  ticket.id  ticket.url  rule.name
//   title, body        ticket.type  ticket.priority  ticket.group  ticket.company  subject
//   body               description        quoted; begins a line of its own
//   note               author  text       the text quoted, as above
//   body, note         attachment_names   all of them in one line, with sizes
//                      attachments        a list: {{#attachments}}{{name}} {{size}}{{/attachments}}
//
// A template whose text turns out blank, or too long for GitHub, is not used: the built-in text is.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

enum class TemplateKind { kTitle, kBody, kNote };

inline constexpr std::size_t kLongestTemplate = 20'000;  // bytes

struct TemplateFault {
  std::size_t line = 1;  // both counted from 1, in characters
  std::size_t column = 1;
  std::string message{};
  std::string unknown{};  // the name of a field that is not there; empty when it is not about one
};

// The first thing that is wrong with a template; nothing when it can be used. A template that may
// grow over what GitHub takes is found by rendering it with the longest fields.
std::optional<TemplateFault> FaultIn(TemplateKind kind, std::string_view text);

// The names of the fields that a template of this kind may use.
std::vector<std::string> FieldsOf(TemplateKind kind);

// Whether the template, which is without fault, uses the field.
bool UsesField(std::string_view text, std::string_view name);

// How long a quoted text may be, in bytes, so that the template's whole text fits a body.
std::size_t RoomForQuote(std::string_view text);

using TemplateFields = std::map<std::string, std::string>;
struct TemplateValues {
  TemplateFields fields{};                    // a blank one counts as none
  std::vector<TemplateFields> attachments{};  // `name` and `size` of each
};

// The template with the values put in as they are, without outer newlines; nothing when it is at
// fault, or its text would be blank or longer than kBodyLimit.
std::optional<std::string> RenderTemplate(TemplateKind kind, std::string_view text,
                                          const TemplateValues& values);

}  // namespace tandem
