#include "gateway/queue.h"

#include "tests/gateway/store_bench.h"

#include <thread>

namespace tandem {
namespace {

const Key kIssue = KeyOf(IssueId{7});
const Key kOther = KeyOf(IssueId{8});

TEST(Queue, GivesWhatTheDeliverySaid) {
  StoreBench bench;
  auto hint = Hint(kIssue);
  hint.place = IssuePlace{RepositoryId{9007199254740991}, "acme/infrastructure", 5};
  const auto before = *bench.store.Now();
  EXPECT_EQ(bench.Accept(hint), Accepted::kNew);
  const auto after = *bench.store.Now();
  const Work work = bench.Take();
  EXPECT_EQ(work.lease.lane, kIssue);
  EXPECT_GT(work.lease.token, 0);
  EXPECT_EQ(work.delivery, "d1");
  EXPECT_GE(work.since, before);
  EXPECT_LE(work.since, after);
  EXPECT_EQ(work.attempts, 0);
  EXPECT_EQ(work.failing_since, Time{});
  ASSERT_TRUE(work.place);
  EXPECT_EQ(work.place->repository_id, RepositoryId{9007199254740991});
  EXPECT_EQ(work.place->repository, "acme/infrastructure");
  EXPECT_EQ(work.place->number, 5);
}

TEST(Queue, MakesOnePieceOfWorkOfManyDeliveries) {
  StoreBench bench;
  for (int i = 0; i < 40; ++i) {
    Delivery hint = Hint(kIssue, "d" + std::to_string(i));
    hint.place = IssuePlace{RepositoryId{1}, "acme/infrastructure", 5};
    bench.Accept(hint);
  }
  EXPECT_EQ(bench.queue.Stats()->depth, 1);
  const Work work = bench.Take();
  EXPECT_EQ(work.delivery, "d39");
  EXPECT_TRUE(bench.Finish(work.lease));
  EXPECT_FALSE(bench.TryTake());
  EXPECT_EQ(bench.queue.Stats()->depth, 0);
  EXPECT_EQ(bench.pool.Command({"EXISTS", "tandem:lane:issue:7"})->Integer(), 0)
      << "what is done leaves nothing behind";
}

TEST(Queue, CountsSettleFromTheFirstMarkAndOnlyEverMovesItEarlier) {
  StoreBench bench;
  const auto before = bench.NowMs();
  ASSERT_TRUE(bench.patient.Accept(Hint(kIssue, "a")).ok());
  const auto first = bench.Score("due", kIssue);
  ASSERT_TRUE(first);
  EXPECT_GE(*first, before + 10'000);
  EXPECT_LE(*first, bench.NowMs() + 10'000);
  while (bench.NowMs() == before) std::this_thread::yield();  // so that a later due would differ
  ASSERT_TRUE(bench.patient.Accept(Hint(kIssue, "b")).ok());
  EXPECT_EQ(bench.Score("due", kIssue), first);
  bench.Accept(Hint(kIssue, "c"));
  EXPECT_LE(*bench.DueIn(kIssue), 0);
}

TEST(Queue, TakesTheLaneThatHasBeenDueLongest) {
  StoreBench bench;
  bench.Accept(Hint(kOther));
  const auto first = bench.NowMs();
  while (bench.NowMs() == first) std::this_thread::yield();
  bench.Accept(Hint(kIssue));
  EXPECT_EQ(bench.Take().lease.lane, kOther);
  EXPECT_EQ(bench.Take().lease.lane, kIssue);
}

TEST(Queue, TellsHowLongUntilThereMayBeWork) {
  StoreBench bench;
  const auto wait = [&] { return std::get<std::chrono::milliseconds>(*bench.queue.Take(60s)); };
  EXPECT_EQ(wait(), 1'000ms);
  ASSERT_TRUE(RedisQueue(bench.pool, 500ms).Accept(Hint(kIssue)).ok());
  EXPECT_LE(wait(), 500ms);
  EXPECT_GE(wait(), 1ms);
  const Lease lease = bench.LeaseOf(kOther);
  ASSERT_TRUE(bench.queue.Renew(lease, 100ms).ok());
  EXPECT_LE(wait(), 100ms);
}

TEST(Queue, WritesNothingWhenNothingIsDue) {
  StoreBench bench;
  bench.LeaseOf(kOther);
  ASSERT_TRUE(bench.patient.Accept(Hint(kIssue)).ok());
  const auto changes = [&] {
    const std::string text = bench.pool.Command({"INFO", "persistence"})->Text();
    const std::string name = "rdb_changes_since_last_save:";
    return std::stoll(text.substr(text.find(name) + name.size()));
  };
  const auto before = changes();
  EXPECT_GT(before, 0);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(bench.TryTake());
  EXPECT_EQ(changes(), before);
}

TEST(Queue, HandsAnExpiredLeaseOutAgainAndFencesItsFormerHolder) {
  StoreBench bench;
  bench.Accept(Hint(kIssue));
  const Work lost = bench.Take(20ms);
  std::optional<Work> work;
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!work && std::chrono::steady_clock::now() < deadline) work = bench.TryTake();
  ASSERT_TRUE(work);
  EXPECT_EQ(work->lease.lane, kIssue);
  EXPECT_GT(work->lease.token, lost.lease.token);
  EXPECT_EQ(work->delivery, "d1");
  EXPECT_EQ(work->since, lost.since);
  EXPECT_TRUE(IsLost(bench.queue.Renew(lost.lease, 60s)));
  EXPECT_TRUE(IsLost(bench.queue.Release(lost.lease, Finished{})));
  EXPECT_FALSE(bench.TryTake()) << "the new lease runs on";
  EXPECT_TRUE(bench.Finish(work->lease));
  EXPECT_TRUE(IsLost(bench.queue.Release(work->lease, Finished{}))) << "once";
}

TEST(Queue, GivesAnExpiredLaneOutBeforeThoseThatAreDue) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(kIssue);
  bench.Accept(Hint(kOther));
  ASSERT_TRUE(bench.Expire(lease));
  EXPECT_EQ(bench.Take().lease.lane, kIssue);
}

TEST(Queue, LetsAnExpiredLeaseBeUsedWhileNobodyElseHasTheLane) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(kIssue);
  ASSERT_TRUE(bench.Expire(lease));
  EXPECT_TRUE(bench.queue.Renew(lease, 60s).ok());
  EXPECT_FALSE(bench.TryTake());
  ASSERT_TRUE(bench.Expire(lease));
  EXPECT_TRUE(bench.Finish(lease));
}

TEST(Queue, LooksAgainAtALaneThatGotDirtyWhileItWasLeased) {
  StoreBench bench;
  bench.Accept(Hint(kIssue, "a"));
  const Work first = bench.Take();
  const auto before = *bench.store.Now();
  bench.Accept(Hint(kIssue, "b"));
  EXPECT_FALSE(bench.TryTake()) << "it is still leased";
  EXPECT_EQ(bench.queue.Stats()->depth, 1);
  ASSERT_TRUE(bench.Finish(first.lease));
  const Work second = bench.Take();
  EXPECT_EQ(second.delivery, "b");
  EXPECT_GE(second.since, before) << "what the first work saw is worked off";
  ASSERT_TRUE(bench.Finish(second.lease));
  EXPECT_FALSE(bench.TryTake());
}

TEST(Queue, KeepsTheEarlierOfTheMarksThatCameWhileLeased) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(kIssue);
  bench.Accept(Hint(kIssue, "soon"));
  ASSERT_TRUE(bench.patient.Accept(Hint(kIssue, "later")).ok());
  ASSERT_TRUE(bench.Finish(lease));
  EXPECT_EQ(bench.Take().delivery, "later") << "due at the first one's time";
}

TEST(Queue, GivesWhatCameMeanwhileToTheNextHolderOfAnExpiredLease) {
  StoreBench bench;
  bench.Accept(Hint(kIssue, "a"));
  const Work lost = bench.Take();
  bench.Accept(Hint(kIssue, "b"));
  ASSERT_TRUE(bench.Expire(lost.lease));
  const Work work = bench.Take();
  EXPECT_EQ(work.delivery, "b");
  EXPECT_EQ(work.since, lost.since);
  ASSERT_TRUE(bench.Finish(work.lease));
  EXPECT_FALSE(bench.TryTake()) << "both were worked off";
}

TEST(Queue, LooksAtTheEarlierTimeWhenWorkFailsInALaneThatGotDirty) {
  for (const Outcome& outcome :
       {Outcome(Again{1h}), Outcome(Failed{1h, "x"}), Outcome(Park{1h, "x"})}) {
    StoreBench bench;
    const Lease lease = bench.LeaseOf(kIssue);
    ASSERT_TRUE(bench.patient.Accept(Hint(kIssue)).ok());
    ASSERT_TRUE(bench.queue.Release(lease, outcome).ok());
    ASSERT_TRUE(bench.DueIn(kIssue));
    EXPECT_LE(*bench.DueIn(kIssue), 10'000);
    EXPECT_GT(*bench.DueIn(kIssue), 0);
  }
  StoreBench bench;
  const Lease lease = bench.LeaseOf(kIssue);
  ASSERT_TRUE(bench.patient.Accept(Hint(kIssue)).ok());
  ASSERT_TRUE(bench.queue.Release(lease, Again{0ms}).ok());
  EXPECT_LE(*bench.DueIn(kIssue), 0) << "the outcome's own time is the earlier one";
}

TEST(Queue, CountsFailuresUntilTheWorkIsFinished) {
  StoreBench bench;
  bench.Accept(Hint(kIssue));
  const Work first = bench.Take();
  ASSERT_TRUE(bench.queue.Release(first.lease, Failed{0ms, "the service is away"}).ok());
  const Work second = bench.Take();
  EXPECT_EQ(second.attempts, 1);
  EXPECT_EQ(second.delivery, "d1");
  EXPECT_EQ(second.since, first.since) << "the hint is not worked off";
  EXPECT_GE(second.failing_since, first.since);
  while (*bench.store.Now() == second.failing_since) std::this_thread::yield();
  ASSERT_TRUE(bench.queue.Release(second.lease, Failed{0ms, "still away"}).ok());
  const Work third = bench.Take();
  EXPECT_EQ(third.attempts, 2);
  EXPECT_EQ(third.failing_since, second.failing_since);
  ASSERT_TRUE(bench.queue.Release(third.lease, Again{0ms}).ok());
  const Work fourth = bench.Take();
  EXPECT_EQ(fourth.attempts, 2) << "a wait is no failure";
  EXPECT_EQ(fourth.since, first.since);
  bench.Accept(Hint(kIssue, "d2"));
  ASSERT_TRUE(bench.Finish(fourth.lease));
  const Work fifth = bench.Take();
  EXPECT_EQ(fifth.attempts, 0);
  EXPECT_EQ(fifth.failing_since, Time{});
}

TEST(Queue, TriesAgainAtOnceWhenAnEventComesDuringAWait) {
  for (const Outcome& outcome : {Outcome(Failed{1h, "x"}), Outcome(Park{1h, "x"})}) {
    StoreBench bench;
    bench.Accept(Hint(kIssue));
    const Work first = bench.Take();
    ASSERT_TRUE(bench.queue.Release(first.lease, outcome).ok());
    EXPECT_FALSE(bench.TryTake());
    EXPECT_GT(*bench.DueIn(kIssue), 3'500'000);
    bench.Accept(Hint(kIssue, "d2"));
    const Work again = bench.Take();
    EXPECT_EQ(again.attempts, 1) << "an event alone heals nothing";
    EXPECT_EQ(again.since, first.since);
    EXPECT_EQ(again.delivery, "d2");
  }
}

TEST(Queue, ShowsWhatIsParkedUntilItIsFinished) {
  StoreBench bench;
  Lease lease = bench.LeaseOf(kIssue);
  ASSERT_TRUE(bench.queue.Release(lease, Failed{0ms, "no answer"}).ok());
  ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Park{0ms, "the token is refused"}).ok());
  const auto parked = bench.queue.ReadParked(kAllParked);
  ASSERT_EQ(parked->size(), 1U);
  EXPECT_EQ(parked->front().key, kIssue);
  EXPECT_EQ(parked->front().reason, "the token is refused");
  EXPECT_EQ(parked->front().attempts, 2);
  EXPECT_EQ(bench.queue.Stats()->parked, 1);
  EXPECT_EQ(bench.queue.Stats()->depth, 1);
  EXPECT_EQ(bench.queue.Stats()->oldest_age, 0ms) << "what is parked is counted on its own";
  while (*bench.store.Now() == parked->front().since) std::this_thread::yield();
  ASSERT_TRUE(bench.queue.Release(bench.Take().lease, Park{0ms, "still refused"}).ok());
  const auto later = bench.queue.ReadParked(kAllParked);
  ASSERT_EQ(later->size(), 1U);
  EXPECT_EQ(later->front().since, parked->front().since);
  EXPECT_EQ(later->front().reason, "still refused");
  ASSERT_TRUE(bench.Finish(bench.Take().lease));
  EXPECT_TRUE(bench.queue.ReadParked(kAllParked)->empty());
  EXPECT_EQ(bench.queue.Stats()->parked, 0);
}

TEST(Queue, CountsTheAgeOfTheOldestHintWhetherWaitingOrWorkedOn) {
  StoreBench bench;
  EXPECT_EQ(bench.queue.Stats()->oldest_age, 0ms);
  bench.Accept(Hint(kIssue));
  const auto first = bench.NowMs();
  while (bench.NowMs() < first + 5) std::this_thread::yield();
  bench.Accept(Hint(kOther));
  EXPECT_GE(bench.queue.Stats()->oldest_age, 5ms);
  const Work work = bench.Take();
  EXPECT_EQ(work.lease.lane, kIssue);
  EXPECT_GE(bench.queue.Stats()->oldest_age, 5ms);
  EXPECT_EQ(bench.queue.Stats()->depth, 2);
  ASSERT_TRUE(bench.Finish(work.lease));
  EXPECT_EQ(bench.queue.Stats()->depth, 1);
}

TEST(Queue, GivesAllLeasesBackAtOnce) {
  StoreBench bench;
  const Lease one = bench.LeaseOf(kIssue);
  const Lease two = bench.LeaseOf(kOther);
  bench.Accept(Hint(kOther, "while leased"));
  ASSERT_TRUE(bench.queue.DropLeases().ok());
  EXPECT_TRUE(IsLost(bench.queue.Renew(one, 60s)));
  EXPECT_TRUE(IsLost(bench.queue.Release(two, Finished{})));
  const Work first = bench.Take();
  const Work second = bench.Take();
  EXPECT_NE(first.lease.lane, second.lease.lane);
  EXPECT_EQ((first.lease.lane == kOther ? first : second).delivery, "while leased");
  EXPECT_FALSE(bench.TryTake());
}

}  // namespace
}  // namespace tandem
