// "john [at] example (dot) org".

#include "mappers/redaction_decode.h"
#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

constexpr std::size_t kBlanks = 3;  // at most so many around a bracket or within it

struct Disguise {
  std::string_view word;
  char32_t value;
};
constexpr std::array kDisguises{
    Disguise{"at", '@'},    Disguise{"@", '@'},     Disguise{"dot", '.'},  Disguise{".", '.'},
    Disguise{"punkt", '.'}, Disguise{"point", '.'}, Disguise{"punto", '.'}};

class Undisguiser {
 public:
  explicit Undisguiser(const Reading& reading) : reading_(reading), text_(reading.text) {}

  Reading Run() {
    for (std::size_t at = 0; at < text_.size();) {
      char32_t value = 0;
      std::size_t end = InBrackets(at, value);
      if (end == 0) end = BareWord(at, value);
      if (end == 0) {
        if (text_[at] == ' ' || text_[at] == '\n') after_at_ = false;
        out_.Add(text_[at], reading_.begin[at], reading_.end[at]);
        ++at;
        continue;
      }
      after_at_ = after_at_ || value == '@';
      out_.Add(value, reading_.begin[at], reading_.end[end - 1]);
      at = end;
    }
    return std::move(out_);
  }

 private:
  std::size_t AfterBlanks(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && end < at + kBlanks && text_[end] == ' ') ++end;
    return end;
  }
  bool StandsAt(std::size_t at, std::string_view word) const {
    for (const char letter : word) {
      if (FoldedLetter(CharacterAt(text_, at++)) != static_cast<unsigned char>(letter))
        return false;
    }
    return true;
  }
  bool AfterWord() const { return !out_.text.empty() && IsWordCharacter(out_.text.back()); }

  // Where " [ at ] " ends that begins at `at`; 0 when there is none.
  std::size_t InBrackets(std::size_t at, char32_t& value) const {
    constexpr std::string_view kOpen = "[({<";
    constexpr std::string_view kClose = "])}>";
    const std::size_t bracket = AfterBlanks(at);
    const char32_t c = CharacterAt(text_, bracket);
    if (!IsOneOf(c, kOpen) || !AfterWord()) return 0;
    const std::size_t word = AfterBlanks(bracket + 1);
    for (const Disguise& disguise : kDisguises) {
      if (!StandsAt(word, disguise.word)) continue;
      const std::size_t close = AfterBlanks(word + disguise.word.size());
      const char wanted = kClose[kOpen.find(static_cast<char>(c))];
      if (CharacterAt(text_, close) != static_cast<unsigned char>(wanted)) continue;
      const std::size_t end = AfterBlanks(close + 1);
      if (!IsWordCharacter(CharacterAt(text_, end)) && CharacterAt(text_, end) != '[') return 0;
      value = disguise.value;
      return end;
    }
    return 0;
  }

  // " at " only when " dot " follows the next word, " dot " only after such an "at".
  std::size_t BareWord(std::size_t at, char32_t& value) const {
    constexpr std::size_t kLongestLabel = 63;
    if (text_[at] != ' ' || !AfterWord()) return 0;
    if (after_at_ && (StandsAt(at, " dot ") || StandsAt(at, " punkt "))) {
      value = '.';
      return at + (StandsAt(at, " dot ") ? 5 : 7);
    }
    if (!StandsAt(at, " at ")) return 0;
    std::size_t end = at + 4;
    while (end < text_.size() && end < at + kLongestLabel &&
           (IsWordCharacter(text_[end]) || text_[end] == '-'))
      ++end;
    const bool dotted = StandsAt(end, " dot ") || StandsAt(end, " punkt ") ||
                        StandsAt(end, "(dot)") || StandsAt(end, " (dot)") ||
                        StandsAt(end, "[dot]") || StandsAt(end, " [dot]");
    if (!dotted || end == at + 4) return 0;
    value = '@';
    return at + 4;
  }

  const Reading& reading_;
  std::u32string_view text_;
  Reading out_;
  bool after_at_ = false;
};

}  // namespace

Reading Undisguised(const Reading& reading) {
  return Undisguiser(reading).Run();
}

}  // namespace tandem
