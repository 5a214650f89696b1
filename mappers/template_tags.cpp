#include "mappers/template_tags.h"

#include "mappers/words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tandem {
namespace {

constexpr std::size_t kDeepest = 20;  // sections in one another
constexpr std::string_view kAttachments = "attachments";

struct Field {
  std::string_view name{};
  bool in_title = false;
  bool in_body = false;
  bool in_note = false;
};
constexpr auto kFields = std::to_array<Field>({{"ticket.id", true, true, true},
                                               {"ticket.url", true, true, true},
                                               {"rule.name", true, true, true},
                                               {"ticket.type", true, true, false},
                                               {"ticket.priority", true, true, false},
                                               {"ticket.group", true, true, false},
                                               {"ticket.company", true, true, false},
                                               {"subject", true, true, false},
                                               {"description", false, true, false},
                                               {"author", false, false, true},
                                               {"text", false, false, true},
                                               {"attachment_names", false, true, true},
                                               {kAttachments, false, true, true}});

bool Has(TemplateKind kind, std::string_view name) {
  const auto* const field = std::find_if(kFields.begin(), kFields.end(),
                                         [&](const Field& each) { return each.name == name; });
  if (field == kFields.end()) return false;
  if (kind == TemplateKind::kTitle) return field->in_title;
  return kind == TemplateKind::kBody ? field->in_body : field->in_note;
}

constexpr std::string_view kTemplateBlanks = " \t\r\n\v\f";

TemplateTag::Kind KindOf(char sigil) {
  switch (sigil) {
    case '#':
      return TemplateTag::Kind::kSection;
    case '^':
      return TemplateTag::Kind::kInverted;
    case '/':
      return TemplateTag::Kind::kEnd;
    case '!':
      return TemplateTag::Kind::kRemark;
    case '>':
    case '=':
      return TemplateTag::Kind::kOther;
    default:
      return TemplateTag::Kind::kField;
  }
}

TemplateFault At(std::string_view text, std::size_t offset, std::string message) {
  const std::string_view before = text.substr(0, offset);
  TemplateFault fault;
  fault.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::string_view line = before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
  fault.column = 1 + static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
                   return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
                 }));
  fault.message = std::move(message);
  return fault;
}

// Walks through the tags with the sections that are open.
class Checker {
 public:
  Checker(TemplateKind kind, std::string_view text) : kind_(kind), text_(text) {}

  std::optional<TemplateFault> Check(const TemplateTag& tag) {
    switch (tag.kind) {
      case TemplateTag::Kind::kRemark:
        return std::nullopt;
      case TemplateTag::Kind::kOther:
        return At(text_, tag.begin, "partials and other delimiters cannot be used here");
      case TemplateTag::Kind::kEnd:
        return Close(tag);
      case TemplateTag::Kind::kField:
        if (tag.name == kAttachments && Has(kind_, tag.name)) {
          return At(text_, tag.begin,
                    "\"attachments\" is a list: {{#attachments}}{{name}}{{/attachments}}");
        }
        return CheckName(tag);
      default:
        return Open(tag);
    }
  }

  std::optional<TemplateFault> AtEnd() const {
    if (open_.empty()) return std::nullopt;
    return At(text_, open_.back().begin, "the section is not closed: " + Quoted(open_.back()));
  }

 private:
  // For a message of one line.
  static std::string Quoted(const TemplateTag& tag) {
    std::string name(tag.name.substr(0, 64));
    std::replace_if(
        name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return "\"" + name + "\"";
  }
  bool InList() const {
    return std::any_of(open_.begin(), open_.end(), [](const TemplateTag& each) {
      return each.kind == TemplateTag::Kind::kSection && each.name == kAttachments;
    });
  }

  std::optional<TemplateFault> CheckName(const TemplateTag& tag) const {
    const bool of_an_attachment = tag.name == "name" || tag.name == "size";
    if (Has(kind_, tag.name) || (of_an_attachment && InList())) return std::nullopt;
    auto fault = At(text_, tag.begin, "there is no field " + Quoted(tag));
    fault.unknown = tag.name;
    if (of_an_attachment && Has(kind_, kAttachments)) {
      return At(text_, tag.begin, Quoted(tag) + " is known only inside {{#attachments}}");
    }
    return fault;
  }

  std::optional<TemplateFault> Open(const TemplateTag& tag) {
    if (auto fault = CheckName(tag)) return fault;
    // A list in itself would multiply.
    if (tag.kind == TemplateTag::Kind::kSection && tag.name == kAttachments && InList())
      return At(text_, tag.begin, "{{#attachments}} stands inside itself");
    if (open_.size() >= kDeepest)
      return At(text_, tag.begin, "more than 20 sections stand in one another");
    open_.push_back(tag);
    return std::nullopt;
  }

  std::optional<TemplateFault> Close(const TemplateTag& tag) {
    if (open_.empty())
      return At(text_, tag.begin, "a section is closed that is not open: " + Quoted(tag));
    if (open_.back().name != tag.name) {
      return At(text_, tag.begin,
                "section " + Quoted(open_.back()) + " is closed as " + Quoted(tag));
    }
    open_.pop_back();
    return std::nullopt;
  }

  TemplateKind kind_;
  std::string_view text_;
  std::vector<TemplateTag> open_{};
};

}  // namespace

std::vector<std::string> FieldsOf(TemplateKind kind) {
  std::vector<std::string> names;
  for (const Field& field : kFields) {
    if (Has(kind, field.name)) names.emplace_back(field.name);
  }
  return names;
}

bool IsQuotedField(std::string_view name) {
  return name == "description" || name == "text";
}

TemplateTags TagsOf(std::string_view text) {
  TemplateTags found;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const bool triple = at + 2 < text.size() && text[at + 2] == '{';
    const std::string_view close = triple ? "}}}" : "}}";
    const std::size_t inside = at + close.size();
    const std::size_t end = text.find(close, inside);
    if (end == std::string_view::npos) {
      found.unclosed = at;
      break;
    }
    TemplateTag tag;
    tag.name = Trimmed(text.substr(inside, end - inside), kTemplateBlanks);
    const char sigil = triple || tag.name.empty() ? '\0' : tag.name.front();
    tag.kind = KindOf(sigil);
    if (tag.kind != TemplateTag::Kind::kField || sigil == '&')
      tag.name = Trimmed(tag.name.substr(1), kTemplateBlanks);
    tag.begin = at;
    tag.end = at = end + close.size();
    found.tags.push_back(tag);
  }
  return found;
}

std::optional<TemplateFault> FaultInTags(TemplateKind kind, std::string_view text) {
  const TemplateTags found = TagsOf(text);
  Checker checker(kind, text);
  for (const TemplateTag& tag : found.tags) {
    if (auto fault = checker.Check(tag)) return fault;
  }
  if (found.unclosed)
    return At(text, *found.unclosed, "a tag begins here and does not end with \"}}\"");
  return checker.AtEnd();
}

}  // namespace tandem
