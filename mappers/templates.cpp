#include "mappers/templates.h"

#include "mappers/template_tags.h"
#include "mappers/wording.h"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <memory>

namespace tandem {
namespace {

namespace mustache = kainjow::mustache;

// Left of a body for the fields that are lines and for the marker, in bytes.
constexpr std::size_t kLines = 6'000;
// What one text may take of its fields before it is given up.
constexpr std::size_t kMostTaken = 8 * kBodyLimit;

mustache::data Value(const std::string& text) {
  // An empty text would be true in a section.
  const bool blank = text.find_first_not_of(" \t\n") == std::string::npos;
  return blank ? mustache::data(false) : mustache::data(text);
}

mustache::data Object(const TemplateFields& fields) {
  mustache::data object;
  for (const auto& [name, text] : fields) object.set(name, Value(text));
  return object;
}

// Looks names up as they are written, dots and all, and gives out no more than a certain amount of
// text, so that no repetition takes memory without end.
class Names : public mustache::basic_context<std::string> {
 public:
  explicit Names(const mustache::data& root) { stack_.push_back(&root); }

  void push(const mustache::data* data) override { stack_.push_back(data); }
  void pop() override { stack_.pop_back(); }
  const mustache::data* get(const std::string& name) const override {
    const auto holds = [&](const mustache::data* each) { return each->get(name) != nullptr; };
    const auto found = std::find_if(stack_.rbegin(), stack_.rend(), holds);
    if (found == stack_.rend()) return nullptr;
    const mustache::data* value = (*found)->get(name);
    if (value->is_string()) taken_ += value->string_value().size();
    return taken_ > kMostTaken ? nullptr : value;
  }
  const mustache::data* get_partial(const std::string& /*name*/) const override { return nullptr; }

  bool exhausted() const { return taken_ > kMostTaken; }

 private:
  std::vector<const mustache::data*> stack_{};
  mutable std::size_t taken_ = 0;
};

// Where the library writes to.
struct Sink {
  std::string text{};
  Sink& operator<<(const std::string& part) {
    text += part;
    return *this;
  }
};

// Whether only tags that show nothing stand before `tag` on its line, and no more blanks than a
// quote may have before it: four make code of it.
bool BeginsItsLine(std::string_view text, const std::vector<TemplateTag>& tags, std::size_t index) {
  constexpr std::size_t kMostBlanks = 3;
  std::size_t end = tags[index].begin;
  std::size_t blanks = 0;
  for (;;) {
    const std::size_t from = index == 0 ? 0 : tags[index - 1].end;
    const std::string_view between = text.substr(from, end - from);
    const std::size_t newline = between.rfind('\n');
    const std::string_view before =
        newline == std::string_view::npos ? between : between.substr(newline + 1);
    blanks += before.size();
    if (before.find_first_not_of(' ') != std::string_view::npos || blanks > kMostBlanks)
      return false;
    if (newline != std::string_view::npos || index == 0) return true;
    if (tags[--index].kind == TemplateTag::Kind::kField) return false;
    end = tags[index].begin;
  }
}

// With a newline before each quoted field that does not begin its line: the first line of a quote
// would be outside it.
std::string WithQuotesOnTheirLines(std::string_view text) {
  const std::vector<TemplateTag> tags = TagsOf(text).tags;
  std::string result;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const bool quoted = tags[i].kind == TemplateTag::Kind::kField && IsQuotedField(tags[i].name);
    if (!quoted || BeginsItsLine(text, tags, i)) continue;
    result.append(text.substr(copied, tags[i].begin - copied)).append("\n");
    copied = tags[i].begin;
  }
  return result.append(text.substr(copied));
}

std::string WithoutOuterNewlines(const std::string& text) {
  const auto first = text.find_first_not_of("\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

enum class Outcome { kText, kBlank, kTooLong, kNotUnderstood };
struct Rendered {
  Outcome outcome = Outcome::kText;
  std::string text{};
};

// Of a template whose tags are without fault.
Rendered Render(std::string_view text, const TemplateValues& values) {
  mustache::mustache parsed(WithQuotesOnTheirLines(text));
  if (!parsed.is_valid()) return {Outcome::kNotUnderstood, parsed.error_message()};
  // Values are Markdown already, escaped by the guard.
  parsed.set_custom_escape([](const std::string& value) { return value; });
  mustache::data root = Object(values.fields);
  mustache::data attachments(mustache::data::type::list);
  for (const TemplateFields& each : values.attachments) attachments.push_back(Object(each));
  root.set("attachments", attachments);
  Names names(root);
  Sink sink;
  parsed.render(names, sink);
  std::string result = WithoutOuterNewlines(sink.text);
  if (names.exhausted() || result.size() > kBodyLimit) return {Outcome::kTooLong, {}};
  const bool blank = result.find_first_not_of(" \t") == std::string::npos;
  return {blank ? Outcome::kBlank : Outcome::kText, std::move(result)};
}

// The longest fields that a template of this kind is given.
TemplateValues LongestValues(TemplateKind kind, std::string_view text) {
  constexpr std::size_t kLine = 300;
  TemplateValues values;
  for (const std::string& name : FieldsOf(kind)) {
    const std::size_t size = IsQuotedField(name) ? RoomForQuote(text) : kLine;
    values.fields[name] = std::string(size, 'x');
  }
  values.attachments.push_back(
      {{"name", std::string(kLine, 'x')}, {"size", std::string(kLine, 'x')}});
  return values;
}

}  // namespace

std::size_t RoomForQuote(std::string_view text) {
  return kBodyLimit - kLines - std::min(text.size(), kLongestTemplate);
}

bool UsesField(std::string_view text, std::string_view name) {
  const std::vector<TemplateTag> tags = TagsOf(text).tags;
  return std::any_of(tags.begin(), tags.end(), [&](const TemplateTag& tag) {
    return tag.kind == TemplateTag::Kind::kField && tag.name == name;
  });
}

std::optional<TemplateFault> FaultIn(TemplateKind kind, std::string_view text) {
  if (text.size() > kLongestTemplate)
    return TemplateFault{1, 1, "it is longer than 20000 bytes", {}};
  if (auto fault = FaultInTags(kind, text)) return fault;
  for (const TemplateValues& values : {LongestValues(kind, text), TemplateValues{}}) {
    Rendered rendered = Render(text, values);
    if (rendered.outcome == Outcome::kNotUnderstood)
      return TemplateFault{1, 1, std::move(rendered.text), {}};
    if (rendered.outcome == Outcome::kTooLong) {
      return TemplateFault{
          1, 1, "with long fields it grows over what GitHub takes: repeat less", {}};
    }
  }
  return std::nullopt;
}

std::optional<std::string> RenderTemplate(TemplateKind kind, std::string_view text,
                                          const TemplateValues& values) {
  if (text.size() > kLongestTemplate || FaultInTags(kind, text)) return std::nullopt;
  Rendered rendered = Render(text, values);
  if (rendered.outcome != Outcome::kText) return std::nullopt;
  return std::move(rendered.text);
}

}  // namespace tandem
