// What the scanners of redaction share: each takes a text as it is read, one code point after the
// other, and gives the places of what it finds, in order and apart from each other. Linear time.
// Pure; safe everywhere.
#pragma once

#include "mappers/model.h"
#include "mappers/utf8.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// Stands where an earlier scanner has found something: part of nothing else.
inline constexpr char32_t kTaken = 0x110000;

struct Place {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const Place&) const = default;
};
using Places = std::vector<Place>;

// redaction_letters.cpp
// A letter of any script; digits are another matter.
bool IsLetter(char32_t c);
inline bool IsWordCharacter(char32_t c) {
  return IsAsciiDigit(c) || IsLetter(c);
}
// Lower case; for the Latin letters to U+017F without what their marks or ligatures add.
char32_t FoldedLetter(char32_t c);
std::u32string FoldedText(std::u32string_view text);
// As ASCII in lower case, for comparing with keywords; '?' for what has no such form.
std::string AsciiForm(std::u32string_view text);

// The character at, or before, a place; 0 outside of the text.
inline char32_t CharacterAt(std::u32string_view text, std::size_t at) {
  return at < text.size() ? text[at] : 0;
}
inline char32_t CharacterBefore(std::u32string_view text, std::size_t at) {
  return at > 0 && at <= text.size() ? text[at - 1] : 0;
}
inline bool IsOneOf(char32_t c, std::string_view characters) {
  return c > 0 && c < 0x80 && characters.find(static_cast<char>(c)) != std::string_view::npos;
}
// The word that ends right before `at`, blanks and `skipped` passed over, in its ASCII form; empty
// when there is none within a few characters on the same line.
std::string WordBefore(std::u32string_view text, std::size_t at, std::string_view skipped);

// redaction_blocks.cpp: PEM blocks, from BEGIN to END.
Places FindKeyBlocks(std::u32string_view text);
// redaction_secrets.cpp: the values of "password=", "Authorization:" and the like, and what stands
// before the host in an address.
Places FindNamedSecrets(std::u32string_view text);
// redaction_tokens.cpp: by their form, "ghp_..." or "eyJ...".
Places FindTokens(std::u32string_view text);
// redaction_entropy.cpp: long strings without any pattern.
Places FindRandomStrings(std::u32string_view text);
// redaction_mails.cpp
Places FindMailAddresses(std::u32string_view text);
// redaction_ips.cpp: without loopback and unspecified addresses and network masks, which tell
// nothing.
Places FindIpAddresses(std::u32string_view text);

// redaction_phones.cpp: numbers that look like telephone numbers, or contain the end of one of
// `own`, which are the digits of the requesters' numbers.
struct PhoneQuery {
  std::vector<std::u32string> own{};
  bool only_own = false;
};
Places FindPhoneNumbers(std::u32string_view text, const PhoneQuery& query);

// redaction_people.cpp: names and other details of the requesters, in the forms that
// redaction_phrases.h tells.
struct Phrase;
struct PeoplePlaces {
  Places names{};
  Places details{};
};
// `phrases` in the order of PhrasesOf.
PeoplePlaces FindPeople(std::u32string_view text, const std::vector<Phrase>& phrases);

}  // namespace tandem
