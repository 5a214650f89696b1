#include "mappers/markdown_escape.h"

#include "mappers/markup.h"
#include "mappers/utf8.h"

#include <algorithm>
#include <array>

namespace tandem {

namespace {

bool IsAlnum(char c) {
  return IsAsciiAlnum(static_cast<unsigned char>(c));
}
bool IsDigit(char c) {
  return IsAsciiDigit(static_cast<unsigned char>(c));
}
bool ConsistsOf(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

// "&name;" or "&#1;" begins at `at`.
bool IsEntity(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  if (end < text.size() && text[end] == '#') ++end;
  const std::size_t name = end;
  while (end < text.size() && end < name + 40 && IsAlnum(text[end])) ++end;
  return end > name && end < text.size() && text[end] == ';';
}

// The underscores around `at` have a letter or digit on both sides, where GitHub reads them
// literally.
class Underscores {
 public:
  explicit Underscores(std::string_view word) : word_(word) {}
  bool AreInsideWord(std::size_t at) {
    if (at >= end_) {
      end_ = std::min(word_.find_first_not_of('_', at), word_.size());
      inside_ = at > 0 && end_ < word_.size() && IsAlnum(word_[at - 1]) && IsAlnum(word_[end_]);
    }
    return inside_;
  }

 private:
  std::string_view word_;
  std::size_t end_ = 0;
  bool inside_ = false;
};

// The offset of the dot or parenthesis that makes the word the mark of a numbered item.
std::optional<std::size_t> ItemMark(std::string_view word) {
  const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
  if (digits == 0 || digits > 9 || word.size() != digits + 1) return std::nullopt;
  if (word[digits] != '.' && word[digits] != ')') return std::nullopt;
  return digits;
}

// What the first word of a line needs before it, so that it begins no block: the offset of a
// character to escape.
std::optional<std::size_t> BlockMark(std::string_view word, bool blank_after) {
  const char first = word.front();
  if (first == '>' || first == '|') return 0;
  if (first == ':' && word.size() > 1 && ConsistsOf(word, ":-|")) return 0;
  if (first == '=' && ConsistsOf(word, "=")) return 0;
  if (first == '-' && (ConsistsOf(word, "-|:") && (blank_after || word.size() > 1))) return 0;
  if (first == '+' && word.size() == 1 && blank_after) return 0;
  if (first == '#' && word.size() <= 6 && ConsistsOf(word, "#") && blank_after) return 0;
  return blank_after ? ItemMark(word) : std::nullopt;
}

class WordEscaper {
 public:
  WordEscaper(std::string_view word, const WordPlace& place)
      : word_(word), place_(place), underscores_(word) {
    if (place.line_start) mark_ = BlockMark(word, place.blank_after);
  }

  std::string Run() {
    out_.reserve(word_.size() + word_.size() / 4);
    for (std::size_t i = 0; i < word_.size(); ++i) Put(i);
    return std::move(out_);
  }

 private:
  void Put(std::size_t i) {
    const char c = word_[i];
    if (c == '<' && MayOpenTag(i)) {
      out_ += "&lt;";
    } else if (c == '&' && (IsEntity(word_, i) || (i + 1 == word_.size() && !BlankAfter()))) {
      out_ += "&amp;";
    } else {
      if (mark_ == i || NeedsBackslash(i)) out_ += '\\';
      out_ += c;
    }
  }

  bool BlankAfter() const { return place_.blank_after && !place_.in_style; }
  bool Alone() const {
    return word_.size() == 1 && place_.blank_before && BlankAfter() && !place_.line_start;
  }

  bool MayOpenTag(std::size_t i) const {
    if (i + 1 == word_.size()) return !BlankAfter();
    const char next = word_[i + 1];
    return (IsAlnum(next) && !IsDigit(next)) || next == '/' || next == '!' || next == '?';
  }

  bool NeedsBackslash(std::size_t i) {
    const bool last = i + 1 == word_.size();
    switch (word_[i]) {
      // The last character may yet become an entity.
      case '\\':
        return i + 2 >= word_.size() || !IsAlnum(word_[i + 1]);
      case '`':
      case '[':
        return true;
      case ']':
        return place_.in_link;
      case '*':
      case '~':
        return !Alone();
      case '_':
        return !Alone() && !underscores_.AreInsideWord(i);
      case '|':
        return place_.in_table;
      case '!':
        return last && !BlankAfter();
      case '$':
        return place_.dollars;
      default:
        return false;
    }
  }

  std::string_view word_;
  WordPlace place_;
  Underscores underscores_;
  std::optional<std::size_t> mark_;
  std::string out_;
};

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// An address of the web in the word, without the punctuation that ends a sentence.
std::optional<Span> AddressIn(std::string_view word) {
  const std::string lower = AsciiLowered(word);
  const std::size_t begin = std::min(lower.find("http://"), lower.find("https://"));
  if (begin == std::string::npos || (begin > 0 && IsAlnum(word[begin - 1]))) return std::nullopt;
  std::size_t end = std::min(word.find_first_of("<>\"\\`", begin), word.size());
  while (end > begin &&
         std::string_view(".,;:!?'\")]}*_~").find(word[end - 1]) != std::string_view::npos)
    --end;
  if (end <= begin + 8) return std::nullopt;
  return Span{begin, end};
}

bool IsPlainAddress(std::string_view url) {
  return std::all_of(url.begin(), url.end(), [](char c) {
    return IsAlnum(c) || std::string_view(":/.?=%#+-,;@").find(c) != std::string_view::npos;
  });
}

// Bare where nothing in it can be taken for Markdown, else in angle brackets, where nothing is.
std::string Autolink(std::string_view url, const WordPlace& place) {
  if (IsPlainAddress(url)) return std::string(url);
  std::string out = "<";
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (url[i] == '|' && place.in_table) out += '\\';
    out += url[i];
    if (url[i] == '&' && IsEntity(url, i)) out += "amp;";
  }
  return out + ">";
}

std::string EscapedTarget(std::string_view target) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < target.size(); ++i) {
    const auto byte = static_cast<unsigned char>(target[i]);
    if (std::string_view(" ()<>[]\"\\`|{}").find(target[i]) != std::string_view::npos) {
      out += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    } else {
      out += target[i];
    }
    if (target[i] == '&' && IsEntity(target, i)) out += "amp;";
  }
  return out;
}

}  // namespace

std::string EscapeWord(std::string_view word, const WordPlace& place) {
  if (word.empty()) return {};
  const std::optional<Span> address = place.in_link ? std::nullopt : AddressIn(word);
  if (!address) return WordEscaper(word, place).Run();
  WordPlace before = place;
  before.blank_after = false;
  WordPlace after = place;
  after.blank_before = after.line_start = false;
  std::string out;
  if (address->begin > 0) out += WordEscaper(word.substr(0, address->begin), before).Run();
  out += Autolink(word.substr(address->begin, address->end - address->begin), place);
  const std::string_view rest = word.substr(address->end);
  if (!rest.empty()) out += WordEscaper(rest, after).Run();
  return out;
}

std::optional<std::string> LinkTarget(std::string_view url) {
  std::string target;
  for (const char c : CleanText(url)) {
    if (c != '\n' && c != '\t') target += c;  // browsers drop them
  }
  target.erase(0, target.find_first_not_of(' '));
  target.erase(target.find_last_not_of(' ') + 1);
  const std::string lower = AsciiLowered(target.substr(0, 8));
  constexpr std::array<std::string_view, 4> kSchemes = {"http://", "https://", "mailto:", "tel:"};
  const bool known = std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) {
    return lower.compare(0, scheme.size(), scheme) == 0 && target.size() > scheme.size();
  });
  if (!known) return std::nullopt;
  return EscapedTarget(target);
}

bool ShowsItself(std::string_view word, std::string_view target) {
  if (!IsPlainAddress(word)) return false;
  if (target.compare(0, 7, "mailto:") == 0) {
    const std::size_t at = word.find('@');
    return target.substr(7) == word && at > 0 && word.find('.', at) != std::string_view::npos &&
           word.find('/') == std::string_view::npos && IsAlnum(word.back());
  }
  const std::optional<Span> address = AddressIn(word);
  return target == word && address && address->begin == 0 && address->end == word.size();
}

std::string EscapeMarkdown(std::string_view text) {
  const std::string clean = CleanText(text);
  const bool dollars = std::count(clean.begin(), clean.end(), '$') > 1;
  std::string out;
  for (std::size_t at = 0; at < clean.size();) {
    const bool blank = IsAsciiSpace(static_cast<unsigned char>(clean[at]));
    const std::size_t end =
        std::min(blank ? clean.find_first_not_of(" \t\n", at) : clean.find_first_of(" \t\n", at),
                 clean.size());
    const std::string_view piece = std::string_view(clean).substr(at, end - at);
    if (blank) {
      out += std::string(out.empty() || end == clean.size() ? "" : " ");
    } else {
      out += EscapeWord(piece, {out.empty(), true, true, true, true, true, dollars});
    }
    at = end;
  }
  return out;
}

}  // namespace tandem
