#include "gateway/keyed_hash.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>

namespace tandem {
namespace {

using Context = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

// Without its hashes OpenSSL is not usable, and what we would write is not ours.
template <class T>
T* Existing(T* made) {
  if (made == nullptr) std::abort();
  return made;
}

}  // namespace

struct KeyedHash::Keyed {
  explicit Keyed(Context made) : context(std::move(made)) {}
  std::mutex mutex{};
  Context context;
};

KeyedHash::KeyedHash(const Secret& key) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(
      Existing(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr)), EVP_MAC_free);
  Context context(Existing(EVP_MAC_CTX_new(hmac.get())), EVP_MAC_CTX_free);
  std::string digest = "SHA256";
  const auto parameters = std::to_array<OSSL_PARAM>(
      {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
       OSSL_PARAM_construct_end()});
  const std::string& bytes = key.Reveal();
  // A key of no bytes is one all the same: OpenSSL would take a null pointer for none.
  if (EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(bytes.c_str()),
                   bytes.size(), parameters.data()) != 1)
    std::abort();
  keyed_ = std::make_shared<Keyed>(std::move(context));
}

std::array<unsigned char, KeyedHash::kSize> KeyedHash::Of(std::string_view text) const {
  std::array<unsigned char, kSize> hash{};
  std::size_t size = 0;
  const std::lock_guard<std::mutex> lock(keyed_->mutex);
  EVP_MAC_CTX* const context = keyed_->context.get();
  // Without a key it begins anew under the one that it has.
  const bool made = EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
                    EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(text.data()),
                                   text.size()) == 1 &&
                    EVP_MAC_final(context, hash.data(), &size, hash.size()) == 1;
  if (!made || size != kSize) std::abort();
  return hash;
}

}  // namespace tandem
