#include "mappers/redaction.h"

#include "mappers/redaction_decode.h"
#include "mappers/redaction_edit.h"
#include "mappers/redaction_phrases.h"
#include "mappers/redaction_reading.h"
#include "mappers/redaction_scan.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace tandem {
namespace {

struct Wording {
  const char* one;
  const char* many;
};
constexpr std::array<Wording, kRedactionKinds> kWordings{{{"mail address", "mail addresses"},
                                                          {"phone number", "phone numbers"},
                                                          {"IP address", "IP addresses"},
                                                          {"key or token", "keys or tokens"},
                                                          {"name", "names"},
                                                          {"contact detail", "contact details"}}};

std::u32string DigitsOf(std::string_view number) {
  std::u32string digits;
  for (const char32_t c : PlainCharacters(number)) {
    if (IsAsciiDigit(c)) digits.push_back(c);
  }
  return digits;
}

std::vector<std::u32string> OwnWords() {
  std::vector<std::u32string> words;
  words.reserve(2 * kRedactionKinds);
  for (std::size_t i = 0; i < kRedactionKinds; ++i) {
    const auto kind = static_cast<RedactionKind>(i);
    words.push_back(PlainCharacters(InBrackets(kind)));
    words.push_back(PlainCharacters(WithHyphens(kind)));
  }
  return words;
}

// Nothing is looked for in the words that stand for what was found before.
void TakeOwnWords(std::u32string& text) {
  constexpr std::u32string_view kLast = U"removed";
  std::size_t at = text.find(kLast);
  if (at == std::u32string::npos) return;
  const std::vector<std::u32string> own = OwnWords();
  for (; at != std::u32string::npos; at = text.find(kLast, at + 1)) {
    for (const std::u32string& words : own) {
      const std::size_t before = words.find(kLast);
      if (before <= at && text.compare(at - before, words.size(), words) == 0)
        text.replace(at - before, words.size(), words.size(), kTaken);
    }
  }
}

}  // namespace

class Redactor::Finder {
 public:
  Finder(const std::vector<Requester>& requesters, RedactionScope scope)
      : phrases_(PhrasesOf(requesters)), scope_(scope) {
    phones_.only_own = scope == RedactionScope::kRequestersOnly;
    for (const Requester& requester : requesters) {
      for (const std::string& phone : requester.phones) AddPhone(phone);
      for (const std::string& mail : requester.mails)
        mails_.push_back(FoldedText(PlainCharacters(mail)));
    }
  }

  // In this order: what is found first is not looked at again.
  std::vector<Finding> Find(const Reading& reading) const {
    if (reading.text.empty()) return {};
    std::u32string text = reading.text;
    TakeOwnWords(text);
    std::vector<Finding> found;
    const auto take = [&](const Places& places, RedactionKind kind) {
      for (const Place& place : places) {
        const auto begin = text.begin() + static_cast<std::ptrdiff_t>(place.begin);
        const auto end = text.begin() + static_cast<std::ptrdiff_t>(place.end);
        if (std::all_of(begin, end, [](char32_t c) { return c == kTaken; })) continue;
        std::fill(begin, end, kTaken);
        found.push_back({reading.begin[place.begin], reading.end[place.end - 1], kind});
      }
    };
    if (scope_ == RedactionScope::kEverything) {
      take(FindKeyBlocks(text), RedactionKind::kSecret);
      take(FindNamedSecrets(text), RedactionKind::kSecret);
      take(FindTokens(text), RedactionKind::kSecret);
      take(FindMailAddresses(text), RedactionKind::kMailAddress);
      take(FindIpAddresses(text), RedactionKind::kIpAddress);
      take(FindRandomStrings(text), RedactionKind::kSecret);
      // What hung on them hid where it ends: "carla@example.co10.0.0.1".
      take(FindMailAddresses(text), RedactionKind::kMailAddress);
    } else {
      take(OwnMails(text), RedactionKind::kMailAddress);
    }
    take(FindPhoneNumbers(text, phones_), RedactionKind::kPhoneNumber);
    const PeoplePlaces people = FindPeople(text, phrases_);
    take(people.names, RedactionKind::kName);
    take(people.details, RedactionKind::kContactDetail);
    std::sort(found.begin(), found.end(),
              [](const Finding& a, const Finding& b) { return a.begin < b.begin; });
    return found;
  }

 private:
  // The last seven digits are the same in all forms, with and without the codes in front.
  void AddPhone(std::string_view phone) {
    constexpr std::size_t kLocal = 7;
    std::u32string digits = DigitsOf(phone);
    if (digits.size() < kLocal) return;
    phones_.own.push_back(digits.substr(digits.size() - kLocal));
  }
  Places OwnMails(std::u32string_view text) const {
    Places places = FindMailAddresses(text);
    std::erase_if(places, [&](const Place& place) {
      const auto mail = FoldedText(text.substr(place.begin, place.end - place.begin));
      return std::find(mails_.begin(), mails_.end(), mail) == mails_.end();
    });
    return places;
  }

  std::vector<Phrase> phrases_;
  RedactionScope scope_;
  PhoneQuery phones_{};
  std::vector<std::u32string> mails_{};
};

const char* NameOf(RedactionKind kind) {
  return kWordings.at(static_cast<std::size_t>(kind)).one;
}

Redactions& Redactions::operator+=(const Redactions& other) {
  for (std::size_t i = 0; i < kRedactionKinds; ++i) counts.at(i) += other.counts.at(i);
  return *this;
}

std::string InWords(const Redactions& redactions) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < kRedactionKinds; ++i) {
    const int count = redactions.counts.at(i);
    const Wording& wording = kWordings.at(i);
    if (count > 0)
      parts.push_back(std::to_string(count) + " " + (count == 1 ? wording.one : wording.many));
  }
  std::string words;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) words += i + 1 == parts.size() ? " and " : ", ";
    words += parts[i];
  }
  return words.empty() ? words : words + " removed";
}

struct Redactor::Search {
  Search(std::vector<Requester> people, RedactionScope what)
      : requesters(std::move(people)), scope(what) {}
  const Finder& ForAText() {
    if (!finder) finder.emplace(requesters, scope);
    return *finder;
  }

  std::vector<Requester> requesters;
  RedactionScope scope;
  std::optional<Finder> finder{};
};

Redactor::Redactor(std::vector<Requester> requesters, RedactionScope scope)
    : search_(std::make_shared<Search>(std::move(requesters), scope)) {}

// What is taken out may have hidden something else: "[030 123456](tel:030123456)l" is no number to
// a reader, and without its link it is one. Each round has less left to look at; a text that is not
// done after so many does not leave.
Redacted Redactor::Redact(std::string_view text, TextForm form) const {
  const Finder& finder = search_->ForAText();
  Redacted clean{std::string(text), {}};
  constexpr int kMostRounds = 16;
  for (int round = 0; round < kMostRounds; ++round) {
    const MarkdownReading reading = ReadMarkdown(clean.text);
    const auto visible = finder.Find(reading.visible);
    const auto targets = finder.Find(reading.targets);
    if (visible.empty() && targets.empty()) return clean;
    Redacted next = WithoutFindings(clean.text, reading.links, visible, targets, form);
    clean.text = std::move(next.text);
    clean.redactions += next.redactions;
  }
  clean.text = "[text removed]";
  return clean;
}

}  // namespace tandem
