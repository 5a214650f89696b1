// Mail addresses. Not one: "lodash@4.17.21", "icon@2x.png", "getty@tty1.service",
// "git@github.com:acme/x.git", "root@web01.example.org:~".

#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

bool IsOfLocalPart(char32_t c) {
  return IsWordCharacter(c) || IsOneOf(c, "._%+-'~!#$^");
}

template <std::size_t Size>
bool Holds(const std::array<std::string_view, Size>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsTopLevel(std::u32string_view label) {
  if (label.size() < 2) return false;
  if (AsciiForm(label.substr(0, 4)) == "xn--") return true;
  return std::all_of(label.begin(), label.end(), IsLetter);
}

struct Domain {
  std::size_t end = 0;  // 0: there is none
  std::vector<Place> labels{};
};

Domain DomainAt(std::u32string_view text, std::size_t at) {
  Domain domain;
  for (std::size_t label = at;;) {
    std::size_t end = label;
    while (IsWordCharacter(CharacterAt(text, end)) || IsOneOf(CharacterAt(text, end), "-_")) ++end;
    while (end > label && IsOneOf(text[end - 1], "-_")) --end;
    if (end == label) break;
    domain.labels.push_back({label, end});
    if (domain.labels.size() > 1 && IsTopLevel(text.substr(label, end - label))) domain.end = end;
    if (CharacterAt(text, end) != '.') break;
    label = end + 1;
  }
  return domain;
}

// "[10.0.0.1]"
std::size_t LiteralEnd(std::u32string_view text, std::size_t at) {
  constexpr std::size_t kLongest = 46;
  std::size_t end = at + 1;
  while (end < at + kLongest &&
         IsOneOf(FoldedLetter(CharacterAt(text, end)), "0123456789abcdefpv.:"))
    ++end;
  return end > at + 3 && CharacterAt(text, end) == ']' ? end + 1 : 0;
}

bool NamesNoMailbox(std::u32string_view text, const Domain& domain) {
  constexpr std::array<std::string_view, 6> kUnits{"service", "socket", "timer",
                                                   "mount",   "slice",  "scope"};
  constexpr std::array<std::string_view, 7> kImages{"png", "jpg",  "jpeg", "gif",
                                                    "svg", "webp", "ico"};
  const auto label = [&](const Place& place) {
    return AsciiForm(text.substr(place.begin, place.end - place.begin));
  };
  const std::string first = label(domain.labels.front());
  const std::string second = label(domain.labels[1]);
  const auto is_digit = [](char c) { return IsAsciiDigit(static_cast<unsigned char>(c)); };
  const bool number = std::all_of(first.begin(), first.end(), is_digit);
  if (number && is_digit(second.front())) return true;  // a version
  const std::string last =
      AsciiForm(text.substr(0, domain.end).substr(text.substr(0, domain.end).rfind('.') + 1));
  if (Holds(kUnits, last)) return true;
  return Holds(kImages, last) && is_digit(first.front()) && first.back() == 'x';
}

// An account on a machine, as in a prompt or in the address of a repository.
bool IsShellAccount(std::u32string_view text, const Place& local, std::size_t end) {
  constexpr std::array<std::string_view, 11> kAccounts{"git",      "root",     "ubuntu", "ec2-user",
                                                       "www-data", "postgres", "debian", "centos",
                                                       "vagrant",  "hg",       "svn"};
  if (!Holds(kAccounts, AsciiForm(text.substr(local.begin, local.end - local.begin)))) return false;
  return IsOneOf(CharacterAt(text, end), ":/") || CharacterBefore(text, local.begin) == '/' ||
         WordBefore(text, local.begin, "") == "ssh";
}

// Where the local part begins that ends at `at`; `at` when there is none.
std::size_t LocalPart(std::u32string_view text, std::size_t floor, std::size_t at) {
  constexpr std::size_t kLongestQuoted = 66;
  if (CharacterBefore(text, at) == '"') {
    for (std::size_t begin = at - 1; begin-- > floor && at - begin < kLongestQuoted;) {
      if (text[begin] == '\n') break;
      if (text[begin] == '"') return begin;
    }
    return at;
  }
  std::size_t begin = at;
  while (begin > floor && IsOfLocalPart(text[begin - 1])) --begin;
  while (begin < at && !IsWordCharacter(text[begin]) && text[begin] != '_') ++begin;
  return begin;
}

}  // namespace

Places FindMailAddresses(std::u32string_view text) {
  Places found;
  std::size_t floor = 0;
  for (std::size_t at = text.find('@'); at != std::u32string_view::npos;
       at = text.find('@', at + 1)) {
    const std::size_t begin = LocalPart(text, floor, at);
    floor = at + 1;
    if (begin == at) continue;
    std::size_t end = 0;
    if (CharacterAt(text, at + 1) == '[') {
      end = LiteralEnd(text, at + 1);
    } else {
      const Domain domain = DomainAt(text, at + 1);
      end = domain.end;
      if (end == 0 || NamesNoMailbox(text, domain) || IsShellAccount(text, {begin, at}, end))
        continue;
    }
    if (end == 0) continue;
    found.push_back({begin, end});
    floor = end;
  }
  return found;
}

}  // namespace tandem
