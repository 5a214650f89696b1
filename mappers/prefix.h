// The words with which a person decides about one message: "/private" and "/publish" at its start.
// Pure; safe from all threads.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

enum class Prefix { kNone, kPrivate, kPublish };

struct Prefixed {
  Prefix prefix = Prefix::kNone;
  std::string rest{};  // the text without the word and the punctuation and blanks after it; what
                       // stood before it stays
  bool operator==(const Prefixed&) const = default;
};

// What the message begins with, whatever case, markup, blanks and invisible characters are around
// it. A doubtful "/private" counts: "/private:", "/private-ish", "/<b>private</b>", "/ private". A
// doubtful "/publish" does not: it must stand alone, or before ":", "." or ",", and in HTML outside
// quotes, quoted mail, code and hidden elements (see own_text.h). One that is not believed stays in
// the text, and so does a "/private" behind it, which counts.
Prefixed SplitPrefixOfHtml(std::string_view html);
Prefixed SplitPrefixOfMarkdown(std::string_view markdown);

}  // namespace tandem
