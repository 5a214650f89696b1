#include "gateway/marker.h"

#include "mappers/html_tokens.h"
#include "mappers/html_tree.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tandem {
namespace {

constexpr std::size_t kNameDigits = 32;
constexpr std::size_t kProofDigits = 16;
constexpr std::size_t kDigits = kNameDigits + kProofDigits;
constexpr std::string_view kCommentStart = "<!-- tandem:";
constexpr std::string_view kCommentEnd = " -->";
constexpr std::string_view kFragment = "tandem-";

// The first `digits` hexadecimal digits of HMAC-SHA256(key, text).
std::string Hmac(const KeyedHash& key, std::string_view text, std::size_t digits) {
  const auto bytes = key.Of(text);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  for (std::size_t i = 0; i < digits / 2; ++i) {
    hex += kHex[bytes[i] >> 4U];
    hex += kHex[bytes[i] & 15U];
  }
  return hex;
}

// The text that stands for an operation. It is what existing markers were made of: never change it.
std::string Spell(const Operation& operation) {
  return std::to_string(static_cast<int>(operation.kind)) + ":" + std::to_string(operation.source) +
         ":" + std::to_string(operation.target) + ":" + std::to_string(operation.n);
}

std::string NameUnder(const KeyedHash& key, const Operation& operation) {
  return Hmac(key, Spell(operation), kNameDigits);
}

std::string MarkerText(const KeyedHash& key, const Operation& operation) {
  const std::string name = NameUnder(key, operation);
  return name + Hmac(key, name, kProofDigits);
}

bool IsMarkerText(std::string_view text) {
  return text.size() == kDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string EscapeAttribute(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::optional<LinkedMarker> SplitTarget(std::string_view target) {
  target = Trimmed(target);
  const auto hash = target.rfind('#');
  if (hash == std::string_view::npos) return std::nullopt;
  std::string_view fragment = target.substr(hash + 1);
  if (!fragment.starts_with(kFragment)) return std::nullopt;
  fragment.remove_prefix(kFragment.size());
  if (!IsMarkerText(fragment)) return std::nullopt;
  return LinkedMarker{std::string(fragment), std::string(target.substr(0, hash))};
}

// The address of the link that the tag begins; where it has entities, by the parser that undoes
// them.
std::string TargetOf(const HtmlToken& tag, std::string_view source) {
  const auto href =
      std::find_if(tag.attributes.begin(), tag.attributes.end(),
                   [](const HtmlAttribute& attribute) { return attribute.name == "href"; });
  if (href == tag.attributes.end()) return {};
  if (href->value.find('&') == std::string::npos) return href->value;
  const HtmlTree tree(source);
  const GumboNode* node = &tree.root();
  while (TagOf(*node) != GUMBO_TAG_A) {
    const GumboVector& children = node->v.element.children;
    if (TagOf(*node) == GUMBO_TAG_UNKNOWN || children.length == 0) return {};
    node = static_cast<const GumboNode*>(children.data[children.length - 1]);
  }
  return std::string(AttributeOf(*node, "href"));
}

}  // namespace

MarkerKeys::MarkerKeys(const std::vector<Secret>& keys) : keys_(keys.begin(), keys.end()) {}

Marker MarkerKeys::Sign(const Operation& operation) const {
  return Marker(MarkerText(keys_.front(), operation));
}

std::vector<std::string> MarkerKeys::NamesOf(const Operation& operation) const {
  std::vector<std::string> names;
  for (const KeyedHash& key : keys_) names.push_back(NameUnder(key, operation));
  return names;
}

std::optional<Marker> MarkerKeys::Verify(std::string_view text) const {
  if (!IsMarkerText(text)) return std::nullopt;
  const std::string_view name = text.substr(0, kNameDigits);
  const std::string_view proof = text.substr(kNameDigits);
  bool genuine = false;
  for (const KeyedHash& key : keys_) {
    const std::string expected = Hmac(key, name, kProofDigits);
    genuine |= CRYPTO_memcmp(expected.data(), proof.data(), kProofDigits) == 0;
  }
  return genuine ? std::optional(Marker(std::string(text))) : std::nullopt;
}

std::string MarkerComment(const Marker& marker) {
  return "\n\n" + std::string(kCommentStart) + marker.text() + std::string(kCommentEnd);
}

std::optional<std::string> MarkerInMarkdown(std::string_view markdown) {
  markdown = Trimmed(markdown);
  std::string_view line = Trimmed(markdown.substr(markdown.rfind('\n') + 1));
  if (!line.starts_with(kCommentStart) || !line.ends_with(kCommentEnd)) return std::nullopt;
  line.remove_prefix(kCommentStart.size());
  if (line.size() != kDigits + kCommentEnd.size()) return std::nullopt;
  line.remove_suffix(kCommentEnd.size());
  return IsMarkerText(line) ? std::optional(std::string(line)) : std::nullopt;
}

std::string MarkerLink(const Marker& marker, std::string_view url, std::string_view text) {
  return "<a href=\"" + EscapeAttribute(url) + "#" + std::string(kFragment) + marker.text() +
         "\">" + std::string(text) + "</a>";
}

std::optional<LinkedMarker> MarkerInHtml(std::string_view html) {
  if (html.find(kFragment) == std::string_view::npos) return std::nullopt;
  std::optional<LinkedMarker> last;
  HtmlTokens tokens(html);
  for (HtmlToken token; tokens.Next(token);) {
    const std::string_view source = html.substr(token.begin, token.end - token.begin);
    const bool may_hold = token.kind == HtmlToken::Kind::kStartTag && token.name == "a" &&
                          source.find(kFragment) != std::string_view::npos;
    if (!may_hold) continue;
    if (auto found = SplitTarget(TargetOf(token, source))) last = std::move(found);
  }
  return last;
}

}  // namespace tandem
