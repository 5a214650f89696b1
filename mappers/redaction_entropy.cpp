// Long strings in which upper case, lower case and digits follow each other without any pattern.
// Not one: hashes and UUIDs (hexadecimal), identifiers and paths (words), checksums that say so.

#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace tandem {
namespace {

bool IsOfRun(char32_t c) {
  return c < 0x80 && (IsWordCharacter(c) || IsOneOf(c, "+/=_-"));
}
bool IsOfSegment(char32_t c) {
  return c < 0x80 && IsWordCharacter(c);
}

enum class Class { kLower, kUpper, kDigit };
Class ClassOf(char32_t c) {
  if (IsAsciiDigit(c)) return Class::kDigit;
  return c >= 'a' ? Class::kLower : Class::kUpper;
}

struct Mixture {
  std::array<std::size_t, 3> counts{};
  std::size_t changes = 0;  // from one class to another
  bool hexadecimal = true;

  explicit Mixture(std::u32string_view segment) {
    for (std::size_t i = 0; i < segment.size(); ++i) {
      ++counts.at(static_cast<std::size_t>(ClassOf(segment[i])));
      if (i > 0 && ClassOf(segment[i]) != ClassOf(segment[i - 1])) ++changes;
      const char32_t folded = FoldedLetter(segment[i]);
      hexadecimal = hexadecimal && (IsAsciiDigit(folded) || (folded >= 'a' && folded <= 'f'));
    }
  }
  std::size_t Kinds() const {
    return static_cast<std::size_t>(
        std::count_if(counts.begin(), counts.end(), [](std::size_t n) { return n > 0; }));
  }
};

// In random letters and digits 62% of the neighbours differ in class, in two classes 40%; in names
// of functions about a quarter.
bool IsRandom(std::u32string_view segment) {
  constexpr std::size_t kShortest = 20;
  constexpr std::size_t kShortestOfTwo = 32;
  if (segment.size() < kShortest) return false;
  const Mixture mixture(segment);
  if (mixture.hexadecimal) return false;
  if (mixture.Kinds() == 3) return mixture.changes * 5 >= segment.size() * 2;
  return mixture.Kinds() == 2 && mixture.counts[2] > 0 && segment.size() >= kShortestOfTwo &&
         mixture.changes * 4 >= segment.size();
}

// A part of base64 beside a random one; a word of an address is not.
bool Belongs(std::u32string_view segment) {
  return !segment.empty() && Mixture(segment).Kinds() > 1;
}

bool NamesChecksum(const std::string& word) {
  constexpr std::array<std::string_view, 8> kNames{"sha1",   "sha256", "sha384",    "sha512",
                                                   "base64", "md5",    "integrity", "digest"};
  return std::find(kNames.begin(), kNames.end(), word) != kNames.end();
}

// "sha512-...", "SHA256:...", "data:image/png;base64,...", "_ZN4llvm..."
bool SaysWhatItIs(std::u32string_view text, Place run) {
  std::size_t end = run.begin;
  while (end < run.end && IsOfSegment(text[end])) ++end;
  const std::size_t first = std::min<std::size_t>(end - run.begin, 16);
  return NamesChecksum(AsciiForm(text.substr(run.begin, first))) ||
         NamesChecksum(WordBefore(text, run.begin, ":-,=")) || text.substr(run.begin, 2) == U"_Z";
}

class RunScanner {
 public:
  RunScanner(std::u32string_view text, Place run) : text_(text), run_(run) {}

  // Each random segment with what belongs to it on both sides.
  void Run(Places& found) const {
    std::vector<Place> segments;
    for (std::size_t at = run_.begin; at < run_.end;) {
      std::size_t end = at;
      while (end < run_.end && IsOfSegment(text_[end])) ++end;
      if (end > at) segments.push_back({at, end});
      at = std::max(end, at + 1);
    }
    std::size_t floor = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (!IsRandom(Text(segments[i]))) continue;
      std::size_t first = i;
      while (first > floor && Belongs(Text(segments[first - 1]))) --first;
      std::size_t last = i;
      while (last + 1 < segments.size() && Belongs(Text(segments[last + 1]))) ++last;
      std::size_t end = segments[last].end;
      while (end < run_.end && text_[end] == '=') ++end;
      found.push_back({segments[first].begin, end});
      floor = i = last;
      ++floor;
    }
  }

 private:
  std::u32string_view Text(const Place& place) const {
    return text_.substr(place.begin, place.end - place.begin);
  }

  std::u32string_view text_;
  Place run_;
};

// A secret key of AWS has forty characters of base64, whose slashes part it into words.
bool IsAwsSecret(std::u32string_view run) {
  constexpr std::size_t kSize = 40;
  if (run.size() != kSize || run.find_first_of(U"-_=") != std::u32string_view::npos) return false;
  std::u32string letters;
  std::copy_if(run.begin(), run.end(), std::back_inserter(letters), IsOfSegment);
  const Mixture mixture(letters);
  return !mixture.hexadecimal && mixture.Kinds() == 3 && mixture.changes * 10 >= letters.size() * 3;
}

}  // namespace

Places FindRandomStrings(std::u32string_view text) {
  Places found;
  for (std::size_t at = 0; at < text.size();) {
    if (!IsOfRun(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && IsOfRun(text[end])) ++end;
    if (IsAwsSecret(text.substr(at, end - at))) {
      found.push_back({at, end});
    } else if (!SaysWhatItIs(text, {at, end})) {
      RunScanner(text, {at, end}).Run(found);
    }
    at = end;
  }
  return found;
}

}  // namespace tandem
