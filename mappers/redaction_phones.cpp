// Telephone numbers, told from other numbers by the shapes that people write them in: "+49 30
// 123456", "0049...", "(030) 123456", "0171-1234567", "555-123-4567", "98765 43210", and any that
// stands behind "Tel." or the like. A number without any of this is an order, a ticket, an error
// code.

#include "mappers/redaction_scan.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

constexpr std::size_t kShortest = 7;  // digits
constexpr std::size_t kLongest = 15;  // E.164, without a leading "00"

struct Group {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::u32string_view digits{};
  char32_t before = 0;     // the separator in front; 0 for the first
  bool bracketed = false;  // "(030)"
  std::size_t size() const { return digits.size(); }
};

// Groups of digits that only separators of telephone numbers keep apart.
struct DigitRun {
  std::vector<Group> groups{};
  bool plus = false;
  std::size_t begin = 0;  // with the plus
};

using Shape = std::vector<std::size_t>;

// The groups from `first` on that are a number: how many; 0 for none.
class NumberAt {
 public:
  NumberAt(const DigitRun& run, std::size_t first, bool called_phone)
      : groups_(run.groups), first_(first), plus_(run.plus && first == 0), called_(called_phone) {}

  std::size_t Count() const {
    if (plus_) return International();
    const std::u32string_view digits = groups_[first_].digits;
    if (IsDate() || IsTimeSpan() || IsHardwareAddress()) return 0;
    std::size_t count = 0;
    const bool padded = Size(0) == 3 && Size(1) == 3 && groups_[first_ + 1].digits[0] == '0';
    if (digits.size() > 2 && digits.substr(0, 2) == U"00" && digits[2] != '0' && !padded)
      count = UpTo(Size(0) > 5 ? 11 : 10, kLongest + 2);
    if (digits == U"00" && Size(1) > 0 && groups_[first_ + 1].digits[0] != '0')
      count = UpTo(10, kLongest + 2);
    if (count == 0 && groups_[first_].bracketed) count = WithAreaCode();
    if (count == 0 && digits.size() > 1 && digits[0] == '0' && digits[1] != '0') count = National();
    if (count == 0) count = WithoutTrunkDigit();
    if (count == 0 && called_) count = UpTo(6, kLongest);
    return count;
  }

 private:
  bool Exists(std::size_t i) const { return first_ + i < groups_.size(); }
  std::size_t Size(std::size_t i) const { return Exists(i) ? groups_[first_ + i].size() : 0; }
  char32_t Separator(std::size_t i) const { return Exists(i) ? groups_[first_ + i].before : 0; }
  bool Tight(std::size_t i) const { return Separator(i) != 0 && Separator(i) != ' '; }

  // As many groups as have at most `most` digits and are not torn from what hangs on them, if they
  // have at least `least`.
  std::size_t UpTo(std::size_t least, std::size_t most) const {
    std::size_t digits = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; Exists(i) && digits + Size(i) <= most; ++i) {
      digits += Size(i);
      if (digits >= least && !Tight(i + 1)) count = i + 1;
    }
    return count;
  }
  bool HasShape(const Shape& shape) const {
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (Size(i) != shape[i]) return false;
    }
    return !Tight(shape.size());
  }

  std::size_t International() const {
    if (groups_[first_].digits[0] == '0') return 0;
    // "+48.857712" is a coordinate, "+1.5551234567" a number
    if (Size(0) <= 3 && Separator(1) == '.' && Size(1) < 9 && !Tight(2) && Size(1) > 3) return 0;
    return UpTo(kShortest, kLongest);
  }

  bool IsDate() const {
    const auto tight = [&](std::size_t i) {
      return Tight(i) && Separator(i) != '(' && Separator(i) != ')';
    };
    if (!tight(1)) return false;
    // "01.02.2023", "1/2/23", and "01/02" alone
    if (Size(0) <= 2 && Size(1) <= 2 &&
        (!tight(2) || ((Size(2) == 4 || Size(2) == 2) && !tight(3))))
      return true;
    if (Size(0) == 4 && Size(1) <= 2 && (!tight(2) || (Size(2) <= 2 && !tight(3)))) return true;
    if (Size(0) <= 2 && Size(1) == 4 && !tight(2)) return true;  // "01/2023"
    return false;
  }
  // "0900-1700"
  bool IsTimeSpan() const {
    return Size(0) == 4 && Size(1) == 4 && !Exists(2) && IsTimeOfDay(0) && IsTimeOfDay(1);
  }
  bool IsTimeOfDay(std::size_t i) const {
    const std::u32string_view digits = groups_[first_ + i].digits;
    const auto number = [&](std::size_t at) {
      return (digits[at] - '0') * 10 + digits[at + 1] - '0';
    };
    return number(0) < 25 && number(2) < 60;
  }
  bool IsHardwareAddress() const {
    for (std::size_t i = 0; i < 6; ++i) {
      if (Size(i) != 2 || (i > 0 && Separator(i) != '-')) return false;
    }
    return true;
  }

  std::size_t WithAreaCode() const {
    const std::u32string_view area = groups_[first_].digits;
    if (HasShape({3, 3, 4}) || HasShape({3, 7})) return UpTo(10, 10);
    if (HasShape({2, 4, 4}) || HasShape({2, 5, 4}) || HasShape({2, 9})) return UpTo(10, 11);
    return area[0] == '0' && area.size() > 1 ? UpTo(kShortest, 13) : 0;
  }

  // With the trunk digit 0 in front.
  std::size_t National() const {
    if (!Exists(1) || !(Separator(1) == ' ' || Tight(1))) return UpTo(10, 12);
    const bool pairs = HasShape({2, 2, 2, 2, 2});
    if (pairs) return StandsAlone(5) ? 5 : 0;
    if (Size(0) <= 2 && Size(1) <= 2) return 0;
    if (LooksLikeVersion4() || (IsNumberOfYear() && !called_)) return 0;
    const std::size_t count = UpTo(8, 12);
    bool padded = true;  // "010 020 030" are padded numbers
    for (std::size_t i = 0; i < count; ++i) padded = padded && groups_[first_ + i].digits[0] == '0';
    if (padded && count > 1) return 0;
    // What holds all of the digits in one group needs more of them.
    return count > 1 || Size(0) >= 10 ? count : 0;
  }
  // "030-2026-17": the seventeenth of that year
  bool IsNumberOfYear() const {
    const auto year = Exists(1) ? groups_[first_ + 1].digits : U"";
    return HasShape({3, 4, Size(2)}) && Size(2) > 0 && Size(2) <= 2 && Separator(1) == '-' &&
           Separator(2) == '-' && year.substr(0, 2) == U"20";
  }
  bool LooksLikeVersion4() const {
    return Separator(1) == '.' && Separator(2) == '.' && Separator(3) == '.' && Size(0) <= 3 &&
           Size(1) <= 3 && Size(2) <= 3 && Size(3) <= 3;
  }
  // Five pairs within a row of more are a dump of bytes.
  bool StandsAlone(std::size_t count) const { return first_ == 0 && !Exists(count); }

  std::size_t WithoutTrunkDigit() const {
    const auto at_least = [&](std::size_t i, char32_t digit) {
      return groups_[first_ + i].digits[0] >= digit;
    };
    const std::u32string_view first = groups_[first_].digits;
    const bool spaced = Separator(1) == ' ';
    if (HasShape({3, 3, 4}) && (!spaced || (at_least(0, '2') && at_least(1, '2')))) return 3;
    if (first == U"1" && HasShape({1, 3, 3, 4}) && at_least(1, '2')) return 4;
    if ((first == U"1300" || first == U"1800") && HasShape({4, 3, 3})) return 3;
    if (HasShape({5, 5}) && at_least(0, '6') && Separator(1) != '/' && Separator(1) != '.')
      return 2;
    return 0;
  }

  const std::vector<Group>& groups_;
  std::size_t first_;
  bool plus_;
  bool called_;
};

bool IsPhoneWord(const std::string& word) {
  constexpr std::array<std::string_view, 22> kWords{
      "tel",   "telephone", "telefon",  "telefone",     "telefono",  "phone",
      "fone",  "fon",       "mobile",   "mobil",        "cell",      "cellphone",
      "handy", "fax",       "whatsapp", "rufnummer",    "durchwahl", "callto",
      "sms",   "hotline",   "portable", "telefonnummer"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

class PhoneScanner {
 public:
  PhoneScanner(std::u32string_view text, const PhoneQuery& query) : text_(text), query_(query) {}

  Places Run() {
    for (std::size_t at = 0; at < text_.size();) {
      const char32_t c = text_[at];
      const bool begins = IsAsciiDigit(c) || ((c == '+' || c == '(') && IsAsciiDigit(After(at)));
      if (!begins) {
        ++at;
        continue;
      }
      const DigitRun run = ReadRun(at);
      if (run.groups.empty()) {
        ++at;
        continue;
      }
      if (MayBegin(run)) TakeNumbers(run);
      at = run.groups.back().end;
    }
    return std::move(found_);
  }

 private:
  // The next character, a blank or "(" passed over: "+ 49", "+(49)".
  char32_t After(std::size_t at) const {
    const char32_t next = CharacterAt(text_, at + 1);
    return next == '(' || (next == ' ' && text_[at] == '+') ? CharacterAt(text_, at + 2) : next;
  }

  // Takes "+", groups and what separates them: one separator, or a bracket with blanks around it.
  DigitRun ReadRun(std::size_t at) const {
    DigitRun run;
    run.begin = at;
    std::size_t next = at;
    if (text_[next] == '+') {
      run.plus = true;
      next += CharacterAt(text_, next + 1) == ' ' ? 2 : 1;
    }
    char32_t separator = 0;
    for (;;) {
      const bool bracket = CharacterAt(text_, next) == '(';
      const std::size_t begin = bracket ? next + 1 : next;
      std::size_t end = begin;
      while (IsAsciiDigit(CharacterAt(text_, end))) ++end;
      if (end == begin) break;
      const bool closed = bracket && CharacterAt(text_, end) == ')';
      const std::size_t group_end = closed ? end + 1 : end;
      run.groups.push_back({next, group_end, text_.substr(begin, end - begin), separator, closed});
      next = group_end;
      separator = TakeSeparator(next);
      if (separator == 0 && !closed) break;
      if (separator == 0) separator = ' ';
    }
    return run;
  }
  // 0 when no group follows.
  char32_t TakeSeparator(std::size_t& at) const {
    std::size_t next = at;
    char32_t separator = 0;
    for (int i = 0; i < 3 && IsOneOf(CharacterAt(text_, next), " -./"); ++i) {
      const bool sentence = text_[next] == '.' && CharacterAt(text_, next + 1) == ' ';
      if (sentence) return 0;
      if (separator != ' ') separator = text_[next];
      ++next;
    }
    const char32_t c = CharacterAt(text_, next);
    if (separator == 0 && c != '(') return 0;
    if (c == '(' && !IsAsciiDigit(CharacterAt(text_, next + 1))) return 0;
    if (c != '(' && !IsAsciiDigit(c)) return 0;
    at = next;
    return separator == 0 ? ' ' : separator;
  }

  bool MayBegin(const DigitRun& run) const {
    // Right behind another number: only what nobody sees keeps the two apart.
    if (run.plus && !found_.empty() && found_.back().end == run.begin) return true;
    const char32_t before = CharacterBefore(text_, run.begin);
    const char32_t earlier = run.begin > 1 ? text_[run.begin - 2] : 0;
    if (IsWordCharacter(before) || IsOneOf(before, "_$@")) return false;
    if (run.plus) return before != '+';
    if (before == '/') return IsChatLink(run.begin);
    if (IsOneOf(before, "#\\")) return false;
    if (before == '-') return !IsWordCharacter(earlier);
    return !(IsOneOf(before, ".,:") && IsAsciiDigit(earlier));
  }
  bool IsChatLink(std::size_t at) const {
    return at >= 6 && AsciiForm(text_.substr(at - 6, 6)) == "wa.me/";
  }
  bool MayEnd(std::size_t end) const {
    const char32_t next = CharacterAt(text_, end);
    if (IsWordCharacter(next) || IsOneOf(next, "_@%=")) return false;
    return !(IsOneOf(next, "-./:") && IsWordCharacter(CharacterAt(text_, end + 1)));
  }

  void TakeNumbers(const DigitRun& run) {
    const std::string word = WordBefore(text_, run.begin, ".:=\"'-)(/");
    const bool called = IsPhoneWord(word) || IsChatLink(run.begin);
    for (std::size_t first = 0; first < run.groups.size();) {
      const char32_t before = run.groups[first].before;
      std::size_t count = 0;
      if (before == 0 || before == ' ') {
        count = Own(run, first);
        if (count == 0 && !query_.only_own)
          count = NumberAt(run, first, called && first == 0).Count();
      }
      // The last group may belong to what follows: "0171 1234567 10:30".
      while (count > 0 && !MayEnd(run.groups[first + count - 1].end)) {
        const bool torn = run.groups[first + count - 1].before != ' ';
        count = torn ? 0 : count - 1;
        if (count > 0 && Digits(run, first, count) < kShortest) count = 0;
      }
      if (count > 0) {
        const std::size_t begin = first == 0 ? run.begin : run.groups[first].begin;
        found_.push_back({begin, WithExtension(run.groups[first + count - 1].end)});
      }
      first += std::max<std::size_t>(count, 1);
    }
  }
  static std::size_t Digits(const DigitRun& run, std::size_t first, std::size_t count) {
    std::size_t digits = 0;
    for (std::size_t i = 0; i < count; ++i) digits += run.groups[first + i].size();
    return digits;
  }

  // Ends with the last digits of a requester's number, however it is grouped.
  std::size_t Own(const DigitRun& run, std::size_t first) const {
    std::u32string digits;
    for (std::size_t i = first; i < run.groups.size(); ++i) {
      if (digits.size() + run.groups[i].size() > kLongest + 2) return 0;
      digits += run.groups[i].digits;
      const bool own = std::any_of(query_.own.begin(), query_.own.end(), [&](const auto& number) {
        return number.size() >= kShortest && digits.size() >= number.size() &&
               digits.compare(digits.size() - number.size(), number.size(), number) == 0;
      });
      if (own) return i - first + 1;
    }
    return 0;
  }

  // "x12", "ext. 12"
  std::size_t WithExtension(std::size_t end) const {
    std::size_t at = end;
    if (CharacterAt(text_, at) == ' ') ++at;
    const std::string word = AsciiForm(text_.substr(at, 4));
    std::size_t digits = at;
    if (word.substr(0, 3) == "ext") digits += word == "ext." ? 4 : 3;
    if (digits == at && word.substr(0, 1) == "x") ++digits;
    if (digits == at) return end;
    if (CharacterAt(text_, digits) == ' ') ++digits;
    std::size_t last = digits;
    while (last < digits + 6 && IsAsciiDigit(CharacterAt(text_, last))) ++last;
    return last > digits && !IsWordCharacter(CharacterAt(text_, last)) ? last : end;
  }

  std::u32string_view text_;
  const PhoneQuery& query_;
  Places found_{};
};

}  // namespace

Places FindPhoneNumbers(std::u32string_view text, const PhoneQuery& query) {
  return PhoneScanner(text, query).Run();
}

}  // namespace tandem
