#include "mappers/redaction_phrases.h"

#include "mappers/redaction_decode.h"
#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

constexpr std::size_t kMostWords = 8;  // of a name; the rest is not looked at
using Words = std::vector<std::u32string>;

Words SplitWords(std::u32string_view text, std::size_t most) {
  Words words;
  for (std::size_t at = 0; at < text.size() && words.size() < most;) {
    std::size_t end = at;
    while (end < text.size() && IsWordCharacter(text[end])) ++end;
    if (end > at) words.push_back(FoldedText(text.substr(at, end - at)));
    at = std::max(end, at + 1);
  }
  return words;
}

// Umlauts and the like are also written with two letters, and the two read as one: "M\u00FCller"
// and "Mueller" are the same name. `parted`: letters and marks apart.
std::u32string WithTwoLetters(std::u32string_view parted) {
  constexpr char32_t kDiaeresis = 0x308;
  constexpr char32_t kRing = 0x30A;
  constexpr std::array<std::pair<char32_t, std::u32string_view>, 6> kTwo{
      {{0xDF, U"ss"}, {0x1E9E, U"ss"}, {0xC6, U"ae"}, {0xE6, U"ae"}, {0xD8, U"oe"}, {0xF8, U"oe"}}};
  std::u32string spelt;
  for (const char32_t c : parted) {
    const auto* const two =
        std::find_if(kTwo.begin(), kTwo.end(), [c](const auto& each) { return each.first == c; });
    const char32_t before = spelt.empty() ? 0 : FoldedLetter(spelt.back());
    if (two != kTwo.end()) {
      spelt += two->second;
    } else if (c == kDiaeresis && IsOneOf(before, "aou")) {
      spelt += U'e';
    } else if (c == kRing && before == 'a') {
      spelt += U'a';
    } else {
      spelt += c;
    }
  }
  return WithoutMarks(spelt);
}

// "Mueller" as "Muller", which is what "M\u00FCller" reads as.
std::u32string WithOneLetter(std::u32string_view name) {
  std::u32string spelt;
  for (const char32_t c : name) {
    const bool second =
        FoldedLetter(c) == 'e' && !spelt.empty() && IsOneOf(FoldedLetter(spelt.back()), "aou");
    if (!second) spelt += c;
  }
  return spelt;
}

bool IsTitle(const std::u32string& word) {
  constexpr std::array<std::string_view, 12> kTitles{"mr",   "mrs",  "ms",   "mx",  "dr",  "prof",
                                                     "herr", "frau", "miss", "sir", "ing", "dipl"};
  const std::string form = AsciiForm(word);
  return std::find(kTitles.begin(), kTitles.end(), form) != kTitles.end();
}

bool IsParticle(const std::u32string& word) {
  constexpr std::array<std::string_view, 20> kParticles{
      "van", "von",  "der", "den", "del", "della", "dos", "das", "des", "bin",
      "ibn", "bint", "abu", "zur", "zum", "ter",   "ten", "the", "and", "und"};
  const std::string form = AsciiForm(word);
  return std::find(kParticles.begin(), kParticles.end(), form) != kParticles.end();
}

class PhraseMaker {
 public:
  void AddName(std::string_view name) {
    if (name.find('@') != std::string_view::npos) return AddMail(name);
    const std::u32string parted = PartedCharacters(name);
    const std::u32string plain = WithoutMarks(parted);
    AddSpelt(plain);
    const std::u32string two = WithTwoLetters(parted);
    if (two != plain) AddSpelt(two);
    constexpr std::size_t kShortest = 5;
    const std::u32string one = WithOneLetter(plain);
    if (one != plain && one.size() >= kShortest) AddSpelt(one);
  }

  // "carla.customer" and what is written like it. The address as a whole is found anyway.
  void AddMail(std::string_view mail) {
    const std::string_view local = mail.substr(0, mail.find('@'));
    Words words = SplitWords(PlainCharacters(local.substr(0, local.find('+'))), kMostWords);
    if (words.size() > 1) {
      Words joined{Joined(words)};
      phrases_.push_back({std::move(words), Phrase::Where::kAnywhere, Phrase::Joint::kTight, true});
      if (joined[0].size() >= kShortestJoined) phrases_.push_back({std::move(joined)});
    } else if (words.size() == 1 && words[0].size() >= 4 && HasLetter(words[0]) &&
               !IsCommonWord(words[0])) {
      phrases_.push_back({std::move(words)});
    }
  }

  void AddDetail(std::string_view detail, std::size_t least_words) {
    Words words = SplitWords(PlainCharacters(detail), kMostWords);
    const bool tells =
        words.size() > 1 || (words.size() == 1 && words[0].size() >= 4 && !IsCommonWord(words[0]));
    if (words.size() < least_words || !tells) return;
    phrases_.push_back({std::move(words), Phrase::Where::kAnywhere, Phrase::Joint::kLoose, false});
  }

  std::vector<Phrase> Take() { return std::move(phrases_); }

 private:
  static constexpr std::size_t kShortestJoined = 5;

  static bool HasLetter(const std::u32string& word) {
    return std::any_of(word.begin(), word.end(), IsLetter);
  }
  static std::u32string Joined(const Words& words) {
    std::u32string joined;
    for (const std::u32string& word : words) joined += word;
    return joined;
  }
  void AddJoined(const std::u32string& word) {
    if (word.size() >= kShortestJoined && !IsCommonWord(word)) phrases_.push_back({{word}});
  }

  void AddSpelt(std::u32string text) {
    // "Carla Customer (Umbrella)"
    if (const std::size_t bracket = text.find('('); bracket > 0 && bracket != std::u32string::npos)
      text.resize(bracket);
    const std::size_t comma = text.find(',');
    Words words = SplitWords(text, kMostWords);
    std::erase_if(words, IsTitle);
    if (words.empty()) return;
    if (comma != std::u32string::npos) {  // "Customer, Carla"
      const std::size_t last_names = SplitWords(text.substr(0, comma), kMostWords).size();
      std::rotate(words.begin(),
                  words.begin() + static_cast<std::ptrdiff_t>(std::min(last_names, words.size())),
                  words.end());
    }
    if (words.size() > 1) AddFullName(words);
    for (const std::u32string& word : words) AddSingle(word);
  }

  void AddFullName(const Words& words) {
    const std::u32string& first = words.front();
    const std::u32string& last = words.back();
    phrases_.push_back({words});
    phrases_.push_back({{first, last}});
    phrases_.push_back({{last, first}});
    Words last_first(words.begin() + 1, words.end());
    last_first.push_back(first);
    phrases_.push_back({std::move(last_first)});
    const std::u32string initial = first.substr(0, 1);
    phrases_.push_back({{initial, last}, Phrase::Where::kAnywhere, Phrase::Joint::kDot, true});
    if (!IsCommonWord(last) && last.size() > 2)
      phrases_.push_back({{initial, last}, Phrase::Where::kCapitalised});
    if (!IsCommonWord(first) && first.size() > 2)
      phrases_.push_back({{first, last.substr(0, 1)}, Phrase::Where::kCapitalised});
    AddJoined(first + last);
    AddJoined(last + first);
    AddJoined(initial + last);
    AddJoined(first + last.substr(0, 1));
  }

  void AddSingle(const std::u32string& word) {
    if (IsParticle(word) || !HasLetter(word)) return;
    const bool other_script = word[0] >= 0x370 && word.size() > 1;
    if (IsCommonWord(word) || (word.size() < 3 && !other_script)) {
      if (word.size() > 1) phrases_.push_back({{word}, Phrase::Where::kGreetings});
    } else if (word.size() == 3 && !other_script) {
      phrases_.push_back({{word}, Phrase::Where::kCapitalised});
      phrases_.push_back({{word}, Phrase::Where::kGreetings});
    } else {
      phrases_.push_back({{word}});
    }
  }

  std::vector<Phrase> phrases_{};
};

}  // namespace

std::vector<Phrase> PhrasesOf(const std::vector<Requester>& requesters) {
  PhraseMaker maker;
  for (const Requester& requester : requesters) {
    for (const std::string& name : requester.names) maker.AddName(name);
    for (const std::string& mail : requester.mails) maker.AddMail(mail);
    for (const std::string& handle : requester.handles) maker.AddDetail(handle, 1);
    for (const std::string& address : requester.addresses) {
      for (std::size_t at = 0; at < address.size();) {
        const std::size_t end = std::min(address.find_first_of("\n,;", at), address.size());
        maker.AddDetail(std::string_view(address).substr(at, end - at), 2);
        at = end + 1;
      }
    }
  }
  std::vector<Phrase> phrases = maker.Take();
  std::stable_sort(phrases.begin(), phrases.end(), [](const Phrase& a, const Phrase& b) {
    const int order = a.words.front().compare(b.words.front());
    return order != 0 ? order < 0 : a.words.size() > b.words.size();
  });
  return phrases;
}

bool IsUnspaced(std::u32string_view name) {
  return name.size() > 1 && std::all_of(name.begin(), name.end(), [](char32_t c) {
           return c >= 0x2E80 && c < kTaken && !(c >= 0xAC00 && c <= 0xD7AF);
         });
}

}  // namespace tandem
