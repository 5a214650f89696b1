// Reaching a server by TCP and through sentinels.
#include "gateway/redis_address.h"

#include "gateway/redis_tls.h"
#include "tests/free_port.h"
#include "tests/gateway/redis_process.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <chrono>
#include <fstream>
#include <sys/socket.h>
#include <thread>

namespace tandem {
namespace {

using namespace std::chrono_literals;

struct TcpServer {
  int port = FreePort();
  RedisProcess process{{"--port", std::to_string(port), "--bind", "127.0.0.1"}};
};

// One sentinel that is told of `master`.
struct Sentinel {
  explicit Sentinel(int master) {
    RedisPool pool(process.config());
    const auto watch =
        pool.Command({"SENTINEL", "MONITOR", "tandem", "127.0.0.1", std::to_string(master), "1"});
    EXPECT_TRUE(watch.ok()) << watch.error().message;
  }
  static std::string ConfigFile(const TemporaryDirectory& folder) {
    auto file = folder.path() / "sentinel.conf";
    std::ofstream(file) << "\n";
    return file;
  }
  void PointTo(int master) {
    RedisPool pool(process.config());
    EXPECT_TRUE(pool.Command({"SENTINEL", "REMOVE", "tandem"}).ok());
    EXPECT_TRUE(
        pool.Command({"SENTINEL", "MONITOR", "tandem", "127.0.0.1", std::to_string(master), "1"})
            .ok());
  }

  int port = FreePort();
  TemporaryDirectory folder{};
  RedisProcess process{
      std::vector<std::string>{"--port", std::to_string(port), "--bind", "127.0.0.1"},
      ConfigFile(folder)};
};

RedisConfig Tcp(int port) {
  RedisConfig config;
  config.server = RedisTcp{"127.0.0.1", port, false};
  return config;
}

RedisConfig Through(std::vector<Address> sentinels) {
  RedisConfig config;
  config.server = RedisSentinels{std::move(sentinels), "tandem"};
  return config;
}

TEST(RedisAddress, IsATcpPort) {
  const TcpServer server;
  RedisPool pool(Tcp(server.port));
  EXPECT_EQ(pool.Command({"PING"})->Text(), "PONG");
}

// Over TCP the kernel takes the first bytes for a closed connection without an error.
TEST(RedisAddress, IsConnectedAnewAfterARestartWithoutAnUnknownOutcome) {
  TcpServer server;
  RedisPool pool(Tcp(server.port));
  ASSERT_TRUE(pool.Command({"SET", "a", "b"}).ok());
  server.process.Restart();
  const auto reply = pool.Command({"GET", "a"});
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  EXPECT_EQ(reply->Text(), "b");
}

TEST(RedisAddress, IsUnavailableWhenNobodyListens) {
  RedisPool pool(Tcp(FreePort()));
  EXPECT_EQ(pool.Command({"PING"}).error().remedy, Remedy::kUnavailable);
}

TEST(RedisAddress, IsWhatTheFirstSentinelThatAnswersSays) {
  const TcpServer server;
  const Sentinel sentinel(server.port);
  RedisPool pool(Through({{"127.0.0.1", FreePort()}, {"127.0.0.1", sentinel.port}}));
  const auto reply = pool.Command({"SET", "a", "b"});
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  RedisPool direct(Tcp(server.port));
  EXPECT_EQ(direct.Command({"GET", "a"})->Text(), "b");
}

TEST(RedisAddress, IsAskedForAgainWhenTheMasterBecameAReplica) {
  const TcpServer old_master;
  const TcpServer new_master;
  Sentinel sentinel(old_master.port);
  RedisPool pool(Through({{"127.0.0.1", sentinel.port}}));
  ASSERT_TRUE(pool.Command({"SET", "a", "old"}).ok());
  RedisPool old_one(Tcp(old_master.port));
  ASSERT_TRUE(old_one.Command({"REPLICAOF", "127.0.0.1", "1"}).ok());
  EXPECT_EQ(pool.Command({"SET", "a", "refused"}).error().remedy, Remedy::kUnavailable);
  EXPECT_NE(pool.Command({"SET", "a", "refused"}).error().message.find("no master"),
            std::string::npos)
      << "the sentinel lags";
  sentinel.PointTo(new_master.port);
  ASSERT_TRUE(pool.Command({"SET", "a", "new"}).ok());
  RedisPool new_one(Tcp(new_master.port));
  EXPECT_EQ(new_one.Command({"GET", "a"})->Text(), "new");
}

TEST(RedisAddress, IsAskedForAgainWhenTheMasterDied) {
  TcpServer old_master;
  const TcpServer new_master;
  Sentinel sentinel(old_master.port);
  RedisPool pool(Through({{"127.0.0.1", sentinel.port}}));
  ASSERT_TRUE(pool.Command({"PING"}).ok());
  old_master.process.Kill();
  EXPECT_EQ(pool.Command({"PING"}).error().remedy, Remedy::kUnavailable);
  sentinel.PointTo(new_master.port);
  EXPECT_TRUE(pool.Command({"PING"}).ok());
}

TEST(RedisAddress, IsAskedOfSentinelsThatWantAUserAndAPasswordOfTheirOwn) {
  const TcpServer server;
  const Sentinel sentinel(server.port);
  RedisPool admin(sentinel.process.config());
  ASSERT_TRUE(
      admin.Command({"ACL", "SETUSER", "asker", "on", ">word", "+@all", "allchannels"}).ok());
  ASSERT_TRUE(admin.Command({"ACL", "SETUSER", "default", "resetpass", ">another"}).ok());
  auto config = Through({{"127.0.0.1", sentinel.port}});
  EXPECT_EQ(RedisPool(config).Command({"PING"}).error().remedy, Remedy::kUnauthorized);
  auto& sentinels = std::get<RedisSentinels>(config.server);
  sentinels.user = "asker";
  sentinels.password = Secret("word");
  const auto reply = RedisPool(config).Command({"PING"});
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  sentinels.password = Secret("wrong");
  const auto refused = RedisPool(config).Command({"PING"});
  EXPECT_EQ(refused.error().remedy, Remedy::kUnauthorized);
  EXPECT_EQ(refused.error().message.find("wrong"), std::string::npos);
}

// As when the old master is cut off from the sentinels and goes on as if nothing were.
TEST(RedisAddress, IsAskedForAgainAfterAWhileThoughTheOldMasterAnswers) {
  const TcpServer old_master;
  const TcpServer new_master;
  Sentinel sentinel(old_master.port);
  RedisLimits limits;
  limits.trust = 1ms;
  RedisPool pool(Through({{"127.0.0.1", sentinel.port}}), limits);
  ASSERT_TRUE(pool.Command({"SET", "a", "old"}).ok());
  sentinel.PointTo(new_master.port);
  std::this_thread::sleep_for(2ms);
  EXPECT_TRUE(pool.Command({"GET", "a"})->IsNil());
  limits.trust = 1h;
  RedisPool trusting(Through({{"127.0.0.1", sentinel.port}}), limits);
  ASSERT_TRUE(trusting.Command({"SET", "a", "new"}).ok());
  sentinel.PointTo(old_master.port);
  EXPECT_EQ(trusting.Command({"GET", "a"})->Text(), "new");
}

TEST(RedisAddress, NamesTheMasterThatNoSentinelKnows) {
  const TcpServer server;
  const Sentinel sentinel(server.port);
  auto config = Through({{"127.0.0.1", sentinel.port}});
  std::get<RedisSentinels>(config.server).master = "nobody";
  const auto connection = OpenRedis(config, RedisLimits{});
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().remedy, Remedy::kUnavailable);
  EXPECT_NE(connection.error().message.find("\"nobody\""), std::string::npos);
}

TEST(RedisAddress, IsRefusedAtOnceWhenItNeedsTlsThatThisBuildLacks) {
  if (RedisTlsIsThere().ok()) GTEST_SKIP() << "this build has TLS";
  RedisConfig config;
  config.server = RedisTcp{"127.0.0.1", FreePort(), true};
  RedisPool pool(config);
  const auto reply = pool.Command({"PING"});
  EXPECT_EQ(reply.error().remedy, Remedy::kInvalid);
  EXPECT_NE(reply.error().message.find("setting \"redis\""), std::string::npos);
}

}  // namespace
}  // namespace tandem
