// The store's clock was set back by an hour: as far as the store can tell, what it wrote last it
// wrote an hour ahead.

#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

const Key kIssue = KeyOf(IssueId{7});
const Key kOther = KeyOf(IssueId{8});
constexpr std::int64_t kHour = 3'600'000;

void MoveAhead(StoreBench& bench, const char* set, const Key& lane) {
  ASSERT_TRUE(bench.pool.Command({"ZINCRBY", set, std::to_string(kHour), lane.text}).ok());
}

TEST(AClockThatWasSetBack, MakesNothingThatWaitsWaitLonger) {
  StoreBench bench;
  const Lease waiting = bench.LeaseOf(kIssue);
  ASSERT_TRUE(bench.queue.Release(waiting, Again{30s}).ok());
  const Lease held = bench.LeaseOf(kOther);
  MoveAhead(bench, "tandem:due", kIssue);
  MoveAhead(bench, "tandem:leases", kOther);
  const auto clock = std::to_string(bench.NowMs() + kHour);
  ASSERT_TRUE(bench.pool.Command({"SET", "tandem:clock", clock}).ok());
  EXPECT_FALSE(bench.TryTake());
  ASSERT_TRUE(bench.DueIn(kIssue));
  EXPECT_LE(*bench.DueIn(kIssue), 31'000);
  EXPECT_GT(*bench.DueIn(kIssue), 0) << "nor shorter by more than that";
  EXPECT_LE(*bench.Score("leases", kOther), bench.NowMs() + 61'000);
  EXPECT_TRUE(bench.Finish(held)) << "whoever works goes on";
}

TEST(AClockThatWasSetBack, IsNoticedOnce) {
  StoreBench bench;
  const auto clock = std::to_string(bench.NowMs() + kHour);
  ASSERT_TRUE(bench.pool.Command({"SET", "tandem:clock", clock}).ok());
  EXPECT_FALSE(bench.TryTake());
  ASSERT_TRUE(bench.queue.Schedule({kIssue}, 30s).ok());
  EXPECT_FALSE(bench.TryTake());
  EXPECT_GT(*bench.DueIn(kIssue), 20'000);
}

TEST(AClockThatWasSetBack, LetsNobodyBelieveAnOldVisibility) {
  StoreBench bench;
  ASSERT_TRUE(
      bench.store.SaveVisibility(RepositoryId{1}, "acme/infrastructure", Visibility::kPrivate, 0)
          .ok());
  EXPECT_EQ(bench.store.ReadVisibility(RepositoryId{1})->visibility, Visibility::kPrivate);
  const auto ahead = std::to_string(bench.NowMs() + kHour);
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:repository:1", "read_at", ahead}).ok());
  EXPECT_EQ(bench.store.ReadVisibility(RepositoryId{1})->visibility, Visibility::kUnknown);
}

}  // namespace
}  // namespace tandem
