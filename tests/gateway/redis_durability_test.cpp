#include "gateway/redis.h"
#include "tests/gateway/redis_process.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

TEST(RedisDurability, FindsNothingWrongWithAServerThatForgetsNothing) {
  const RedisProcess server;
  RedisPool pool(server.config());
  const auto durability = CheckDurability(pool);
  ASSERT_TRUE(durability.ok()) << durability.error().message;
  EXPECT_TRUE(durability->mistakes.empty());
  EXPECT_TRUE(durability->warnings.empty());
}

TEST(RedisDurability, NamesEachMistakeWithTheCommandThatMendsIt) {
  const RedisProcess server(
      {"--appendonly", "no", "--appendfsync", "everysec", "--maxmemory-policy", "allkeys-lru"});
  RedisPool pool(server.config());
  const auto durability = CheckDurability(pool);
  ASSERT_TRUE(durability.ok()) << durability.error().message;
  const auto mends = std::to_array<std::pair<const char*, const char*>>(
      {{"appendonly", "yes"}, {"appendfsync", "always"}, {"maxmemory-policy", "noeviction"}});
  ASSERT_EQ(durability->mistakes.size(), std::size(mends));
  for (std::size_t i = 0; i < std::size(mends); ++i) {
    const auto& [setting, value] = mends[i];
    EXPECT_NE(
        durability->mistakes[i].find("redis-cli CONFIG SET " + std::string(setting) + " " + value),
        std::string::npos)
        << durability->mistakes[i];
    ASSERT_TRUE(pool.Command({"CONFIG", "SET", setting, value}).ok());
  }
  EXPECT_TRUE(CheckDurability(pool)->mistakes.empty()) << "the commands mend it";
}

TEST(RedisDurability, WarnsWhereConfigIsNotPermitted) {
  const auto ways = std::to_array<std::vector<std::string>>(
      {{"--user", "default", "on", "nopass", "~*", "+@all", "-config"},
       {"--rename-command", "CONFIG", ""}});
  for (const auto& way : ways) {
    const RedisProcess server(way);
    RedisPool pool(server.config());
    const auto durability = CheckDurability(pool);
    ASSERT_TRUE(durability.ok()) << durability.error().message;
    EXPECT_TRUE(durability->mistakes.empty());
    EXPECT_EQ(durability->warnings.size(), 3U);
  }
}

TEST(RedisDurability, CannotBeToldOfAServerThatIsAwayOrRefusesUs) {
  RedisProcess server({"--requirepass", "word"});
  RedisPool pool(server.config());
  EXPECT_EQ(CheckDurability(pool).error().remedy, Remedy::kUnauthorized);
  server.Kill();
  EXPECT_EQ(CheckDurability(pool).error().remedy, Remedy::kUnavailable);
}

}  // namespace
}  // namespace tandem
