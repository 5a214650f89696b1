#include "mappers/privacy.h"

#include "mappers/attachments.h"
#include "mappers/markup.h"
#include "mappers/words.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

constexpr std::size_t kTitleLimit = 256;  // characters, GitHub's own

struct Default {
  TextKind kind;
  Level in_private;
  Level in_public;
};
constexpr std::array kDefaults{
    Default{TextKind::kNotes, Level::kAll, Level::kMarked},
    Default{TextKind::kReplies, Level::kNone, Level::kNone},
    Default{TextKind::kSubject, Level::kAll, Level::kNone},
    Default{TextKind::kDescription, Level::kAll, Level::kNone},
    Default{TextKind::kCompany, Level::kAll, Level::kNone},
};

std::optional<Level> Configured(const Publish& publish, TextKind kind) {
  switch (kind) {
    case TextKind::kNotes:
      return publish.notes;
    case TextKind::kReplies:
      return publish.replies;
    case TextKind::kSubject:
      return publish.subject;
    case TextKind::kDescription:
      return publish.description;
    case TextKind::kCompany:
      return publish.company;
  }
  return Level::kNone;
}

// One line: what could break out of it becomes a blank.
std::string OneLine(std::string_view text) {
  std::string line = CleanText(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return line;
}

std::string FirstCharacters(const std::string& text, std::size_t count) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool begins_character = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
    if (begins_character && count-- == 0) break;
  }
  return text.substr(0, end);
}

// As much of the text as is at most `room` long once it is neutralised and quoted. Fences and folds
// that the cut leaves open are closed; a code span that it leaves open is code no more, so the cut
// comes first.
std::string QuotedWithin(const std::string& markdown, std::size_t room,
                         const Neutraliser& neutraliser) {
  std::size_t kept = room;
  for (;;) {
    std::string quoted = QuoteMarkdown(neutraliser.Markdown(CutMarkdown(markdown, kept)));
    if (quoted.size() <= room || kept == 0) return quoted;
    kept -= std::min(kept, quoted.size() - room);
  }
}

}  // namespace

Guard::Guard(const Rule& rule, Visibility visibility, Cleaning cleaning)
    : rule_(rule),
      visibility_(visibility),
      neutraliser_(cleaning.neutraliser),
      redactor_(std::move(cleaning.requesters), !rule.redact && visibility == Visibility::kPrivate
                                                    ? RedactionScope::kRequestersOnly
                                                    : RedactionScope::kEverything) {}

Redacted Guard::Clean(std::string_view rendered, TextForm form) const {
  return redactor_.Redact(WithoutFreshdeskFiles(CleanText(rendered)), form);
}

PublicText Guard::CleanLine(std::string_view text) const {
  const Redacted clean = Clean(EscapeMarkdown(OneLine(text)), TextForm::kMarkdown);
  return PublicText(neutraliser_.Markdown(clean.text), clean.redactions);
}

PublicText Guard::CleanTitle(std::string_view text) const {
  const Redacted clean = Clean(OneLine(text), TextForm::kPlain);
  return PublicText(neutraliser_.Title(clean.text), clean.redactions);
}

Level Guard::LevelOf(TextKind kind) const {
  if (visibility_ == Visibility::kUnknown) return Level::kNone;
  const bool is_public = visibility_ == Visibility::kPublic;
  const auto* const row = std::find_if(kDefaults.begin(), kDefaults.end(),
                                       [&](const Default& each) { return each.kind == kind; });
  const Level usual = is_public ? row->in_public : row->in_private;
  const Level asked = Configured(rule_.publish, kind).value_or(usual);
  return is_public && !rule_.publish.even_if_public ? std::min(asked, usual) : asked;
}

bool Guard::Allows(TextKind kind, Prefix prefix) const {
  if (prefix == Prefix::kPrivate) return false;
  const Level level = LevelOf(kind);
  return level == Level::kAll || (level == Level::kMarked && prefix == Prefix::kPublish);
}

std::optional<PublicText> Guard::Quoted(TextKind kind, Prefix prefix, std::string_view markdown,
                                        std::size_t bytes, const PublicText& cut) const {
  if (!Allows(kind, prefix)) return std::nullopt;
  const Redacted clean = Clean(markdown, TextForm::kMarkdown);
  const std::string quoted = QuoteMarkdown(neutraliser_.Markdown(clean.text));
  if (quoted.size() <= bytes) return PublicText(quoted, clean.redactions);
  const std::size_t room = bytes - std::min(bytes, cut.text().size() + 2);
  return PublicText(QuotedWithin(clean.text, room, neutraliser_) + "\n\n" + cut.text(),
                    clean.redactions);
}

std::optional<PublicText> Guard::Line(TextKind kind, std::string_view text, Prefix prefix) const {
  if (!Allows(kind, prefix)) return std::nullopt;
  PublicText line = CleanLine(text);
  return line.text().empty() ? std::nullopt : std::optional(std::move(line));
}

std::optional<PublicText> Guard::Title(std::string_view subject, TextKind kind) const {
  if (!Allows(kind, Prefix::kNone)) return std::nullopt;
  const PublicText clean = CleanTitle(subject);
  const std::string line = FirstCharacters(clean.text(), kTitleLimit);
  const bool blank = line.find_first_not_of(' ') == std::string::npos;
  return blank ? std::nullopt : std::optional(PublicText(line, clean.redacted()));
}

PublicText Guard::Author(const Note& note, const std::vector<Person>& people) const {
  const auto person = std::find_if(people.begin(), people.end(), [&](const Person& each) {
    return !note.author_mail.empty() && Fold(each.freshdesk) == Fold(note.author_mail);
  });
  if (person != people.end()) return PublicText("@" + person->github);
  const bool known = !note.author_name.empty() && visibility_ == Visibility::kPrivate;
  return known ? CleanLine(note.author_name) : PublicText("A support agent");
}

const std::optional<std::string>& Guard::TemplateOf(TemplateKind kind) const {
  if (kind == TemplateKind::kTitle) return rule_.templates.title;
  return kind == TemplateKind::kBody ? rule_.templates.body : rule_.templates.note;
}

std::optional<PublicText> Guard::FromTemplate(TemplateKind kind, const PublicFields& fields) const {
  const auto& own = TemplateOf(kind);
  if (!own) return std::nullopt;
  Redactions removed;
  const auto texts = [&](const std::map<std::string, PublicText>& from) {
    TemplateFields plain;
    for (const auto& [name, value] : from) {
      plain.emplace(name, value.text());
      if (UsesField(*own, name)) removed += value.redacted();
    }
    return plain;
  };
  TemplateValues values{texts(fields.fields), {}};
  for (const auto& each : fields.attachments) values.attachments.push_back(texts(each));
  auto text = RenderTemplate(kind, *own, values);
  if (!text) return std::nullopt;
  if (kind == TemplateKind::kTitle) text = FirstCharacters(OneLine(*text), kTitleLimit);
  return PublicText(*std::move(text), removed);
}

std::optional<std::size_t> Guard::RoomInTemplate(TemplateKind kind) const {
  const auto& own = TemplateOf(kind);
  return own ? std::optional(RoomForQuote(*own)) : std::nullopt;
}

PublicText Guard::Own(OwnWords words) {
  return PublicText(words.words());
}

PublicText Guard::Number(std::int64_t number) {
  return PublicText(std::to_string(number));
}

PublicText Guard::Size(std::int64_t bytes) {
  return PublicText(SizeForPeople(bytes));
}

PublicText Guard::TicketUrl(std::string_view freshdesk_url, TicketId ticket) {
  return PublicText(std::string(freshdesk_url) + "/a/tickets/" + std::to_string(ticket.value));
}

PublicText Guard::TypeName(std::string_view type) const {
  return CleanLine(type);
}

PublicText Guard::TypeInTitle(std::string_view type) const {
  return CleanTitle(type);
}

PublicText Guard::RuleName() const {
  return PublicText(EscapeMarkdown(OneLine(rule_.name)));
}

PublicText Guard::RuleInTitle() const {
  return PublicText(OneLine(rule_.name));
}

std::optional<PublicText> Guard::Label(std::string_view label) const {
  for (const std::string& each : rule_.labels) {
    if (AreSame(each, label)) return PublicText(each);
  }
  for (const TagLabel& pair : rule_.mirror) {
    if (AreSame(pair.label, label)) return PublicText(pair.label);
  }
  for (const PriorityLabel& each : rule_.priority) {
    if (AreSame(each.label, label)) return PublicText(each.label);
  }
  return std::nullopt;
}

}  // namespace tandem
