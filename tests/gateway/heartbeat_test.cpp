#include "gateway/heartbeat.h"

#include "gateway/lease_guard.h"
#include "gateway/writer_turn.h"
#include "tests/gateway/soon.h"
#include "tests/gateway/store_bench.h"

#include <atomic>
#include <condition_variable>
#include <thread>

namespace tandem {
namespace {

using testing::Soon;

TEST(Heartbeat, BeatsForEachMemberUntilItLeaves) {
  Heartbeat heartbeat(1ms);
  std::atomic<int> stays = 0;
  std::atomic<int> leaves = 0;
  const Heartbeat::Member staying(heartbeat, [&]() -> Status { return ++stays, Done{}; });
  {
    const Heartbeat::Member leaving(heartbeat, [&]() -> Status { return ++leaves, Done{}; });
    EXPECT_TRUE(Soon([&] { return leaves > 2; }));
  }
  const int at_the_end = leaves;
  const int then = stays;
  EXPECT_TRUE(Soon([&] { return stays > then + 2; }));
  EXPECT_EQ(leaves, at_the_end);
}

TEST(Heartbeat, AsksNobodyElseInARoundInWhichTheStoreDidNotAnswer) {
  Heartbeat heartbeat(1ms);
  std::atomic<bool> away = true;
  std::atomic<int> first = 0;
  std::atomic<int> second = 0;
  const Heartbeat::Member one(heartbeat, [&]() -> Status {
    ++first;
    if (away) return Error{Remedy::kUnavailable, "away", {}};
    return Done{};
  });
  const Heartbeat::Member other(heartbeat, [&]() -> Status { return ++second, Done{}; });
  EXPECT_TRUE(Soon([&] { return first > 3; }));
  EXPECT_EQ(second, 0);
  away = false;
  EXPECT_TRUE(Soon([&] { return second > 0; }));
}

struct Guarded : StoreBench {
  LeaseGuard guard{queue, 10s, 3s, 1s};
  const Key lane{"issue:1"};
  Lease Held() {
    Accept(Hint(lane, ""));
    const auto asked = std::chrono::steady_clock::now();
    Lease lease = Take(10s).lease;
    guard.Hold(lease, asked);
    return lease;
  }
  std::int64_t Ends() { return Score("leases", lane).value_or(0); }
};

TEST(LeaseGuard, KeepsTheLeaseWithEachBeatUntilItIsLetGo) {
  Guarded bench;
  const Lease lease = bench.Held();
  ASSERT_TRUE(bench.Expire(lease));
  const auto before = bench.Ends();
  EXPECT_TRUE(bench.guard.Beat().ok());
  EXPECT_GT(bench.Ends(), before);
  ASSERT_TRUE(bench.Finish(lease));
  bench.guard.LetGo();
  EXPECT_TRUE(bench.guard.Beat().ok());
  EXPECT_EQ(bench.Ends(), 0);
}

TEST(LeaseGuard, RefusesACallOnceABeatFoundTheLeaseLost) {
  Guarded bench;
  const Lease lease = bench.Held();
  ASSERT_TRUE(bench.Expire(lease));
  bench.Take();
  EXPECT_TRUE(bench.guard.MayBegin().ok()) << "by its own clock there is time";
  EXPECT_TRUE(IsLost(bench.guard.Beat()));
  EXPECT_EQ(bench.guard.MayBegin().error().remedy, Remedy::kConflict);
}

TEST(LeaseGuard, IsNotKeptForAWorkerThatHangs) {
  StoreBench bench;
  auto now = std::chrono::steady_clock::now();
  LeaseGuard guard(bench.queue, 10s, 3s, 1s, [&] { return now; });
  const Lease lease = bench.LeaseOf({"issue:1"});
  guard.Hold(lease, now);
  ASSERT_TRUE(bench.Expire(lease));
  now += LeaseGuard::kLongestSilence + 1s;
  EXPECT_TRUE(guard.Beat().ok());
  EXPECT_LT(*bench.Score("leases", lease.lane), bench.NowMs());
}

TEST(WriterTurns, AreKeptInTheStoreWithEachBeatAndNotTakenAgainAfterwards) {
  StoreBench bench;
  WriterTurns turns(bench.store, "github", "one");
  const auto left = [&] { return bench.pool.Command({"PTTL", "tandem:writer:github"})->Integer(); };
  {
    const auto turn = turns.Take(1s);
    ASSERT_TRUE(turn.ok());
    ASSERT_TRUE(bench.pool.Command({"PEXPIRE", "tandem:writer:github", "500"}).ok());
    EXPECT_TRUE(turns.Beat().ok());
    EXPECT_GT(left(), 500);
  }
  EXPECT_TRUE(turns.Beat().ok());
  EXPECT_LT(left(), 0);
}

TEST(WriterTurns, LetAWriteBeginOnlyWhileItsTurnLasts) {
  StoreBench bench;
  auto now = std::chrono::steady_clock::now();
  WriterTurns turns(bench.store, "github", "one", [&now] { return now; });
  EXPECT_EQ(turns.MayBegin().error().remedy, Remedy::kUnavailable) << "nobody has taken a turn";
  const auto turn = turns.Take(1s);
  ASSERT_TRUE(turn.ok());
  const auto until = turns.MayBegin();
  ASSERT_TRUE(until.ok());
  EXPECT_EQ(*until, now + 5s) << "eight seconds less three for the way to the service";

  now += 5s;
  const auto renewed = turns.MayBegin();
  ASSERT_TRUE(renewed.ok()) << renewed.error().message;
  EXPECT_EQ(*renewed, now + 5s);

  now += 9s;  // as after a sleep of the whole process, in which the turn in the store has ended
  ASSERT_TRUE(bench.pool.Command({"DEL", "tandem:writer:github"}).ok());
  WriterTurns others(bench.store, "github", "two", [&now] { return now; });
  const auto another = others.Take(1s);
  ASSERT_TRUE(another.ok());
  const auto late = turns.MayBegin();
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().remedy, Remedy::kUnavailable);
}

TEST(WriterTurns, LetNoWriteBeginOnceABeatFoundTheTurnLost) {
  StoreBench bench;
  WriterTurns turns(bench.store, "github", "one");
  const auto turn = turns.Take(1s);
  ASSERT_TRUE(turn.ok());
  ASSERT_TRUE(bench.pool.Command({"SET", "tandem:writer:github", "two"}).ok());
  EXPECT_TRUE(turns.MayBegin().ok()) << "by its own clock there is time";
  EXPECT_TRUE(turns.Beat().ok());
  EXPECT_FALSE(turns.MayBegin().ok());
}

}  // namespace
}  // namespace tandem
