#include "mappers/prefix.h"

#include "mappers/html_tokens.h"
#include "mappers/markup.h"
#include "mappers/own_text.h"
#include "mappers/utf8.h"

#include <algorithm>
#include <array>
#include <vector>

namespace tandem {

namespace {

constexpr std::size_t kEnough = 40;  // visible characters after which nothing more matters
constexpr char32_t kBoundary = U'\n';

// A character as it is seen, and the bytes of the source that make it.
struct Seen {
  char32_t value = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Reference {
  std::string_view name;
  char32_t value;
};
constexpr std::array<Reference, 10> kReferences = {{{"nbsp", ' '},
                                                    {"sol", '/'},
                                                    {"colon", ':'},
                                                    {"period", '.'},
                                                    {"comma", ','},
                                                    {"zwnj", 0x200C},
                                                    {"zwj", 0x200D},
                                                    {"shy", 0xAD},
                                                    {"lrm", 0x200E},
                                                    {"rlm", 0x200F}}};

char32_t Numeric(std::string_view digits) {
  const bool hex = !digits.empty() && AsciiLower(digits.front()) == 'x';
  char32_t value = 0;
  for (const char c : digits.substr(hex ? 1 : 0)) {
    const char lower = AsciiLower(c);
    const bool letter = hex && lower >= 'a' && lower <= 'f';
    if (!letter && !IsAsciiDigit(static_cast<unsigned char>(c))) return 0;
    value = value * (hex ? 16 : 10) + static_cast<char32_t>(letter ? lower - 'a' + 10 : c - '0');
    if (value > 0x10FFFF) return 0;
  }
  return value;
}

// The character at `at`, entities decoded as far as they can hide a prefix.
Seen SeenAt(std::string_view text, std::size_t at) {
  const CodePoint point = CodePointAt(text, at);
  Seen seen{point.value, at, at + point.bytes};
  if (point.value != '&') return seen;
  const std::size_t end = text.substr(0, at + 12).find(';', at);
  if (end == std::string_view::npos) return seen;
  const std::string_view name = text.substr(at + 1, end - at - 1);
  char32_t value = 0;
  if (!name.empty() && name.front() == '#') value = Numeric(name.substr(1));
  for (const Reference& reference : kReferences) {
    if (EqualsIgnoringCase(reference.name, name)) value = reference.value;
  }
  if (value != 0) seen = {value, at, end + 1};
  return seen;
}

bool IsInvisible(char32_t c) {
  return IsHiddenCharacter(c) || c == 0x200C || c == 0x200D || c == 0xFFFD || c < ' ' ||
         (c >= 0x7F && c < 0xA0);
}
bool IsBlank(char32_t c) {
  return IsAsciiSpace(c) || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Adds what is seen of a text; false when it is enough.
bool AddText(std::string_view whole, std::size_t begin, std::size_t end, std::vector<Seen>& seen) {
  const std::string_view text = whole.substr(0, end);
  for (std::size_t at = begin; at < end;) {
    Seen next = SeenAt(text, at);
    at = next.end;
    if (!IsBlank(next.value) && IsInvisible(next.value)) continue;
    if (IsBlank(next.value)) next.value = ' ';
    if (next.value == ' ' && (seen.empty() || IsBlank(seen.back().value))) continue;
    seen.push_back(next);
    if (seen.size() >= kEnough) return false;
  }
  return true;
}

std::vector<Seen> SeenInHtml(std::string_view html) {
  std::vector<Seen> seen;
  HtmlTokens tokens(html);
  HtmlToken token;
  while (tokens.Next(token)) {
    const bool tag =
        token.kind == HtmlToken::Kind::kStartTag || token.kind == HtmlToken::Kind::kEndTag;
    if (tag && !seen.empty() && SeparatesText(token.name)) {
      seen.push_back({kBoundary, token.begin, token.begin});
    }
    if (seen.size() >= kEnough) break;
    if (token.kind != HtmlToken::Kind::kText) continue;
    if (!AddText(html, token.begin, token.end, seen)) break;
  }
  return seen;
}

// Comments, and what marks up the first word, are passed over.
std::vector<Seen> SeenInMarkdown(std::string_view markdown) {
  std::vector<Seen> seen;
  std::size_t at = 0;
  while (at < markdown.size()) {
    if (seen.empty() && markdown.compare(at, 4, "<!--") == 0) {
      const std::size_t end = markdown.find("-->", at + 4);
      if (end == std::string_view::npos) break;
      at = end + 3;
      continue;
    }
    Seen next = SeenAt(markdown, at);
    at = next.end;
    if (next.value == '\\' && seen.empty()) continue;
    if (!IsBlank(next.value) && IsInvisible(next.value)) continue;
    if (next.value == '\n') {
      next.value = kBoundary;
    } else if (IsBlank(next.value)) {
      next.value = ' ';
    }
    if (IsBlank(next.value) && seen.empty()) continue;
    seen.push_back(next);
    if (seen.size() >= kEnough) break;
  }
  return seen;
}

struct Match {
  Prefix prefix = Prefix::kNone;
  std::size_t first = 0;  // of what is seen: the slash
  std::size_t last = 0;   // one past the word and what goes with it
};

bool IsSlash(char32_t c) {
  return c == '/' || c == 0xFF0F || c == 0x2044 || c == 0x2215;
}
bool IsMarkup(char32_t c) {
  return c == '*' || c == '_' || c == '`' || c == '~';
}

// Where the word ends that begins at `at`, or nothing.
std::size_t EndOfWord(const std::vector<Seen>& seen, std::size_t at, std::string_view word) {
  for (const char letter : word) {
    if (at >= seen.size()) return 0;
    char32_t c = seen[at++].value;
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    if (c >= 0xFF21 && c <= 0xFF5A) c = (c - 0xFF21) % 32 + 'a';  // full width forms
    if (c != static_cast<unsigned char>(letter)) return 0;
  }
  return at;
}

bool EndsAsPrivate(char32_t c) {
  return !IsAsciiAlnum(c) && c != '_';
}
bool EndsAsPublish(char32_t c) {
  return IsBlank(c) || c == ':' || c == '.' || c == ',';
}

// In HTML, a tag after the word ends it as well: there is a gap between the bytes.
bool FollowedByTag(const std::vector<Seen>& seen, std::size_t end) {
  return seen[end].begin > seen[end - 1].end;
}

Match FindPrefix(const std::vector<Seen>& seen) {
  std::size_t first = 0;
  while (first < seen.size() && (IsMarkup(seen[first].value) || IsBlank(seen[first].value)))
    ++first;
  if (first >= seen.size() || !IsSlash(seen[first].value)) return {};
  const bool marked_up = first > 0;
  std::size_t word = first + 1;
  if (const std::size_t end = EndOfWord(seen, word, "publish"); end > 0 && !marked_up) {
    if (end == seen.size() || EndsAsPublish(seen[end].value)) return {Prefix::kPublish, first, end};
  }
  while (word < seen.size() && IsBlank(seen[word].value)) ++word;
  const std::size_t end = EndOfWord(seen, word, "private");
  if (end == 0) return {};
  if (end == seen.size() || EndsAsPrivate(seen[end].value) || FollowedByTag(seen, end)) {
    return {Prefix::kPrivate, first, end};
  }
  return {};
}

Prefixed Split(std::string_view source, const std::vector<Seen>& seen) {
  Match match = FindPrefix(seen);
  if (match.prefix == Prefix::kNone) return {Prefix::kNone, std::string(source)};
  const auto goes_with = [](char32_t c) {
    return IsBlank(c) || c == ':' || c == '.' || c == ',' || IsMarkup(c);
  };
  // Closing markup only where it was opened before the word.
  while (match.last < seen.size() && goes_with(seen[match.last].value) &&
         (match.first > 0 || !IsMarkup(seen[match.last].value))) {
    ++match.last;
  }
  std::string rest;
  std::size_t at = 0;
  for (std::size_t i = 0; i < match.last; ++i) {
    rest += source.substr(at, seen[i].begin - at);
    at = std::max(at, seen[i].end);
  }
  rest += source.substr(at);
  return {match.prefix, std::move(rest)};
}

Prefix BeginningOf(const std::string& text) {
  return FindPrefix(SeenInMarkdown(text)).prefix;
}

// Whether the word that was taken out is the writer's own and is seen: only then it leaves a gap
// in his text.
bool IsPublishOfTheWriter(std::string_view html, const std::string& rest) {
  const std::string text = OwnTextOfHtml(html);
  return BeginningOf(text) == Prefix::kPublish && OwnTextOfHtml(rest) != text;
}

}  // namespace

Prefixed SplitPrefixOfHtml(std::string_view html) {
  Prefixed split = Split(html, SeenInHtml(html));
  if (split.prefix != Prefix::kPublish || IsPublishOfTheWriter(html, split.rest)) return split;
  // Behind a word that is not believed the writer may have asked for silence.
  const bool is_private = BeginningOf(PlainText(html)) == Prefix::kPrivate ||
                          BeginningOf(OwnTextOfHtml(html)) == Prefix::kPrivate;
  return {is_private ? Prefix::kPrivate : Prefix::kNone, std::string(html)};
}

Prefixed SplitPrefixOfMarkdown(std::string_view markdown) {
  return Split(markdown, SeenInMarkdown(markdown));
}

}  // namespace tandem
