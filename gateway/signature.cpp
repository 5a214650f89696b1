#include "gateway/signature.h"

#include "gateway/server_request.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tandem {
namespace {

constexpr std::string_view kPrefix = "sha256=";
constexpr std::string_view kDigits = "0123456789abcdef";
using Digest = std::array<unsigned char, 32>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

template <class Container>
std::string Hex(const Container& bytes) {
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

Digest Hmac(std::string_view key, std::string_view text) {
  Digest digest{};
  unsigned int size = digest.size();
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(text), text.size(),
       digest.data(), &size);
  return digest;
}

Digest Sum(std::string_view text) {
  Digest digest{};
  unsigned int size = digest.size();
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return digest;
}

std::optional<unsigned> DigitOf(char c) {
  if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  const auto at = kDigits.find(c);
  return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<unsigned>(at));
}

std::optional<Digest> ReadDigest(std::string_view text) {
  Digest digest{};
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const auto high = DigitOf(text[2 * i]);
    const auto low = DigitOf(text[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    digest[i] = static_cast<unsigned char>(*high << 4U | *low);
  }
  return digest;
}

// All secrets are tried, so that the time does not tell which one fitted.
template <class Expected>
Authenticity FitsAny(const Digest& given, const std::vector<Secret>& secrets, Expected expected) {
  bool fits = false;
  for (const Secret& secret : secrets) {
    if (secret.empty()) continue;
    const Digest wanted = expected(secret.Reveal());
    fits |= CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) == 0;
  }
  return fits ? Authenticity::kProven : Authenticity::kNotProven;
}

}  // namespace

Authenticity CheckGithubSignature(std::string_view header, std::string_view body,
                                  const std::vector<Secret>& secrets) {
  if (!header.starts_with(kPrefix)) return Authenticity::kNotProven;
  const auto given = ReadDigest(header.substr(kPrefix.size()));
  if (!given) return Authenticity::kNotProven;
  return FitsAny(*given, secrets, [&](std::string_view secret) { return Hmac(secret, body); });
}

Authenticity CheckSecret(std::string_view given, const std::vector<Secret>& secrets) {
  // Of two texts the sums are compared: they are of one length, whatever the texts are.
  return FitsAny(Sum(given), secrets, Sum);
}

std::optional<std::string> BasicPassword(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  constexpr std::size_t kLongest = 4'096;
  if (authorization.size() > kLongest ||
      !EqualNoCase(authorization.substr(0, kScheme.size()), kScheme)) {
    return std::nullopt;
  }
  const std::string_view text = authorization.substr(kScheme.size());
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::string plain(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(plain.data()), Bytes(text),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  // OpenSSL counts the padding as bytes.
  const auto padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
  plain.resize(static_cast<std::size_t>(size) - padding);
  const auto colon = plain.find(':');
  if (colon == std::string::npos) return std::nullopt;
  return plain.substr(colon + 1);
}

std::string HmacSha256(const Secret& key, std::string_view text) {
  return Hex(Hmac(key.Reveal(), text));
}

std::string Sha256(std::string_view text) {
  return Hex(Sum(text));
}

std::string RandomUuid() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) std::abort();
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0fU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3fU) | 0x80U);
  std::string text = Hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace tandem
