// The requesters themselves: "Carla Customer", "Customer, Carla", "C. Customer", "Hi Carla,",
// "carla.customer". A name that is a word as well ("Will", "Customer") is one only in full, and
// where people are greeted or sign.

#include "mappers/redaction_phrases.h"
#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

constexpr std::size_t kLongestWord = 64;

struct Word {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::u32string folded{};  // empty when it is longer than any name
};

std::vector<Word> WordsOf(std::u32string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    if (!IsWordCharacter(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && IsWordCharacter(text[end])) ++end;
    words.push_back({at, end, {}});
    if (end - at <= kLongestWord) words.back().folded = FoldedText(text.substr(at, end - at));
    at = end;
  }
  return words;
}

class PeopleScanner {
 public:
  PeopleScanner(std::u32string_view text, const std::vector<Phrase>& phrases)
      : text_(text), phrases_(phrases), words_(WordsOf(text)) {}

  PeoplePlaces Run() {
    PeoplePlaces found;
    for (std::size_t i = 0; i < words_.size();) {
      const Phrase* phrase = PhraseAt(i, words_[i].folded);
      if (phrase == nullptr && IsGenitive(words_[i])) phrase = PhraseAt(i, Stem(words_[i]));
      if (phrase == nullptr) {
        ++i;
        continue;
      }
      const std::size_t last = i + phrase->words.size() - 1;
      Places& places = phrase->is_name ? found.names : found.details;
      const bool genitive = words_[last].folded != phrase->words.back();
      places.push_back({words_[i].begin, words_[last].end - (genitive ? 1 : 0)});
      i = last + 1;
    }
    return found;
  }

 private:
  // "Carlas Laptop", "Carla Customers account": in front of what is hers.
  bool IsGenitive(const Word& word) const {
    constexpr std::size_t kShortest = 4;  // with the "s"
    constexpr std::array<std::string_view, 12> kOtherWords{"this", "thus",  "does",   "goes",
                                                           "less", "plus",  "lets",   "gets",
                                                           "dies", "alles", "anders", "always"};
    if (word.folded.size() < kShortest || word.folded.back() != 's') return false;
    if (CharacterAt(text_, word.end) != ' ' || !IsWordCharacter(CharacterAt(text_, word.end + 1)))
      return false;
    const std::string form = AsciiForm(word.folded);
    return std::find(kOtherWords.begin(), kOtherWords.end(), form) == kOtherWords.end();
  }
  static std::u32string Stem(const Word& word) {
    return word.folded.substr(0, word.folded.size() - 1);
  }

  // One that begins with `first`, which is the word at `i` or its stem.
  const Phrase* PhraseAt(std::size_t i, const std::u32string& first) const {
    auto phrase = std::lower_bound(
        phrases_.begin(), phrases_.end(), first,
        [](const Phrase& each, const std::u32string& word) { return each.words.front() < word; });
    for (; phrase != phrases_.end() && phrase->words.front() == first; ++phrase) {
      if (Stands(*phrase, i)) return &*phrase;
    }
    return nullptr;
  }

  bool Stands(const Phrase& phrase, std::size_t first) const {
    const std::size_t last = first + phrase.words.size() - 1;
    if (last >= words_.size()) return false;
    for (std::size_t i = first; i <= last; ++i) {
      const bool genitive = i == last && phrase.is_name && IsGenitive(words_[i]) &&
                            Stem(words_[i]) == phrase.words[i - first];
      if (words_[i].folded != phrase.words[i - first] && !genitive) return false;
      if (i > first && !Joins(phrase, words_[i - 1].end, words_[i].begin)) return false;
    }
    switch (phrase.where) {
      case Phrase::Where::kAnywhere:
        return true;
      case Phrase::Where::kCapitalised:
        return IsCapital(words_[first]);
      case Phrase::Where::kGreetings:
        return IsAddressed(first, last) || StandsAloneInLine(first, last);
    }
    return false;
  }

  // Whether what stands between two words may stand within this phrase.
  bool Joins(const Phrase& phrase, std::size_t begin, std::size_t end) const {
    constexpr std::size_t kWidest = 4;
    if (end - begin > kWidest) return false;
    const std::u32string_view gap = text_.substr(begin, end - begin);
    if (gap.find(kTaken) != std::u32string_view::npos) return false;
    if (phrase.joint == Phrase::Joint::kDot) return gap.find('.') != std::u32string_view::npos;
    if (phrase.joint == Phrase::Joint::kTight) return gap.size() == 1 && IsOneOf(gap[0], "._-+");
    return std::count(gap.begin(), gap.end(), '\n') < 2;
  }

  bool IsCapital(const Word& word) const {
    const char32_t c = text_[word.begin];
    return FoldedLetter(c) != c || c >= 0x180 || (c >= 0xC0 && c < 0xDF);
  }

  // "Hi Will", "Regards, Will"
  bool IsAddressed(std::size_t first, std::size_t last) const {
    constexpr std::size_t kWidest = 4;
    if (first == 0 || words_[first].begin - words_[first - 1].end > kWidest) return false;
    const std::string before = AsciiForm(words_[first - 1].folded);
    const char32_t next = CharacterAt(text_, words_[last].end);
    const bool ends = next == 0 || IsOneOf(next, ",!:;.\n\\");
    if (IsOpening(before)) return ends || IsCapital(words_[first]);
    const bool thank_you =
        before == "you" && first > 1 && AsciiForm(words_[first - 2].folded) == "thank";
    return ends && (IsClosing(before) || thank_you);
  }

  bool StandsAloneInLine(std::size_t first, std::size_t last) const {
    constexpr std::size_t kWidest = 16;
    std::size_t begin = words_[first].begin;
    while (begin > 0 && words_[first].begin - begin < kWidest &&
           !IsWordCharacter(text_[begin - 1]) && text_[begin - 1] != '\n' &&
           text_[begin - 1] != kTaken)
      --begin;
    if (begin > 0 && text_[begin - 1] != '\n') return false;
    std::size_t end = words_[last].end;
    while (end < text_.size() && end - words_[last].end < kWidest && !IsWordCharacter(text_[end]) &&
           text_[end] != '\n' && text_[end] != kTaken)
      ++end;
    return end == text_.size() || text_[end] == '\n';
  }

  std::u32string_view text_;
  const std::vector<Phrase>& phrases_;
  std::vector<Word> words_;
};

// Scripts without blanks between words: the name is looked for within them.
void FindUnspaced(std::u32string_view text, const std::vector<Phrase>& phrases, Places& names) {
  for (const Phrase& phrase : phrases) {
    std::u32string name;
    for (const std::u32string& word : phrase.words) name += word;
    if (!phrase.is_name || !IsUnspaced(name)) continue;
    for (std::size_t at = text.find(name); at != std::u32string_view::npos;
         at = text.find(name, at + name.size())) {
      names.push_back({at, at + name.size()});
    }
  }
  std::sort(names.begin(), names.end(), [](const Place& a, const Place& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::size_t floor = 0;
  std::erase_if(names, [&](const Place& place) {
    const bool inside = place.begin < floor;
    if (!inside) floor = place.end;
    return inside;
  });
}

}  // namespace

PeoplePlaces FindPeople(std::u32string_view text, const std::vector<Phrase>& phrases) {
  if (phrases.empty()) return {};
  PeoplePlaces found = PeopleScanner(text, phrases).Run();
  FindUnspaced(text, phrases, found.names);
  return found;
}

}  // namespace tandem
