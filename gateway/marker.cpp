#include "gateway/marker.h"

#include "mappers/marker_text.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace tandem {
namespace {

constexpr std::size_t kNameDigits = 32;
constexpr std::size_t kProofDigits = kMarkerDigits - kNameDigits;

// The first `digits` hexadecimal digits of HMAC-SHA256(key, text).
std::string Hmac(const KeyedHash& key, std::string_view text, std::size_t digits) {
  const auto bytes = key.Of(text);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  hex.reserve(digits);
  for (std::size_t i = 0; i < digits / 2; ++i) {
    hex += kHex[bytes[i] >> 4U];
    hex += kHex[bytes[i] & 15U];
  }
  return hex;
}

// The text that stands for an operation. It is what existing markers were made of: never change it.
std::string Spell(const Operation& operation) {
  constexpr std::size_t kLongest = 80;
  std::string text;
  text.reserve(kLongest);
  for (const std::int64_t part :
       {static_cast<std::int64_t>(operation.kind), operation.source, operation.target, operation.n})
    text.append(text.empty() ? "" : ":").append(std::to_string(part));
  return text;
}

std::string NameUnder(const KeyedHash& key, const Operation& operation) {
  return Hmac(key, Spell(operation), kNameDigits);
}

std::string MarkerText(const KeyedHash& key, const Operation& operation) {
  const std::string name = NameUnder(key, operation);
  return name + Hmac(key, name, kProofDigits);
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

bool MarkerKeys::IsNamedIn(std::string_view text, const Operation& operation) const {
  if (!IsMarkerText(text)) return false;
  const std::string_view name = text.substr(0, kNameDigits);
  return std::any_of(keys_.begin(), keys_.end(),
                     [&](const KeyedHash& key) { return NameUnder(key, operation) == name; });
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
  return "\n\n" + std::string(kMarkerCommentStart) + marker.text() + std::string(kMarkerCommentEnd);
}

std::string MarkerLink(const Marker& marker, std::string_view url, std::string_view text) {
  return "<a href=\"" + EscapeAttribute(url) + "#" + std::string(kMarkerFragment) + marker.text() +
         "\">" + std::string(text) + "</a>";
}

}  // namespace tandem
