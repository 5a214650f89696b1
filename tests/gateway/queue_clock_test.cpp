// The store's clock was set back by an hour: as far as the store can tell, what it wrote last it
// wrote an hour ahead.

#include "tests/gateway/store_bench.h"

#include <cstdlib>
#include <string>
#include <vector>

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

std::int64_t Told(StoreBench& bench, const std::vector<std::string>& command) {
  return std::stoll(bench.pool.Command(command)->Text());
}

// Noted 50 minutes ahead, thus 10 minutes ago by a clock that was an hour fast.
TEST(AClockThatWasSetBack, PutsRightWhatWasNotedAhead) {
  StoreBench bench;
  constexpr std::int64_t kTenMinutes = kHour / 6;
  const Key poll{"poll:freshdesk"};
  ASSERT_TRUE(bench.queue.Schedule({kIssue, poll}, 30s).ok());
  for (const Key& lane : {kIssue, poll}) MoveAhead(bench, "tandem:due", lane);
  const std::int64_t now = bench.NowMs();
  const auto ahead = std::to_string(now + kHour - kTenMinutes);
  const std::vector<std::vector<std::string>> noted{
      {"ZADD", "tandem:since", ahead, kIssue.text},
      {"ZADD", "tandem:parked", ahead, kOther.text},
      {"HSET", "tandem:lane:" + kIssue.text, "failing_since", ahead},
      {"HSET", "tandem:high_water:poll:freshdesk", "updated_at", ahead},
      {"HSET", "tandem:witness", "lost", ahead},
      {"SET", "tandem:born", ahead},
      {"SET", "tandem:clock", std::to_string(now + kHour)}};
  for (const auto& command : noted) ASSERT_TRUE(bench.pool.Command(command).ok());
  EXPECT_FALSE(bench.TryTake());
  const std::vector<std::vector<std::string>> read{
      {"ZSCORE", "tandem:since", kIssue.text},
      {"ZSCORE", "tandem:parked", kOther.text},
      {"HGET", "tandem:lane:" + kIssue.text, "failing_since"},
      {"HGET", "tandem:high_water:poll:freshdesk", "updated_at"},
      {"HGET", "tandem:witness", "lost"},
      {"GET", "tandem:born"}};
  for (const auto& command : read)
    EXPECT_LT(std::abs(Told(bench, command) - (now - kTenMinutes)), 5'000) << command.at(1);
}

// Nobody had taken anything that would tell by how much the clock was fast.
TEST(AClockThatWasSetBack, LeavesNoBirthAndNoLossAhead) {
  StoreBench bench;
  const auto ahead = std::to_string(bench.NowMs() + kHour);
  ASSERT_TRUE(bench.pool.Command({"SET", "tandem:born", ahead}).ok());
  ASSERT_TRUE(bench.pool.Command({"HSET", "tandem:witness", "lost", ahead}).ok());
  const auto age = bench.store.Age();
  ASSERT_TRUE(age.ok());
  const auto later = bench.store.Age();
  EXPECT_EQ(later->born, age->born) << "it stays where it was put";
  EXPECT_EQ(later->whole_since, age->whole_since);
  for (const Time time : {age->born, age->whole_since})
    EXPECT_LT(std::abs(time.time_since_epoch().count() - bench.NowMs()), 5'000);
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
