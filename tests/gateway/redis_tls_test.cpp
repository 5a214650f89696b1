// TLS to Redis, where this build has it.
#include "gateway/redis_tls.h"

#include "gateway/redis.h"
#include "tests/free_port.h"
#include "tests/gateway/redis_process.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

namespace tandem {
namespace {

using namespace std::chrono_literals;

// A certificate for 127.0.0.1 and localhost alone, signed by itself.
class RedisTls : public testing::Test {
 protected:
  void SetUp() override {
    if (!RedisTlsIsThere().ok()) GTEST_SKIP() << "this build has no TLS for Redis";
    const std::string make =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=redis"
        " -addext subjectAltName=IP:127.0.0.1,DNS:localhost -keyout " +
        key() + " -out " + certificate() + " 2>/dev/null";
    ASSERT_EQ(std::system(make.c_str()), 0) << make;
    setenv("SSL_CERT_FILE", certificate().c_str(), 1);
  }
  void TearDown() override { unsetenv("SSL_CERT_FILE"); }

  std::string key() const { return folder_.path() / "key.pem"; }
  std::string certificate() const { return folder_.path() / "certificate.pem"; }
  std::vector<std::string> ServerArguments() const {
    return {"--bind",
            "127.0.0.1",
            "127.0.0.2",
            "--tls-port",
            std::to_string(port_),
            "--tls-cert-file",
            certificate(),
            "--tls-key-file",
            key(),
            "--tls-auth-clients",
            "no"};
  }
  Result<RedisReply> Ping(const std::string& host) const {
    RedisConfig config;
    config.server = RedisTcp{host, port_, true};
    RedisPool pool(config);
    for (int i = 0; i < 3; ++i) {
      auto reply = pool.Command({"ECHO", std::string(100'000, 'x')});
      if (!reply.ok()) return reply;
      EXPECT_EQ(reply->Text().size(), 100'000U);
    }
    return pool.Command({"PING"});
  }

  TemporaryDirectory folder_{};
  int port_ = FreePort();
};

TEST_F(RedisTls, ReachesAServerWhoseCertificateIsTrusted) {
  const RedisProcess server(ServerArguments());
  for (const auto* host : {"127.0.0.1", "localhost"}) {
    const auto reply = Ping(host);
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_EQ(reply->Text(), "PONG");
  }
}

TEST_F(RedisTls, RefusesACertificateForAnotherName) {
  const RedisProcess server(ServerArguments());
  const auto reply = Ping("127.0.0.2");
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().remedy, Remedy::kUnavailable);
  EXPECT_NE(reply.error().message.find("TLS failed"), std::string::npos) << reply.error().message;
}

TEST_F(RedisTls, RefusesACertificateThatNobodyTrusts) {
  const RedisProcess server(ServerArguments());
  unsetenv("SSL_CERT_FILE");
  const auto reply = Ping("127.0.0.1");
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().remedy, Remedy::kUnavailable);
}

TEST_F(RedisTls, SpeaksItToSentinelsAndToTheMasterThatTheyName) {
  const RedisProcess server(ServerArguments());
  const int sentinel_port = FreePort();
  const std::string file = folder_.path() / "sentinel.conf";
  std::ofstream(file) << "sentinel monitor tandem 127.0.0.1 " << port_ << " 1\n";
  const RedisProcess sentinel(
      {"--bind", "127.0.0.1", "--port", "0", "--tls-port", std::to_string(sentinel_port),
       "--tls-cert-file", certificate(), "--tls-key-file", key(), "--tls-auth-clients", "no",
       "--tls-ca-cert-file", certificate(), "--tls-replication", "yes"},
      file);
  RedisConfig config;
  config.server = RedisSentinels{{{"127.0.0.1", sentinel_port}}, "tandem", true};
  RedisPool pool(config);
  const auto reply = pool.Command({"PING"});
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  EXPECT_EQ(reply->Text(), "PONG");
}

TEST_F(RedisTls, DoesNotWaitForeverForAServerThatIsFrozen) {
  RedisProcess server(ServerArguments());
  server.Freeze();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Ping("127.0.0.1").error().remedy, Remedy::kUnavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
}

}  // namespace
}  // namespace tandem
