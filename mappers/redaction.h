// Redaction: what must not leave with a text is replaced by words in brackets, such as "[mail
// address removed]". It reads the text the way a person does: through Markdown's escapes and
// emphasis, entities, percent-encoding, full-width letters, characters without width, "[at]" and
// "(dot)", in links' targets and in code. Pure; safe everywhere. Any bytes, linear time.
#pragma once

#include "mappers/model.h"

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

enum class RedactionKind {
  kMailAddress,
  kPhoneNumber,
  kIpAddress,
  kSecret,         // keys, tokens, passwords
  kName,           // of a requester
  kContactDetail,  // of a requester: postal address, handles
};
inline constexpr std::size_t kRedactionKinds = 6;

// "mail address", "phone number", "IP address", "key or token", "name", "contact detail".
const char* NameOf(RedactionKind kind);

// How many of each kind were removed; never what.
struct Redactions {
  std::array<int, kRedactionKinds> counts{};
  int& operator[](RedactionKind kind) { return counts.at(static_cast<std::size_t>(kind)); }
  int operator[](RedactionKind kind) const { return counts.at(static_cast<std::size_t>(kind)); }
  Redactions& operator+=(const Redactions& other);
  bool operator==(const Redactions&) const = default;
};

// "2 mail addresses and 1 phone number removed"; empty when nothing was.
std::string InWords(const Redactions& redactions);

struct Redacted {
  std::string text{};
  Redactions redactions{};
};

enum class RedactionScope {
  kEverything,
  kRequestersOnly,  // only what belongs to the requesters: a rule's "redact": false
};
enum class TextForm { kMarkdown, kPlain };

// Takes out of texts what the scope names, and in either scope whatever is known of the
// requesters: their names, mail addresses, phone numbers and other details. What comes out shows
// nothing more of that, and is the same when it is redacted again. What is looked for is
// worked out once for many texts, with the first of them. A value and its copies belong to one
// thread.
class Redactor {
 public:
  Redactor(std::vector<Requester> requesters, RedactionScope scope);
  Redacted Redact(std::string_view text, TextForm form) const;

 private:
  class Finder;
  struct Search;
  std::shared_ptr<Search> search_;
};

}  // namespace tandem
