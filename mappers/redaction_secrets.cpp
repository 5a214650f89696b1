// Secrets that are named: "password: ...", "api_key=...", "Authorization: Bearer ...",
// "--token ...", "postgres://user:...@host", "<password>...</password>", "Password" alone on the
// line above.

#include "mappers/redaction_names.h"
#include "mappers/redaction_scan.h"

#include <algorithm>
#include <string>
#include <vector>

namespace tandem {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestValue = 4096;

bool IsOfName(char32_t c) {
  return (c < 0x80 && IsWordCharacter(c)) || IsOneOf(c, "_.-") || IsLetter(c);
}

class NamedSecretScanner {
 public:
  explicit NamedSecretScanner(std::u32string_view text) : text_(text) {}

  Places Run() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (at < floor_) continue;
      const char32_t c = text_[at];
      if (c == ':' && CharacterAt(text_, at + 1) == '/' && CharacterAt(text_, at + 2) == '/') {
        TakeUserInfo(at + 3);
      } else if (c == '=' || c == ':' || c == '|') {
        TakeAssigned(at);
        if (c == '|') TakeCell(at);
      } else if (c == '>') {
        TakeElement(at);
      } else if (c == ' ') {
        TakeSpoken(at);
      } else if (c == '\n') {
        TakeBelow(at);
        BeginLine(at + 1);
      }
    }
    return std::move(found_);
  }

 private:
  void Take(std::size_t begin, std::size_t end) {
    if (begin < floor_ || end <= begin) return;
    found_.push_back({begin, end});
    floor_ = end;
  }
  std::size_t AfterBlanks(std::size_t at) const {
    std::size_t end = at;
    while (end < at + 8 && CharacterAt(text_, end) == ' ') ++end;
    return end;
  }

  // The name that ends right before `at`, blanks and quotes passed over.
  Place NameBefore(std::size_t at) const {
    std::size_t end = at;
    while (end > 0 && at - end < 8 && IsOneOf(text_[end - 1], " \"'`\\:=*")) --end;
    std::size_t begin = end;
    while (begin > 0 && end - begin < kLongestName && IsOfName(text_[begin - 1])) --begin;
    return {begin, end};
  }
  NameOfSecret Named(const Place& name) const {
    const std::string word = AsciiForm(text_.substr(name.begin, name.end - name.begin));
    return WhatIsNamed(word, WordBefore(text_, name.begin, ""));
  }

  // "scheme://user:password@host"; a user alone is a token when he is long.
  void TakeUserInfo(std::size_t begin) {
    constexpr std::size_t kLongest = 512;
    constexpr std::size_t kLongestUser = 16;
    std::size_t end = begin;
    std::size_t colon = 0;
    std::size_t at_sign = 0;
    for (; end < text_.size() && end < begin + kLongest; ++end) {
      if (IsOneOf(text_[end], " \n/?#\"<>") || text_[end] == kTaken) break;
      if (text_[end] == ':' && colon == 0) colon = end;
      if (text_[end] == '@') at_sign = end;
    }
    if (at_sign == 0) return;
    const bool with_password = colon > 0 && colon < at_sign;
    if (with_password || at_sign - begin > kLongestUser) Take(begin, at_sign);
  }

  // "name = value", "name: value", "| name | value |"
  void TakeAssigned(std::size_t at) {
    const Place name = NameBefore(at);
    if (name.begin == name.end) return;
    const NameOfSecret kind = Named(name);
    if (kind == NameOfSecret::kNone) return;
    if (IsCount(name, at + 1)) return;
    const bool by_colon = text_[at] == ':' && CharacterAt(text_, at + 1) != '=';
    std::size_t begin = at + 1;
    while (begin < at + 8 && IsOneOf(CharacterAt(text_, begin), " =>\\*")) ++begin;
    if (kind == NameOfSecret::kHeader) return TakeHeader(begin);
    if (kind == NameOfSecret::kCookies) return TakeCookies(begin);
    if (text_[at] == '|') return TakeIfMixed(begin);  // the next column may be one as well
    TakeValue(begin, kind, by_colon ? Ending::kBlank : Ending::kSeparator);
  }

  // "<password>value</password>"
  void TakeElement(std::size_t at) {
    const Place name = NameBefore(at);
    if (name.end != at || CharacterBefore(text_, name.begin) != '<') return;
    if (Named(name) != NameOfSecret::kPassword && Named(name) != NameOfSecret::kKey) return;
    std::size_t end = at + 1;
    while (end < text_.size() && end < at + kLongestValue && text_[end] != '<' &&
           text_[end] != '\n')
      ++end;
    if (CharacterAt(text_, end) == '<') Take(at + 1, end);
  }

  // "--password value", "-u user:password", "Bearer value", "password is value"
  void TakeSpoken(std::size_t at) {
    const Place name = NameBefore(at);
    if (name.end != at || name.begin == name.end) return;
    const std::string word = AsciiForm(text_.substr(name.begin, name.end - name.begin));
    const std::size_t begin = AfterBlanks(at);
    if (word == "bearer") return TakeIfMixed(begin);
    if (word == "pw" || word == "pwd" || word == "passwort") return TakeIfDigits(begin);
    if (word == "-u" || word == "--user") return TakeCredentials(begin);
    if (word.substr(0, 2) == "--") {
      const NameOfSecret kind = WhatIsNamed(word, {});
      if (kind == NameOfSecret::kPassword || kind == NameOfSecret::kKey)
        TakeValue(begin, kind, Ending::kBlank);
      return;
    }
    if (!SaysIs(word)) return;
    const Place subject = NameBefore(name.begin);
    if (subject.begin < subject.end && Named(subject) == NameOfSecret::kPassword)
      TakeIfMixed(begin);
  }

  // "Password" alone on a line that ends at `at`, and one token alone on the next.
  void TakeBelow(std::size_t at) {
    constexpr std::string_view kMarks = " >*-#\"`";
    const Place name = NameBefore(at);
    if (name.begin == name.end || Named(name) != NameOfSecret::kPassword) return;
    std::size_t line = name.begin;
    while (line > 0 && name.begin - line < 8 && IsOneOf(text_[line - 1], kMarks)) --line;
    if (line > 0 && text_[line - 1] != '\n') return;
    std::size_t begin = at + 1;
    // Paragraphs have an empty line between them.
    if (CharacterAt(text_, begin) == '\n') ++begin;
    while (begin < at + 8 && IsOneOf(CharacterAt(text_, begin), kMarks)) ++begin;
    std::size_t end = ValueEnd(begin, Ending::kBlank);
    while (end < begin + kLongestValue && IsOneOf(CharacterAt(text_, end), " .,;)]}'\\*\"`")) ++end;
    const char32_t next = CharacterAt(text_, end);
    if ((next == 0 || next == '\n') && !IsDateOrAddress(begin)) TakeIfMixed(begin);
  }

  // A table's head is the line above the one of dashes; the table ends with its first line without
  // a "|" in front.
  void BeginLine(std::size_t begin) {
    column_ = 0;
    if (IsDashes(begin)) {
      ReadHead(begin - 1);
    } else if (CharacterAt(text_, begin) != '|') {
      secret_columns_.clear();
    }
  }
  bool IsDashes(std::size_t begin) const {
    bool dashes = false;
    std::size_t end = begin;
    for (; IsOneOf(CharacterAt(text_, end), "|-: "); ++end) dashes = dashes || text_[end] == '-';
    const bool whole = end >= text_.size() || text_[end] == '\n';
    return whole && dashes && CharacterAt(text_, begin) == '|';
  }
  void ReadHead(std::size_t end) {
    std::size_t begin = end;
    while (begin > 0 && text_[begin - 1] != '\n') --begin;
    secret_columns_.clear();
    for (std::size_t at = begin + 1; at < end; ++at) {
      if (text_[at] != '|') continue;
      const NameOfSecret kind = Named(NameBefore(at));
      secret_columns_.push_back(kind == NameOfSecret::kPassword || kind == NameOfSecret::kKey);
    }
  }
  void TakeCell(std::size_t at) {
    const bool secret = column_ < secret_columns_.size() && secret_columns_[column_];
    ++column_;
    if (secret) TakeIfMixed(AfterBlanks(at + 1));
  }

  // "pw hunter2"
  void TakeIfDigits(std::size_t begin) {
    const std::size_t end = ValueEnd(begin, Ending::kBlank);
    if (CharacterAt(text_, begin) != '/' && HasDigit(text_.substr(begin, end - begin)) &&
        !IsDateOrAddress(begin))
      TakeIfMixed(begin);
  }
  // "2026-05-12", "1.2.3", "10:30", "https://..."
  bool IsDateOrAddress(std::size_t begin) const {
    const auto value = text_.substr(begin, ValueEnd(begin, Ending::kBlank) - begin);
    const auto of_number = [](char32_t c) { return IsAsciiDigit(c) || IsOneOf(c, "-./:v"); };
    const bool number = value.find_first_of(U"-./:") != std::u32string_view::npos &&
                        std::all_of(value.begin(), value.end(), of_number);
    return number || value.find(U"://") != std::u32string_view::npos;
  }

  // "pass: 12" of a test's report
  bool IsCount(const Place& name, std::size_t at) const {
    if (AsciiForm(text_.substr(name.begin, name.end - name.begin)) != "pass") return false;
    const std::size_t begin = AfterBlanks(at);
    const auto value = text_.substr(begin, ValueEnd(begin, Ending::kBlank) - begin);
    return std::all_of(value.begin(), value.end(), IsAsciiDigit);
  }

  void TakeCredentials(std::size_t begin) {
    const std::size_t end = ValueEnd(begin, Ending::kBlank);
    const auto value = text_.substr(begin, end - begin);
    if (value.find(':') != std::u32string_view::npos &&
        value.find('/') == std::u32string_view::npos)
      Take(begin, end);
  }

  // "Basic value", "Bearer value", "value"
  void TakeHeader(std::size_t begin) {
    const std::size_t scheme_end = ValueEnd(begin, Ending::kBlank);
    const std::string scheme =
        AsciiForm(text_.substr(begin, std::min<std::size_t>(scheme_end - begin, 16)));
    const std::size_t next = AfterBlanks(scheme_end);
    const bool has_scheme = IsAuthorizationScheme(scheme) && next > scheme_end;
    if (has_scheme) begin = next;
    TakeValue(begin, has_scheme ? NameOfSecret::kPassword : NameOfSecret::kKey, Ending::kBlank);
  }

  void TakeCookies(std::size_t begin) {
    std::size_t end = begin;
    bool pairs = false;
    for (; end < text_.size() && end < begin + kLongestValue && !IsOneOf(text_[end], "\n\""); ++end)
      pairs = pairs || text_[end] == '=';
    if (pairs) Take(begin, end);
  }

  enum class Ending { kBlank, kSeparator };
  // Where an unquoted value ends; the sentence's punctuation is not of it.
  std::size_t ValueEnd(std::size_t begin, Ending ending) const {
    const std::string_view stops = ending == Ending::kBlank ? " \n\"`<>|" : " \n\"'`<>|&;,)}";
    std::size_t end = begin;
    while (end < text_.size() && end < begin + kLongestValue && !IsOneOf(text_[end], stops)) ++end;
    while (end > begin && IsOneOf(text_[end - 1], ".,;)]}'\\*")) --end;
    return end;
  }

  void TakeValue(std::size_t begin, NameOfSecret kind, Ending ending) {
    const char32_t quote = CharacterAt(text_, begin);
    if (IsOneOf(quote, "\"'")) {
      const std::size_t end = QuotedEnd(begin + 1, quote);
      if (end > begin + 1 && IsValue(begin + 1, end, kind, Spelling::kQuoted)) Take(begin + 1, end);
      return;
    }
    if (quote == '<') return TakeBracketed(begin, kind, ending);
    const std::size_t end = ValueEnd(begin, ending);
    if (!IsValue(begin, end, kind, Spelling::kPlain)) return;
    Take(begin, end + (Closes(quote, CharacterAt(text_, end)) ? 1 : 0));
  }
  static bool Closes(char32_t opening, char32_t closing) {
    return (opening == '[' && closing == ']') || (opening == '{' && closing == '}');
  }
  // "<Hunter2"; an element or an address has no digit or a colon or slash in it.
  void TakeBracketed(std::size_t begin, NameOfSecret kind, Ending ending) {
    const std::size_t end = ValueEnd(begin + 1, ending);
    const auto value = text_.substr(begin + 1, end - begin - 1);
    if (!HasDigit(value) || value.find_first_of(U"/:") != std::u32string_view::npos) return;
    if (IsPlaceholder(text_.substr(begin, end - begin))) return;
    if (IsValue(begin + 1, end, kind, Spelling::kPlain))
      Take(begin, end + (CharacterAt(text_, end) == '>' ? 1 : 0));
  }
  // The closing quote; 0 without one on this line. Where the opening one is escaped, so is it.
  std::size_t QuotedEnd(std::size_t begin, char32_t quote) const {
    const bool within_quotes = begin > 1 && text_[begin - 2] == '\\';
    std::size_t end = begin;
    while (end < text_.size() && end < begin + kLongestValue && text_[end] != quote &&
           text_[end] != '\n') {
      if (within_quotes && text_[end] == '\\' && CharacterAt(text_, end + 1) == quote) return end;
      end += text_[end] == '\\' ? 2 : 1;
    }
    return CharacterAt(text_, end) == quote ? end : 0;
  }

  enum class Spelling { kQuoted, kPlain };
  bool IsValue(std::size_t begin, std::size_t end, NameOfSecret kind, Spelling spelling) const {
    if (end <= begin) return false;
    const std::u32string_view value = text_.substr(begin, end - begin);
    if (IsPlaceholder(value)) return false;
    // Code, "password = ReadPassword()"
    const bool call = value.find('(') != std::u32string_view::npos && IsLetter(value[0]) &&
                      IsOneOf(CharacterAt(text_, end), ")") && spelling == Spelling::kPlain;
    if (call) return false;
    if (kind == NameOfSecret::kPassword)
      return value.size() > 2 && (spelling == Spelling::kQuoted || !IsPlainWord(value));
    return (HasDigit(value) && value.size() >= 6) || (HasBothCases(value) && value.size() >= 16);
  }
  static bool HasDigit(std::u32string_view value) {
    return std::any_of(value.begin(), value.end(), IsAsciiDigit);
  }
  // Behind the first letter, which may begin a sentence.
  static bool HasBothCases(std::u32string_view value) {
    const auto upper = [](char32_t c) { return c >= 'A' && c <= 'Z'; };
    const auto lower = [](char32_t c) { return c >= 'a' && c <= 'z'; };
    return std::any_of(value.begin() + 1, value.end(), upper) &&
           std::any_of(value.begin(), value.end(), lower);
  }
  // Where prose could stand too: only what no word of prose has in it.
  void TakeIfMixed(std::size_t begin) {
    const std::size_t end = ValueEnd(begin, Ending::kBlank);
    const auto value = text_.substr(begin, end - begin);
    const bool mixed = HasDigit(value) || IsOneOf(CharacterAt(value, 0), "'") ||
                       value.find_first_of(U"!@#$%^&*_+=?") != std::u32string_view::npos;
    if (value.size() >= 5 && mixed && !IsPlaceholder(value)) Take(begin, end);
  }

  std::u32string_view text_;
  std::size_t floor_ = 0;
  std::vector<bool> secret_columns_{};  // of the table that is being read
  std::size_t column_ = 0;              // of the cell that begins with the next "|"
  Places found_{};
};

}  // namespace

Places FindNamedSecrets(std::u32string_view text) {
  return NamedSecretScanner(text).Run();
}

}  // namespace tandem
