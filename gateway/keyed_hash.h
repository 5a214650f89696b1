// HMAC-SHA256 under one key that is used many times: OpenSSL takes the key in once, which is most
// of the work for a short text. Immutable; safe from all threads.
#pragma once

#include "gateway/secret.h"

#include <array>
#include <memory>
#include <string_view>

struct evp_mac_ctx_st;

namespace tandem {

class KeyedHash {
 public:
  static constexpr std::size_t kSize = 32;

  explicit KeyedHash(const Secret& key);

  std::array<unsigned char, kSize> Of(std::string_view text) const;

 private:
  std::shared_ptr<const evp_mac_ctx_st> keyed_;
};

}  // namespace tandem
