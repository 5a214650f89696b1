// How the bounded server keeps slow, many and idle clients from harming the others.
#include "tests/gateway/echo_server.h"
#include "tests/gateway/raw_client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <list>
#include <mutex>
#include <string>
#include <vector>

namespace tandem::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\n\r\n";
constexpr std::string_view kPostHead = "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n";

// A handler that holds its requests until it is told to let them go.
class Gate {
 public:
  ServerHandler Handler() {
    return [this](const ServerRequest& request) {
      std::unique_lock lock(mutex_);
      ++waiting_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return open_; });
      return Echo(request);
    };
  }
  void AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, 5s, [&] { return waiting_ >= count; }));
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_{};
  std::condition_variable changed_{};
  int waiting_ = 0;
  bool open_ = false;
};

// All of these clients are told apart from nobody.
bool IsProxy(std::string_view) {
  return true;
}

TEST(BoundedServer, AnswersAGoodRequestAtOnceWhile300ConnectionsDrip) {
  ServerLimits limits;
  limits.threads = 2;
  limits.is_proxy = IsProxy;
  const auto server = StartServer(limits);
  std::list<RawClient> slow;
  for (int i = 0; i < 300; ++i) {
    slow.emplace_back(server->port());
    ASSERT_TRUE(slow.back().connected());
    slow.back().Send(i % 2 == 0 ? std::string_view("GET / HT") : kPostHead);
  }
  for (int round = 0; round < 5; ++round) {
    for (RawClient& client : slow) client.Send("x");
    RawClient good(server->port());
    const auto start = Clock::now();
    good.Send(kGet);
    EXPECT_EQ(good.ReadStatus(), 200);
    EXPECT_LT(Clock::now() - start, 1s);
  }
}

TEST(BoundedServer, Takes300ConnectionsAtOnce) {
  ServerLimits limits;
  limits.is_proxy = IsProxy;
  const auto server = StartServer(limits);
  std::list<RawClient> clients;
  for (int i = 0; i < 300; ++i) clients.emplace_back(server->port());
  for (RawClient& client : clients) client.Send(kGet);
  for (RawClient& client : clients) EXPECT_EQ(client.ReadStatus(), 200);
}

TEST(BoundedServer, GivesUpOnAHeadOrABodyThatTakesTooLongHoweverItDrips) {
  ServerLimits limits;
  limits.head = 200ms;
  limits.body = 300ms;
  const auto server = StartServer(limits);
  struct Slow {
    std::string begin;
    std::chrono::milliseconds least;
  };
  const std::string body = "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n";
  for (const Slow& slow : {Slow{"GET / HTTP/1.1\r\nX: ", 200ms}, Slow{body, 300ms}}) {
    RawClient client(server->port());
    const auto start = Clock::now();
    client.Send(slow.begin);
    while (!client.HasNews() && Clock::now() < start + 5s) {
      client.Send("x");
      std::this_thread::sleep_for(20ms);  // the pace of the drip, which the deadline is not to heed
    }
    EXPECT_EQ(client.ReadStatus(), 408);
    EXPECT_TRUE(client.IsClosed());
    EXPECT_GE(Clock::now() - start, slow.least);
    EXPECT_LT(Clock::now() - start, slow.least + 1s);
  }
}

TEST(BoundedServer, ClosesAConnectionThatSaysNothing) {
  ServerLimits limits;
  limits.head = 100ms;
  limits.idle = 100ms;
  const auto server = StartServer(limits);
  RawClient silent(server->port());
  RawClient idle(server->port());
  idle.Send(kGet);
  EXPECT_EQ(idle.ReadStatus(), 200);
  EXPECT_TRUE(silent.IsClosed());
  EXPECT_TRUE(idle.IsClosed());
}

TEST(BoundedServer, LetsAnotherInThoughPoliteClientsKeepAllItsConnections) {
  ServerLimits limits;
  limits.connections = 8;
  limits.threads = 2;
  const auto server = StartServer(limits);
  std::list<RawClient> polite;
  for (int i = 0; i < 8; ++i) {
    polite.emplace_back(server->port());
    polite.back().Send(kGet);
    ASSERT_EQ(polite.back().ReadStatus(), 200);
  }
  RawClient another(server->port());
  another.Send(kGet);
  EXPECT_EQ(another.ReadStatus(), 200);
  EXPECT_TRUE(polite.front().IsClosed());  // it had idled longest
  polite.back().Send(kGet);
  EXPECT_EQ(polite.back().ReadStatus(), 200);
}

TEST(BoundedServer, RefusesAConnectionBeyondItsLimitAndKeepsTheOldOnes) {
  ServerLimits limits;
  limits.connections = 4;
  limits.threads = 4;
  Gate gate;
  const auto server = StartServer(limits, gate.Handler());
  std::list<RawClient> busy;
  for (int i = 0; i < 4; ++i) {
    busy.emplace_back(server->port());
    busy.back().Send(kGet);
  }
  gate.AwaitWaiting(4);
  RawClient late(server->port());
  EXPECT_EQ(late.ReadStatus(), 503);
  EXPECT_TRUE(late.IsClosed());
  gate.Open();
  for (RawClient& client : busy) EXPECT_EQ(client.ReadStatus(), 200);
}

TEST(BoundedServer, LetsAGoodRequestInThoughDrippingOnesHoldAllItsConnections) {
  ServerLimits limits;
  limits.connections = 8;
  limits.is_proxy = IsProxy;
  const auto server = StartServer(limits);
  std::list<RawClient> slow;
  for (int i = 0; i < 8; ++i) {
    slow.emplace_back(server->port());
    slow.back().Send(i % 2 == 0 ? std::string_view("GET / HT") : kPostHead);
  }
  RawClient good(server->port());
  good.Send(kGet);
  EXPECT_EQ(good.ReadStatus(), 200);
  EXPECT_TRUE(slow.front().IsClosed());  // it had dripped longest
  slow.back().Send("0123456789");
  EXPECT_EQ(slow.back().ReadStatus(), 200);
}

TEST(BoundedServer, GivesOneAddressAShareOfItsConnectionsAndTheOthersTheRest) {
  ServerLimits limits;
  limits.by_holder = 4;
  Gate gate;
  const auto server = StartServer(limits, gate.Handler());
  std::list<RawClient> busy;
  for (int i = 0; i < 4; ++i) {
    busy.emplace_back(server->port());
    busy.back().Send(kGet);
  }
  gate.AwaitWaiting(4);
  RawClient one_more(server->port());
  EXPECT_EQ(one_more.ReadStatus(), 429);
  EXPECT_TRUE(one_more.IsClosed());
  RawClient somebody_else(server->port(), 2);
  somebody_else.Send(kGet);
  gate.AwaitWaiting(5);
  gate.Open();
  EXPECT_EQ(somebody_else.ReadStatus(), 200);
  for (RawClient& client : busy) EXPECT_EQ(client.ReadStatus(), 200);
}

TEST(BoundedServer, MakesRoomForAnAddressWithItsOwnConnectionsOnly) {
  ServerLimits limits;
  limits.by_holder = 4;
  const auto server = StartServer(limits);
  RawClient polite(server->port(), 2);
  polite.Send(kGet);
  EXPECT_EQ(polite.ReadStatus(), 200);
  std::list<RawClient> greedy;
  for (int i = 0; i < 5; ++i) {
    greedy.emplace_back(server->port());
    greedy.back().Send("GET / HT");
  }
  EXPECT_TRUE(greedy.front().IsClosed());
  greedy.back().Send("TP/1.1\r\n\r\n");
  EXPECT_EQ(greedy.back().ReadStatus(), 200);
  polite.Send(kGet);
  EXPECT_EQ(polite.ReadStatus(), 200);
}

TEST(BoundedServer, CountsNoConnectionsOfAProxyByAddress) {
  ServerLimits limits;
  limits.by_holder = 2;
  limits.is_proxy = [](std::string_view address) { return address == "127.0.0.1"; };
  const auto server = StartServer(limits);
  std::list<RawClient> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back(server->port());
    clients.back().Send(kGet);
    ASSERT_EQ(clients.back().ReadStatus(), 200);
  }
  for (RawClient& client : clients) {
    client.Send(kGet);
    EXPECT_EQ(client.ReadStatus(), 200);
  }
}

TEST(BoundedServer, Answers503WhenTooManyRequestsWaitForAThread) {
  ServerLimits limits;
  limits.threads = 1;
  limits.queued = 1;
  Gate gate;
  const auto server = StartServer(limits, gate.Handler());
  RawClient first(server->port());
  first.Send(kGet);
  gate.AwaitWaiting(1);
  RawClient second(server->port());
  RawClient third(server->port());
  second.Send(kGet);
  third.Send(kGet);
  // One of the two waits, the other is refused; which one is the network's choice.
  while (!second.HasNews() && !third.HasNews()) std::this_thread::yield();
  RawClient& refused = second.HasNews() ? second : third;
  RawClient& waiting = second.HasNews() ? third : second;
  const std::string answer = refused.ReadAnswer();
  EXPECT_EQ(answer.substr(9, 3), "503");
  EXPECT_NE(answer.find("\r\nRetry-After: "), std::string::npos);
  gate.Open();
  EXPECT_EQ(first.ReadStatus(), 200);
  EXPECT_EQ(waiting.ReadStatus(), 200);
}

TEST(BoundedServer, BoundsWhatAllBodiesHoldTogetherAndLetsSmallOnesPass) {
  ServerLimits limits;
  limits.own_body = 1'000;
  limits.shared_body = 50'000;
  const auto server = StartServer(limits);
  const std::string head = "POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n";
  RawClient large(server->port());
  large.Send(head + std::string(90'000, 'a'));
  EXPECT_EQ(large.ReadStatus(), 503);
  RawClient holding(server->port());
  holding.Send(head + std::string(45'000, 'a'));
  RawClient small(server->port());
  small.Send("POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1'000, 'a'));
  EXPECT_EQ(small.ReadStatus(), 200);
}

TEST(BoundedServer, GivesBackTheShareOfBodiesThatWereAnswered) {
  ServerLimits limits;
  limits.own_body = 0;
  limits.shared_body = 50'000;
  const auto server = StartServer(limits);
  RawClient client(server->port());
  for (int i = 0; i < 10; ++i) {
    client.Send("POST / HTTP/1.1\r\nContent-Length: 40000\r\n\r\n" + std::string(40'000, 'a'));
    ASSERT_EQ(client.ReadStatus(), 200);
  }
}

TEST(BoundedServer, StopsAtOnceThoughConnectionsIdleOrDrip) {
  const auto server = StartServer({});
  RawClient idle(server->port());
  idle.Send(kGet);
  EXPECT_EQ(idle.ReadStatus(), 200);
  RawClient silent(server->port());
  RawClient head(server->port());
  head.Send("GET / HT");
  RawClient body(server->port());
  body.Send(kPostHead);
  const auto start = Clock::now();
  server->Stop();
  EXPECT_LT(Clock::now() - start, 200ms);
  for (RawClient* client : {&idle, &silent, &head, &body}) EXPECT_TRUE(client->IsClosed());
}

TEST(BoundedServer, AnswersWhatHasBegunWhileItDrainsAndTakesNothingNew) {
  Gate gate;
  const auto server = StartServer({}, gate.Handler());
  RawClient begun(server->port());
  begun.Send(kGet);
  gate.AwaitWaiting(1);
  RawClient idle(server->port());
  EXPECT_FALSE(server->Drain(20ms));
  EXPECT_TRUE(idle.IsClosed());
  EXPECT_FALSE(RawClient(server->port()).connected());
  auto drained = std::async(std::launch::async, [&] { return server->Drain(5s); });
  gate.Open();
  EXPECT_EQ(begun.ReadStatus(), 200);
  EXPECT_TRUE(begun.IsClosed());
  EXPECT_TRUE(drained.get());
}

TEST(BoundedServer, SharesItsPortWithNoSecondOneAndHasItAgainAfterARestart) {
  auto server = StartServer({});
  const int port = server->port();
  RawClient client(port);
  client.Send(kGet);
  EXPECT_EQ(client.ReadStatus(), 200);
  const auto second = BoundedServer::Start("127.0.0.1", port, {}, EchoHandler());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().remedy, Remedy::kUnavailable);
  EXPECT_NE(second.error().message.find("listen"), std::string::npos);
  server.reset();
  EXPECT_TRUE(BoundedServer::Start("127.0.0.1", port, {}, EchoHandler()).ok());
}

TEST(BoundedServer, LivesOnWhenClientsLeaveBeforeTheirAnswer) {
  Gate gate;
  ServerLimits limits;
  limits.threads = 4;
  const auto server = StartServer(limits, gate.Handler());
  {
    std::list<RawClient> leaving;
    for (int i = 0; i < 4; ++i) {
      leaving.emplace_back(server->port());
      leaving.back().Send(kGet);
    }
    gate.AwaitWaiting(4);
  }
  gate.Open();
  RawClient client(server->port());
  client.Send(kGet);
  EXPECT_EQ(client.ReadStatus(), 200);
}

TEST(BoundedServer, AnswersSmallRequestsWithoutTheDelayOfAFullPacket) {
  const auto server = StartServer({});
  RawClient client(server->port());
  const auto start = Clock::now();
  for (int i = 0; i < 50; ++i) {
    client.Send(kGet);
    ASSERT_EQ(client.ReadStatus(), 200);
  }
  // Delayed acknowledgements would make it 40 ms each.
  EXPECT_LT(Clock::now() - start, 1s);
}

}  // namespace
}  // namespace tandem::testing
