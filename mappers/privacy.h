// The guard: the only maker of text that may go to GitHub. Public text is put together from our own
// words, from what the configuration names, and from what the publishing levels let through; there
// is no other way to one. Pure; safe everywhere.
#pragma once

#include "mappers/model.h"
#include "mappers/neutralise.h"
#include "mappers/prefix.h"
#include "mappers/rule.h"

#include <cstddef>
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
  friend PublicText operator+(PublicText left, const PublicText& right) {
    left.text_ += right.text_;
    return left;
  }
  bool operator==(const PublicText&) const = default;

 private:
  friend class Guard;
  explicit PublicText(std::string text) : text_(std::move(text)) {}
  std::string text_;
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

// The kinds of text that have a publishing level.
enum class TextKind { kNotes, kReplies, kSubject, kDescription, kCompany };

class Guard {
 public:
  // For texts that go to `rule`'s repository while it has this visibility; an unknown one allows
  // nothing. What comes from Freshdesk goes through the neutraliser.
  Guard(const Rule& rule, Visibility visibility, const Neutraliser& neutraliser = {});

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
  std::optional<PublicText> Line(TextKind kind, std::string_view text) const;
  // The text as a title: one line, at most 256 characters.
  std::optional<PublicText> Title(std::string_view subject) const;
  // Who wrote a note: "@login" when `people` knows his mail address; else his name in a private
  // repository; else "A support agent".
  PublicText Author(const Note& note, const std::vector<Person>& people) const;

  // Free of any level: our own words, numbers, the ticket's address, the names of its type and
  // priority, and the labels that the rule itself names (nothing for any other).
  static PublicText Own(OwnWords words);
  static PublicText Number(std::int64_t number);
  static PublicText TicketUrl(std::string_view freshdesk_url, TicketId ticket);
  PublicText TypeName(std::string_view type) const;
  std::optional<PublicText> Label(std::string_view label) const;

 private:
  const Rule& rule_;
  Visibility visibility_;
  Neutraliser neutraliser_;
};

}  // namespace tandem
