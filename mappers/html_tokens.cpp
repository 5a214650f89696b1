#include "mappers/html_tokens.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <array>

namespace tandem {

namespace {

constexpr std::size_t kMostAttributes = 20;

bool IsLetter(char c) {
  return IsAsciiAlnum(static_cast<unsigned char>(c)) &&
         !IsAsciiDigit(static_cast<unsigned char>(c));
}
bool IsSpace(char c) {
  return IsAsciiSpace(static_cast<unsigned char>(c));
}

// What they hold is no text of the page, and is not read as HTML.
bool IsOpaque(std::string_view name) {
  constexpr std::array<std::string_view, 14> kNames = {
      "script", "style",    "title",    "textarea", "iframe", "noembed", "noframes",
      "xmp",    "template", "noscript", "svg",      "math",   "object",  "select"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace

bool HtmlTokens::StartsMarkup(std::size_t at) const {
  const char next = At(at + 1);
  return next == '!' || next == '?' || next == '/' || IsLetter(next);
}

std::size_t HtmlTokens::After(std::string_view what, std::size_t from) const {
  const std::size_t found = html_.find(what, from);
  return found == std::string_view::npos ? html_.size() : found + what.size();
}

// "<!-->" and "<!--->" are whole comments, and "--!>" ends one too (HTML standard, 13.2.5.43-52).
std::size_t HtmlTokens::AfterComment(std::size_t from) const {
  if (At(from) == '>') return from + 1;
  if (html_.compare(from, 2, "->") == 0) return from + 2;
  for (std::size_t at = html_.find("--", from); at != std::string_view::npos;
       at = html_.find("--", at + 1)) {
    if (At(at + 2) == '>') return at + 3;
    if (At(at + 2) == '!' && At(at + 3) == '>') return at + 4;
  }
  return html_.size();
}

bool HtmlTokens::Next(HtmlToken& token) {
  if (at_ >= html_.size()) return false;
  token = HtmlToken{};
  token.begin = at_;
  if (html_[at_] == '<' && StartsMarkup(at_)) {
    ReadMarkup(token);
  } else {
    ReadText(token);
  }
  token.end = at_;
  return true;
}

void HtmlTokens::ReadText(HtmlToken& token) {
  token.kind = HtmlToken::Kind::kText;
  do {
    at_ = std::min(html_.find('<', at_ + 1), html_.size());
  } while (at_ < html_.size() && !StartsMarkup(at_));
}

void HtmlTokens::ReadMarkup(HtmlToken& token) {
  token.kind = HtmlToken::Kind::kNothing;
  if (html_.compare(at_, 4, "<!--") == 0) {
    at_ = AfterComment(at_ + 4);
    return;
  }
  if (At(at_ + 1) == '!' || At(at_ + 1) == '?' || (At(at_ + 1) == '/' && !IsLetter(At(at_ + 2)))) {
    at_ = After(">", at_);
    return;
  }
  ReadTag(token);
}

void HtmlTokens::ReadTag(HtmlToken& token) {
  token.kind = HtmlToken::Kind::kStartTag;
  ++at_;
  if (At(at_) == '/') {
    token.kind = HtmlToken::Kind::kEndTag;
    ++at_;
  }
  const std::size_t start = at_;
  while (at_ < html_.size() && !IsSpace(At(at_)) && At(at_) != '/' && At(at_) != '>') ++at_;
  token.name = AsciiLowered(html_.substr(start, at_ - start));
  while (ReadAttribute(token)) {
  }
  if (at_ >= html_.size()) {
    token.kind = HtmlToken::Kind::kNothing;
    return;
  }
  ++at_;
  if (token.kind == HtmlToken::Kind::kStartTag && IsOpaque(token.name)) SkipElement(token);
}

bool HtmlTokens::ReadAttribute(HtmlToken& token) {
  while (at_ < html_.size() && (IsSpace(At(at_)) || At(at_) == '/')) ++at_;
  if (at_ >= html_.size() || At(at_) == '>') return false;
  HtmlAttribute attribute;
  const std::size_t start = at_++;
  while (at_ < html_.size() && !IsSpace(At(at_)) && At(at_) != '/' && At(at_) != '>' &&
         At(at_) != '=')
    ++at_;
  attribute.name = AsciiLowered(html_.substr(start, at_ - start));
  while (at_ < html_.size() && IsSpace(At(at_))) ++at_;
  if (At(at_) == '=') attribute.value = ReadValue();
  if (token.attributes.size() < kMostAttributes) token.attributes.push_back(std::move(attribute));
  return true;
}

std::string HtmlTokens::ReadValue() {
  ++at_;
  while (at_ < html_.size() && IsSpace(At(at_))) ++at_;
  const char quote = At(at_);
  if (quote != '"' && quote != '\'') {
    const std::size_t start = at_;
    while (at_ < html_.size() && !IsSpace(At(at_)) && At(at_) != '>') ++at_;
    return std::string(html_.substr(start, at_ - start));
  }
  const std::size_t start = ++at_;
  const std::size_t end = std::min(html_.find(quote, start), html_.size());
  at_ = std::min(end + 1, html_.size());
  return std::string(html_.substr(start, end - start));
}

void HtmlTokens::SkipElement(HtmlToken& token) {
  token.kind = HtmlToken::Kind::kNothing;
  while (at_ < html_.size()) {
    at_ = After("</", at_);
    const std::string_view name = html_.substr(at_, token.name.size());
    const char next = At(at_ + name.size());
    if (EqualsIgnoringCase(name, token.name) && (IsSpace(next) || next == '/' || next == '>')) {
      at_ = After(">", at_);
      return;
    }
  }
}

bool SeparatesText(std::string_view element) {
  constexpr std::array<std::string_view, 28> kInline = {
      "a",    "b",    "strong", "i",  "em",  "s",     "strike", "del", "u",   "ins",
      "span", "font", "code",   "tt", "kbd", "samp",  "small",  "big", "sub", "sup",
      "mark", "img",  "cite",   "q",  "var", "label", "abbr",   "time"};
  return std::find(kInline.begin(), kInline.end(), element) == kInline.end();
}

}  // namespace tandem
