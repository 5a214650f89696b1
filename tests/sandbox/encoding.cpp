#include "tests/sandbox/encoding.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <array>
#include <vector>

namespace tandem::sandbox {
namespace {

std::string Hex(const unsigned char* bytes, std::size_t size) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += {kDigits[bytes[i] >> 4U], kDigits[bytes[i] & 15U]};
  return text;
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string Base64(std::string_view bytes) {
  std::vector<unsigned char> text((bytes.size() + 2) / 3 * 4 + 1);
  const int length = EVP_EncodeBlock(text.data(), Bytes(bytes), static_cast<int>(bytes.size()));
  return {text.begin(), text.begin() + length};
}

std::string Signature(std::string_view secret, std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), Bytes(body), body.size(),
       digest.data(), &length);
  return "sha256=" + Hex(digest.data(), length);
}

std::string MakeGuid() {
  std::array<unsigned char, 16> bytes{};
  (void)RAND_bytes(bytes.data(), static_cast<int>(bytes.size()));
  std::string text = Hex(bytes.data(), bytes.size());
  for (const std::size_t dash : {20U, 16U, 12U, 8U}) text.insert(dash, "-");
  return text;
}

std::string Digest(std::string_view bytes) {
  return Signature("etag", bytes).substr(std::string_view("sha256=").size(), 32);
}

}  // namespace tandem::sandbox
