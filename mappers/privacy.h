// The guard: the only maker of text that may go to GitHub. Public text is put together from our own
// words, from what the configuration names, and from what the publishing levels let through; there
// is no other way to one. Pure; a guard belongs to one thread, as one plan does.
#pragma once

#include "mappers/model.h"
#include "mappers/neutralise.h"
#include "mappers/prefix.h"
#include "mappers/redaction.h"
#include "mappers/rule.h"
#include "mappers/templates.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem {

// A text that the guard has let through: a title, a body or a label. gateway/github takes nothing
// else, and nobody but the guard can make one. Two of them make a third.
class PublicText {
 public:
  const std::string& text() const { return text_; }
  // How much was taken out of it; a cut text may show fewer of the words that say so.
  const Redactions& redacted() const { return redacted_; }
  friend PublicText operator+(PublicText left, const PublicText& right) {
    left.text_ += right.text_;
    left.redacted_ += right.redacted_;
    return left;
  }
  bool operator==(const PublicText&) const = default;

 private:
  friend class Guard;
  explicit PublicText(std::string text, const Redactions& redacted = {})
      : text_(std::move(text)), redacted_(redacted) {}
  std::string text_;
  Redactions redacted_{};
};

// Words that stand in the program itself: the compiler sees to it that no other text passes for
// one.
class OwnWords {
 public:
  consteval OwnWords(const char* words) : words_(words) {}  // NOLINT(google-explicit-constructor)
  const char* words() const { return words_; }

 private:
  const char* words_;
};

// What a template may name (see mappers/templates), as far as it may be published.
struct PublicFields {
  std::map<std::string, PublicText> fields{};
  std::vector<std::map<std::string, PublicText>> attachments{};
};

// The kinds of text that have a publishing level.
enum class TextKind { kNotes, kReplies, kSubject, kDescription, kCompany };

// What is taken out of every text that is not our own.
struct Cleaning {
  std::vector<Requester> requesters{};
  Neutraliser neutraliser{};
};

class Guard {
 public:
  // For texts that go to `rule`'s repository while it has this visibility; an unknown one allows
  // nothing. What is known of any of the `requesters` is taken out of every text, and mail
  // addresses, telephone numbers and secrets of anybody are, unless the rule says otherwise for a
  // repository that is private; then whatever would have an effect on GitHub is stopped.
  Guard(const Rule& rule, Visibility visibility, Cleaning cleaning = {});

  // How much of this kind may be published: what the rule says or the default, lowered to what a
  // public repository allows.
  Level LevelOf(TextKind kind) const;
  // Whether a text of this kind that begins with `prefix` may be published at all.
  bool Allows(TextKind kind, Prefix prefix) const;

  // The text as Markdown, cleaned, quoted line by line so that it cannot leave its frame, and at
  // most `bytes` long; nothing when it may not be published. `cut` is put below what was cut.
  std::optional<PublicText> Quoted(TextKind kind, Prefix prefix, std::string_view markdown,
                                   std::size_t bytes, const PublicText& cut) const;
  // The text as one line of Markdown that shows literally; nothing when it may not be published or
  // is empty.
  std::optional<PublicText> Line(TextKind kind, std::string_view text,
                                 Prefix prefix = Prefix::kNone) const;
  // The text as a title, or a part of one: one line, at most 256 characters.
  std::optional<PublicText> Title(std::string_view subject,
                                  TextKind kind = TextKind::kSubject) const;
  // The rule's own template of this kind, with these fields put in; a title is one line of at most
  // 256 characters. Nothing when the rule has none or its text cannot be used: then the built-in
  // text stands. The template's words come from the configuration and are trusted like our own.
  std::optional<PublicText> FromTemplate(TemplateKind kind, const PublicFields& fields) const;
  // How long a quoted text for that template may be, in bytes; nothing when the rule has none.
  std::optional<std::size_t> RoomInTemplate(TemplateKind kind) const;
  // Who wrote a note: "@login" when `people` knows his mail address; else his name in a private
  // repository; else "A support agent".
  PublicText Author(const Note& note, const std::vector<Person>& people) const;

  // Free of any level: our own words, numbers, the ticket's address, the names of its type, its
  // priority and the rule, and the labels that the rule itself names (nothing for any other).
  static PublicText Own(OwnWords words);
  static PublicText Number(std::int64_t number);
  static PublicText Size(std::int64_t bytes);  // "12 kB"; empty when it is not known
  static PublicText TicketUrl(std::string_view freshdesk_url, TicketId ticket);
  PublicText TypeName(std::string_view type) const;
  PublicText TypeInTitle(std::string_view type) const;
  PublicText RuleName() const;
  PublicText RuleInTitle() const;
  std::optional<PublicText> Label(std::string_view label) const;

 private:
  // What is done to every text that is not our own, as it is rendered and before it is cut or
  // quoted: the one place for it.
  Redacted Clean(std::string_view rendered, TextForm form) const;
  PublicText CleanLine(std::string_view text) const;
  PublicText CleanTitle(std::string_view text) const;
  const std::optional<std::string>& TemplateOf(TemplateKind kind) const;

  const Rule& rule_;
  Visibility visibility_;
  Neutraliser neutraliser_;
  Redactor redactor_;
};

}  // namespace tandem
