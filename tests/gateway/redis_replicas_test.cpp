// What must survive a failover is confirmed by replicas, where the configuration asks for that.
#include "gateway/redis.h"
#include "gateway/redis_queue.h"
#include "tests/free_port.h"
#include "tests/gateway/redis_process.h"
#include "tests/gateway/store_bench.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

RedisConfig Confirmed(const RedisProcess& server, int replicas) {
  RedisConfig config = server.config();
  config.replicas = replicas;
  return config;
}

struct Replicated {
  int port = FreePort();
  RedisProcess master{
      {"--port", std::to_string(port), "--bind", "127.0.0.1", "--repl-diskless-sync-delay", "0"}};
  RedisProcess replica{{"--replicaof", "127.0.0.1", std::to_string(port)}};
  RedisPool pool{Confirmed(master, 1), {1s, 3s, 500ms}};
  RedisQueue queue{pool, 0ms};

  // Accepts it once the replica is there and as quick as the machine allows.
  bool Soon(const Key& key) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < end)
      if (queue.Accept(Hint(key)).ok()) return true;
    return false;
  }
};

TEST(RedisReplicas, ConfirmADeliveryBeforeItIsAccepted) {
  Replicated redis;
  RedisPool behind(redis.replica.config());
  ASSERT_TRUE(redis.Soon({"ticket:77"}));
  EXPECT_FALSE(behind.Command({"ZSCORE", "tandem:due", "ticket:77"})->IsNil());
  EXPECT_EQ(redis.pool.Unconfirmed(), "");
}

TEST(RedisReplicas, ThatDoNotAnswerMakeADeliveryUnavailableAndTheSettingIsNamed) {
  Replicated redis;
  ASSERT_TRUE(redis.Soon({"ticket:1"}));
  redis.replica.Freeze();
  const auto accepted = redis.queue.Accept(Hint({"ticket:2"}, "d2"));
  redis.replica.Thaw();
  ASSERT_FALSE(accepted.ok());
  EXPECT_EQ(accepted.error().remedy, Remedy::kUnavailable);
  EXPECT_NE(accepted.error().message.find("redis_replicas"), std::string::npos);
  EXPECT_EQ(redis.pool.Unconfirmed(), accepted.error().message);
  EXPECT_TRUE(redis.Soon({"ticket:1"}));
  EXPECT_EQ(redis.pool.Unconfirmed(), "");
}

TEST(RedisReplicas, AreNotAskedWhereNoneAreWanted) {
  const RedisProcess server;
  RedisPool pool(Confirmed(server, 0));
  RedisQueue queue(pool, 0ms);
  EXPECT_TRUE(queue.Accept(Hint({"ticket:1"})).ok());
  EXPECT_EQ(pool.Command({"INFO", "commandstats"})->Text().find("cmdstat_wait"), std::string::npos);
}

}  // namespace
}  // namespace tandem
