#include "gateway/redis.h"

#include "gateway/redis_address.h"
#include "tests/gateway/redis_process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace tandem {
namespace {

using namespace std::chrono_literals;

constexpr RedisLimits kShort{200ms, 200ms};

Remedy RemedyOf(const Result<RedisReply>& reply) {
  EXPECT_FALSE(reply.ok());
  return reply.ok() ? Remedy::kInvalid : reply.error().remedy;
}
std::string TextOf(const Result<RedisReply>& reply) {
  return reply.ok() ? reply->Text() : reply.error().message;
}

RedisConfig WithPassword(RedisConfig config, const std::string& user, const std::string& password) {
  config.user = user;
  config.password = Secret(password);
  return config;
}

TEST(Redis, GivesEachReplyItsType) {
  const RedisProcess server;
  RedisPool pool(server.config());
  EXPECT_EQ(TextOf(pool.Command({"SET", "text", std::string("a\0b\r\n", 5)})), "OK");
  EXPECT_EQ(TextOf(pool.Command({"GET", "text"})), std::string("a\0b\r\n", 5));
  EXPECT_EQ(pool.Command({"INCRBY", "number", "-7"})->Integer(), -7);
  EXPECT_EQ(pool.Command({"GET", "number"})->Integer(), -7) << "a text that is a number counts";
  EXPECT_EQ(pool.Command({"GET", "text"})->Integer(), 0);
  EXPECT_TRUE(pool.Command({"GET", "absent"})->IsNil());
  EXPECT_FALSE(pool.Command({"SET", "empty", ""})->IsNil());
  EXPECT_FALSE(pool.Command({"GET", "empty"})->IsNil());
  const auto list = pool.Command({"MGET", "number", "absent"});
  ASSERT_EQ(list->Items().size(), 2U);
  EXPECT_EQ(list->Items()[0].Text(), "-7");
  EXPECT_TRUE(list->Items()[1].IsNil());
}

TEST(Redis, SaysWhatAnErrorReplyAsksFor) {
  const RedisProcess server;
  RedisPool pool(server.config());
  ASSERT_TRUE(pool.Command({"SET", "text", "x"}).ok());
  EXPECT_EQ(RemedyOf(pool.Command({"LPUSH", "text", "y"})), Remedy::kInvalid);
  EXPECT_EQ(RemedyOf(pool.Command({})), Remedy::kInvalid);
  EXPECT_EQ(RemedyOf(pool.Command({"EVALSHA", std::string(40, 'f'), "0"})), Remedy::kUnavailable);
  const RedisScript stops("stops", "return redis.error_reply('STOPPED here')");
  EXPECT_EQ(RemedyOf(pool.Run(stops, {}, {})), Remedy::kInvalid);
  EXPECT_NE(TextOf(pool.Run(stops, {}, {})).find("script stops: Redis answered: STOPPED here"),
            std::string::npos);
  EXPECT_EQ(RemedyOf(pool.Command({"EVAL", "return {1, redis.error_reply('OOM no')}", "0"})),
            Remedy::kInvalid)
      << "an error inside a list is no refusal without effect";
}

TEST(Redis, DoesNotRepeatArgumentsInAnErrorMessage) {
  const RedisProcess server;
  RedisPool pool(server.config());
  EXPECT_EQ(TextOf(pool.Command({"NOSUCH", "somebody's words"})).find("somebody"),
            std::string::npos);
}

TEST(Redis, RunsAScriptByItsHashAndLoadsItWhereItIsMissing) {
  RedisProcess server;
  RedisPool pool(server.config());
  const RedisScript add("add", "return redis.call('INCRBY', KEYS[1], ARGV[1])");
  EXPECT_EQ(add.sha1().size(), 40U);
  EXPECT_EQ(pool.Run(add, {"n"}, {"2"})->Integer(), 2);
  EXPECT_EQ(pool.Command({"SCRIPT", "EXISTS", add.sha1()})->Items()[0].Integer(), 1);
  EXPECT_EQ(pool.Run(add, {"n"}, {"2"})->Integer(), 4);
  server.Restart();
  EXPECT_EQ(pool.Command({"SCRIPT", "EXISTS", add.sha1()})->Items()[0].Integer(), 0);
  EXPECT_EQ(pool.Run(add, {"n"}, {"2"})->Integer(), 6) << "the data outlived kill -9";
}

TEST(Redis, ReplacesConnectionsThatDiedWhileTheyWereIdle) {
  RedisProcess server;
  RedisPool pool(server.config());
  std::array<std::thread, 8> threads;
  for (auto& thread : threads) {
    thread = std::thread([&] { EXPECT_TRUE(pool.Command({"BLPOP", "nothing", "0.1"}).ok()); });
  }
  for (auto& thread : threads) thread.join();
  server.Restart();
  for (int i = 0; i < 9; ++i) EXPECT_EQ(TextOf(pool.Command({"PING"})), "PONG");
}

TEST(Redis, SurvivesWritingToAServerThatIsGone) {
  RedisProcess server;
  const RedisConfig config = server.config();
  const auto connection = OpenRedis(config, RedisLimits{});
  ASSERT_TRUE(connection.ok());
  EXPECT_TRUE((*connection)->IsUsable());
  server.Kill();
  EXPECT_FALSE((*connection)->IsUsable());
  EXPECT_EQ((*connection)->Ask({"PING"}).error().remedy, Remedy::kUnavailable) << "and no SIGPIPE";
}

TEST(Redis, SaysUnavailableWhenNobodyIsThere) {
  RedisProcess server;
  RedisPool pool(server.config());
  ASSERT_TRUE(pool.Command({"PING"}).ok());
  server.Kill();
  const auto reply = pool.Command({"PING"});
  EXPECT_EQ(RemedyOf(reply), Remedy::kUnavailable);
  EXPECT_NE(TextOf(reply).find(server.socket()), std::string::npos) << TextOf(reply);
}

TEST(Redis, DoesNotKnowTheOutcomeOfWhatWasSentToAServerThatDied) {
  RedisProcess server;
  RedisPool pool(server.config());
  ASSERT_TRUE(pool.Command({"PING"}).ok());
  EXPECT_EQ(RemedyOf(pool.Command({"SHUTDOWN", "NOSAVE"})), Remedy::kUnknownOutcome);
}

TEST(Redis, NeverTakesALateReplyForTheNextAnswer) {
  const RedisProcess server;
  RedisPool pool(server.config(), {1s, 200ms});
  ASSERT_TRUE(pool.Command({"PING"}).ok());
  EXPECT_EQ(RemedyOf(pool.Command({"EVAL",
                                   "local t = redis.call('TIME'); local u = t; "
                                   "while (u[1] - t[1]) * 1000000 + u[2] - t[2] < 300000 do "
                                   "u = redis.call('TIME') end; return 'late'",
                                   "0"})),
            Remedy::kUnknownOutcome);
  for (int i = 0; i < 50; ++i) {
    const auto next = pool.Command({"ECHO", "next"});
    if (next.ok()) {
      EXPECT_EQ(next->Text(), "next");
      return;
    }
    EXPECT_EQ(next.error().remedy, Remedy::kUnavailable) << next.error().message;
  }
  FAIL() << "the server did not come back";
}

TEST(Redis, WaitsForAFrozenServerOnlyAsLongAsItShould) {
  RedisProcess server;
  RedisPool pool(server.config(), kShort);
  ASSERT_TRUE(pool.Command({"PING"}).ok());
  server.Freeze();
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(RemedyOf(pool.Command({"SET", "key", "applied later"})), Remedy::kUnknownOutcome);
  EXPECT_EQ(RemedyOf(pool.Command({"SET", "other", "never sent"})), Remedy::kUnavailable)
      << "a new connection is greeted first";
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
  server.Thaw();
  RedisPool patient(server.config());
  EXPECT_EQ(TextOf(patient.Command({"GET", "key"})), "applied later");
  EXPECT_TRUE(patient.Command({"GET", "other"})->IsNil());
}

TEST(Redis, LeavesAConnectionWhoseAnswerDidNotCome) {
  RedisProcess server;
  const RedisConfig config = server.config();
  const auto connection = OpenRedis(config, kShort);
  ASSERT_TRUE(connection.ok());
  server.Freeze();
  EXPECT_EQ((*connection)->Ask({"PING"}).error().remedy, Remedy::kUnknownOutcome);
  EXPECT_FALSE((*connection)->IsUsable());
  server.Thaw();
  EXPECT_EQ((*connection)->Ask({"PING"}).error().remedy, Remedy::kUnavailable);
}

TEST(Redis, DidNotSendWhatAFrozenServerDidNotTakeWhole) {
  RedisProcess server;
  RedisPool pool(server.config(), kShort);
  ASSERT_TRUE(pool.Command({"PING"}).ok());
  server.Freeze();
  EXPECT_EQ(RemedyOf(pool.Command({"SET", "key", std::string(8U << 20U, 'x')})),
            Remedy::kUnavailable);
  server.Thaw();
  RedisPool patient(server.config());
  EXPECT_TRUE(patient.Command({"GET", "key"})->IsNil());
}

TEST(Redis, SignsInAsTheConfiguredUser) {
  const RedisProcess server(
      {"--requirepass", "right", "--user", "worker", "on", ">word", "~*", "+@all", "-config"});
  RedisPool nobody(server.config());
  EXPECT_EQ(RemedyOf(nobody.Command({"GET", "a"})), Remedy::kUnauthorized);
  RedisPool wrong(WithPassword(server.config(), "", "wrong"));
  EXPECT_EQ(RemedyOf(wrong.Command({"GET", "a"})), Remedy::kUnauthorized);
  EXPECT_EQ(TextOf(wrong.Command({"GET", "a"})).find("wrong"), std::string::npos);
  RedisPool right(WithPassword(server.config(), "", "right"));
  EXPECT_TRUE(right.Command({"GET", "a"}).ok());
  RedisPool worker(WithPassword(server.config(), "worker", "word"));
  EXPECT_EQ(TextOf(worker.Command({"ACL", "WHOAMI"})), "worker");
  EXPECT_EQ(RemedyOf(worker.Command({"CONFIG", "GET", "save"})), Remedy::kUnauthorized);
}

TEST(Redis, SelectsTheConfiguredDatabase) {
  const RedisProcess server;
  auto config = server.config();
  config.database = 5;
  RedisPool fifth(config);
  ASSERT_TRUE(fifth.Command({"SET", "a", "five"}).ok());
  RedisPool first(server.config());
  EXPECT_TRUE(first.Command({"GET", "a"})->IsNil());
  config.database = 99;
  RedisPool none(config);
  EXPECT_EQ(RemedyOf(none.Command({"PING"})), Remedy::kInvalid);
}

TEST(Redis, IsUnavailableWhileTheServerLoads) {
  // Loads a key in 50 us and answers meanwhile after every few bytes, so that loading is seen on
  // any machine.
  RedisProcess server(
      {"--key-load-delay", "50", "--loading-process-events-interval-bytes", "1024"});
  {
    RedisPool pool(server.config());
    ASSERT_TRUE(
        pool.Command({"EVAL", "for i = 1, 20000 do redis.call('SET', 'k' .. i, i) end", "0"}).ok());
  }
  server.Kill();
  RedisPool pool(server.config());
  server.Launch();
  bool loading = false;
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  for (;;) {
    const auto reply = pool.Command({"GET", "k1"});
    if (reply.ok()) break;
    EXPECT_EQ(reply.error().remedy, Remedy::kUnavailable) << reply.error().message;
    loading = loading || reply.error().message.find("LOADING") != std::string::npos;
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }
  EXPECT_TRUE(loading);
  EXPECT_EQ(TextOf(pool.Command({"GET", "k20000"})), "20000");
}

TEST(Redis, IsUnavailableWhenMemoryIsFullAlsoInsideAScript) {
  const RedisProcess server({"--maxmemory", "1", "--maxmemory-policy", "noeviction"});
  RedisPool pool(server.config());
  EXPECT_EQ(RemedyOf(pool.Command({"SET", "a", "b"})), Remedy::kUnavailable);
  const RedisScript write("write", "return redis.call('SET', KEYS[1], 'x')");
  EXPECT_EQ(RemedyOf(pool.Run(write, {"a"}, {})), Remedy::kUnavailable);
  EXPECT_TRUE(pool.Command({"GET", "a"})->IsNil()) << "reads go on";
}

TEST(Redis, IsUnavailableOnAReplica) {
  const RedisProcess server;
  RedisPool pool(server.config());
  ASSERT_TRUE(pool.Command({"REPLICAOF", "127.0.0.1", "1"}).ok());
  EXPECT_EQ(RemedyOf(pool.Command({"SET", "a", "b"})), Remedy::kUnavailable);
  ASSERT_TRUE(pool.Command({"REPLICAOF", "NO", "ONE"}).ok());
  EXPECT_TRUE(pool.Command({"SET", "a", "b"}).ok());
}

TEST(Redis, ServesManyThreadsWithoutMixingTheirAnswers) {
  const RedisProcess server({"--appendfsync", "no"});
  RedisPool pool(server.config());
  std::vector<std::thread> threads;
  constexpr std::size_t kThreads = 100;
  threads.reserve(kThreads);
  while (threads.size() < kThreads) {
    threads.emplace_back([&pool, i = threads.size()] {
      for (int n = 0; n < 50; ++n) {
        const auto word = std::to_string(i) + "/" + std::to_string(n);
        EXPECT_EQ(TextOf(pool.Command({"ECHO", word})), word);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto clients = pool.Command({"CLIENT", "LIST"})->Text();
  EXPECT_LE(std::count(clients.begin(), clients.end(), '\n'), 65) << "idle connections are bounded";
}

TEST(Redis, RefusesASocketPathThatTheKernelWouldCut) {
  RedisConfig config;
  config.server = RedisUnix{"/" + std::string(107, 'x')};
  RedisPool pool(config);
  EXPECT_EQ(RemedyOf(pool.Command({"PING"})), Remedy::kInvalid);
}

}  // namespace
}  // namespace tandem
