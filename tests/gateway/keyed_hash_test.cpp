#include "gateway/keyed_hash.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace tandem {
namespace {

std::string Hex(const KeyedHash& key, std::string_view text) {
  std::string hex;
  for (const unsigned char byte : key.Of(text)) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

// RFC 4231, test case 2.
TEST(KeyedHash, IsHmacSha256AndBeginsAnewEachTime) {
  const KeyedHash key(Secret("Jefe"));
  const std::vector<KeyedHash> copies(2, key);
  const KeyedHash other(Secret("jefe"));
  const std::string expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  EXPECT_EQ(Hex(key, "what do ya want for nothing?"), expected);
  EXPECT_NE(Hex(key, "another text"), expected);
  EXPECT_EQ(Hex(copies.back(), "what do ya want for nothing?"), expected);
  EXPECT_NE(Hex(other, "what do ya want for nothing?"), expected);
  EXPECT_EQ(Hex(key, "what do ya want for nothing?"), expected);
}

// Under ThreadSanitizer, like all of this folder.
TEST(KeyedHash, MayBeAskedByManyThreadsAtOnce) {
  const KeyedHash key(Secret("Jefe"));
  const std::string expected = Hex(key, "text");
  std::vector<std::string> told(4);
  std::vector<std::thread> threads;
  threads.reserve(told.size());
  for (std::string& each : told) {
    threads.emplace_back([&each, &key] {
      for (int i = 0; i < 100; ++i) each = Hex(key, "text");
    });
  }
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(told, std::vector<std::string>(4, expected));
}

// HMAC of nothing under nothing, as in many a table.
TEST(KeyedHash, TakesAKeyAndATextOfNoBytes) {
  EXPECT_EQ(Hex(KeyedHash(Secret("")), ""),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace tandem
