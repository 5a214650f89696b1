#include "gateway/ended_sessions.h"

#include "gateway/redis.h"
#include "tests/gateway/redis_process.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(EndedSessions, AreKnownToEveryGatewayOfTheStoreUntilTheyWouldHaveEnded) {
  RedisProcess redis;
  RedisPool pool(redis.config());
  RedisPool of_another(redis.config());
  const EndedSessions here = EndedSessionsIn(pool);
  const EndedSessions there = EndedSessionsIn(of_another);
  EXPECT_EQ(*there.has("1.a"), false);
  EXPECT_TRUE(here.add("1.a").ok());
  EXPECT_TRUE(here.add("1.a").ok());
  EXPECT_EQ(*there.has("1.a"), true);
  EXPECT_EQ(*there.has("1.b"), false);
  const std::int64_t left = pool.Command({"PTTL", "tandem:ended_session:1.a"})->Integer();
  EXPECT_GT(std::chrono::milliseconds(left), kSessionLength);
  EXPECT_LT(std::chrono::milliseconds(left), 2 * kSessionLength) << "not for good";
}

TEST(EndedSessions, AreNotToldApartWhileTheStoreIsAway) {
  RedisProcess redis;
  RedisPool pool(redis.config());
  const EndedSessions ended = EndedSessionsIn(pool);
  redis.Kill();
  EXPECT_FALSE(ended.add("1.a").ok());
  EXPECT_FALSE(ended.has("1.a").ok());
}

}  // namespace
}  // namespace tandem
