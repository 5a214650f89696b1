#include "gateway/keyed_hash.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstdlib>

namespace tandem {
namespace {

// Without its hashes OpenSSL is not usable, and what we would write is not ours.
template <class T>
T* Existing(T* made) {
  if (made == nullptr) std::abort();
  return made;
}

}  // namespace

KeyedHash::KeyedHash(const Secret& key) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(
      Existing(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr)), EVP_MAC_free);
  const std::shared_ptr<EVP_MAC_CTX> context(Existing(EVP_MAC_CTX_new(hmac.get())),
                                             EVP_MAC_CTX_free);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  const std::string& bytes = key.Reveal();
  // A key of no bytes is one all the same: OpenSSL would take a null pointer for none.
  if (EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(bytes.c_str()),
                   bytes.size(), parameters) != 1)
    std::abort();
  keyed_ = context;
}

std::array<unsigned char, KeyedHash::kSize> KeyedHash::Of(std::string_view text) const {
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(
      Existing(EVP_MAC_CTX_dup(keyed_.get())), EVP_MAC_CTX_free);
  std::array<unsigned char, kSize> hash{};
  std::size_t size = 0;
  const bool made =
      EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size()) == 1 &&
      EVP_MAC_final(context.get(), hash.data(), &size, hash.size()) == 1;
  if (!made || size != kSize) std::abort();
  return hash;
}

}  // namespace tandem
