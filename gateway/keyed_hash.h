// HMAC-SHA256 under one key that is used many times: OpenSSL takes the key in once, and makes what
// it computes with once, which is most of the work for a short text. Copies share it, one hash at a
// time. Safe from all threads.
#pragma once

#include "gateway/secret.h"

#include <array>
#include <memory>
#include <string_view>

namespace tandem {

class KeyedHash {
 public:
  static constexpr std::size_t kSize = 32;

  explicit KeyedHash(const Secret& key);

  std::array<unsigned char, kSize> Of(std::string_view text) const;

 private:
  struct Keyed;
  std::shared_ptr<Keyed> keyed_;
};

}  // namespace tandem
