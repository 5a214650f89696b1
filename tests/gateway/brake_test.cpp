// The brake in Redis: when it comes on, what it holds, and when it comes off.
#include "gateway/redis_brake.h"
#include "tests/gateway/store_bench.h"

#include <gmock/gmock.h>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kOnce = Brake::Look::kOnce;
constexpr auto kWellTwice = Brake::Look::kWellTwice;

struct BrakeBench : StoreBench {
  RedisBrake brake{pool};
  std::map<std::int64_t, Lease> leases{};

  // So many live links, numbered from 1000 on.
  void HaveLinks(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string issue = std::to_string(1000 + i);
      EXPECT_TRUE(pool.Command({"HSET", "tandem:link:" + issue, "core", "{}"}).ok());
      EXPECT_TRUE(pool.Command({"SADD", "tandem:links", issue}).ok());
    }
  }
  const Lease& LeaseFor(std::int64_t issue) {
    const auto found = leases.find(issue);
    if (found != leases.end()) return found->second;
    return leases.emplace(issue, LeaseOf(KeyOf(IssueId{issue}))).first->second;
  }
  // Why that link has to wait; empty when it may end.
  std::string Vanish(std::int64_t issue, Brake::Look look = kOnce,
                     std::chrono::milliseconds second_look = 1h) {
    const auto why =
        brake.Vanishes(LeaseFor(issue), IssueId{issue}, Vanishing::kTicket, look, second_look);
    EXPECT_TRUE(why.ok()) << why.error().message;
    return why.ok() ? *why : "";
  }
  bool IsOn() { return !brake.Read(IssueId{1})->reason.empty(); }
  // How many may vanish before it comes on.
  int Allowed() {
    int allowed = 0;
    while (allowed < 50 && Vanish(1 + allowed).empty()) ++allowed;
    return allowed;
  }
};

// Without tickets.
Link LinkOf(std::int64_t issue) {
  Link link;
  link.issue = {IssueId{issue}, RepositoryId{789}, "acme/infrastructure", issue};
  return link;
}

struct Limit {
  int links;
  int allowed;
};
class BrakeLimit : public testing::TestWithParam<Limit> {};

TEST_P(BrakeLimit, IsATwentiethOfTheLinksButThreeAtLeastAndTwentyAtMost) {
  BrakeBench bench;
  bench.HaveLinks(GetParam().links);
  EXPECT_EQ(bench.Allowed(), GetParam().allowed);
}

INSTANTIATE_TEST_SUITE_P(Each, BrakeLimit,
                         testing::Values(Limit{0, 3}, Limit{79, 3}, Limit{200, 10}, Limit{500, 20}),
                         [](const auto& entry) { return std::to_string(entry.param.links); });

TEST(BrakeLimit, DoesNotCountLinksThatHaveEnded) {
  BrakeBench bench;
  bench.HaveLinks(200);
  for (int i = 0; i < 150; ++i)
    bench.pool.Command({"EXPIRE", "tandem:link:" + std::to_string(1000 + i), "1000"});
  EXPECT_EQ(bench.Allowed(), 3);
}

TEST(Brake, CountsALinkOnce) {
  BrakeBench bench;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(bench.Vanish(1), "");
  EXPECT_FALSE(bench.IsOn());
}

TEST(Brake, ForgetsWhatVanishedLongerAgoThanTenMinutes) {
  BrakeBench bench;
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(bench.Vanish(i), "");
  const std::string then = std::to_string(bench.NowMs() - 601'000);
  for (const char* issue : {"1", "2", "3"})
    ASSERT_TRUE(bench.pool.Command({"ZADD", "tandem:vanished", then, issue}).ok());
  for (int i = 4; i <= 6; ++i) EXPECT_EQ(bench.Vanish(i), "");
  EXPECT_THAT(bench.Vanish(7), Not(IsEmpty()));
}

TEST(Brake, ShowsAsParkedWithItsReasonAndInTheActivity) {
  BrakeBench bench;
  bench.Allowed();
  const auto parked = bench.queue.ReadParked(kAllParked);
  ASSERT_EQ(parked->size(), 1U);
  EXPECT_EQ(parked->front().key.text, kBrakeKey);
  EXPECT_THAT(parked->front().reason, HasSubstr("more than 3 links vanished within 10 minutes"));
  EXPECT_THAT(parked->front().reason, HasSubstr("freshdesk.api_key"));
  EXPECT_THAT(parked->front().reason, HasSubstr("parked retry brake"));
  EXPECT_EQ(bench.queue.Stats()->parked, 1);
  EXPECT_EQ(bench.queue.Stats()->brake, parked->front().reason);
  EXPECT_EQ(bench.brake.Read(IssueId{4})->reason, parked->front().reason);
  const auto activity = bench.store.ReadActivity(1);
  EXPECT_EQ(activity->front().activity.link, kBrakeKey);
  EXPECT_EQ(activity->front().activity.what, "parked");
}

TEST(Brake, LetsALinkGoAfterASecondLookWithTheServiceWell) {
  BrakeBench bench;
  bench.Allowed();
  EXPECT_TRUE(bench.brake.Read(IssueId{4})->waits_for_link);
  EXPECT_FALSE(bench.brake.Read(IssueId{3})->waits_for_link) << "it ended before";
  EXPECT_THAT(bench.Vanish(4, kWellTwice, 1h), Not(IsEmpty())) << "too early";
  EXPECT_THAT(bench.Vanish(4, kOnce, 0ms), Not(IsEmpty())) << "the service is not well";
  EXPECT_EQ(bench.Vanish(4, kWellTwice, 0ms), "");
  EXPECT_FALSE(bench.IsOn()) << "it held no other";
}

TEST(Brake, StaysOnUntilTheLastLinkThatItHoldsIsConfirmed) {
  BrakeBench bench;
  bench.Allowed();
  EXPECT_THAT(bench.Vanish(5), Not(IsEmpty()));
  EXPECT_EQ(bench.Vanish(4, kWellTwice, 0ms), "");
  EXPECT_TRUE(bench.IsOn());
  EXPECT_EQ(bench.Vanish(5, kWellTwice, 0ms), "");
  EXPECT_FALSE(bench.IsOn());
  EXPECT_EQ(bench.Vanish(6), "") << "and counts anew";
}

TEST(Brake, ComesOffWhenWhatItHoldsIsBack) {
  BrakeBench bench;
  bench.Allowed();
  ASSERT_TRUE(bench.brake.IsBack(bench.LeaseFor(9), IssueId{9}).ok()) << "which it does not hold";
  EXPECT_TRUE(bench.IsOn());
  ASSERT_TRUE(bench.brake.IsBack(bench.LeaseFor(4), IssueId{4}).ok());
  EXPECT_FALSE(bench.IsOn());
  EXPECT_TRUE(bench.queue.ReadParked(kAllParked)->empty());
}

TEST(Brake, LetsGoWhenAPersonSaysSoAndLooksAtOnce) {
  BrakeBench bench;
  bench.Allowed();
  ASSERT_TRUE(bench.queue.Release(bench.LeaseFor(4), Failed{1h, "held"}).ok());
  EXPECT_EQ(*bench.queue.RetryParked({kBrakeKey}, "d9"), ParkedAnswer::kDone);
  EXPECT_FALSE(bench.IsOn());
  EXPECT_LE(bench.DueIn(KeyOf(IssueId{4})).value_or(1), 0);
  for (int i = 20; i < 40; ++i) EXPECT_EQ(bench.Vanish(i), "") << "for the next minutes";
  EXPECT_EQ(*bench.queue.RetryParked({kBrakeKey}, "d9"), ParkedAnswer::kNotParked);
}

TEST(Brake, IsNotHeldByALinkWhoseParkingIsDropped) {
  BrakeBench bench;
  bench.Allowed();
  ASSERT_TRUE(bench.queue.Release(bench.LeaseFor(4), Park{1h, "held"}).ok());
  EXPECT_EQ(*bench.queue.DropParked(KeyOf(IssueId{4}), "d9", {}, 6h), ParkedAnswer::kDone);
  EXPECT_FALSE(bench.IsOn());
}

// As when a person unlinks it meanwhile.
TEST(Brake, IsNotHeldByALinkThatEndsOtherwise) {
  BrakeBench bench;
  bench.Allowed();
  const Link link = LinkOf(4);
  ASSERT_TRUE(bench.store.Save(bench.LeaseFor(4), link, link, {}).ok());
  EXPECT_FALSE(bench.IsOn());
  const auto activity = bench.store.ReadActivity(1);
  EXPECT_EQ(activity->front().activity.detail, "the brake is off: it holds nothing any more");
}

TEST(Brake, IsNotHeldByALinkWhoseIssueIsFoundElsewhere) {
  BrakeBench bench;
  bench.Allowed();
  ASSERT_TRUE(bench.store.Move(bench.LeaseFor(4), LinkOf(4), LinkOf(904), {}).ok());
  EXPECT_FALSE(bench.IsOn());
}

TEST(Brake, RefusesWhoHasLostTheLease) {
  BrakeBench bench;
  const Lease lease = bench.LeaseFor(1);
  ASSERT_TRUE(bench.Finish(lease));
  const auto why = bench.brake.Vanishes(lease, IssueId{1}, Vanishing::kIssue, kOnce, 1s);
  ASSERT_FALSE(why.ok());
  EXPECT_EQ(why.error().remedy, Remedy::kConflict);
  EXPECT_TRUE(IsLost(bench.brake.IsBack(lease, IssueId{1})));
}

TEST(Brake, KnowsALinkThatAPersonLetsGoOn) {
  BrakeBench bench;
  const Key lane = KeyOf(IssueId{7});
  ASSERT_TRUE(bench.queue.Release(bench.LeaseOf(lane), Park{1h, "a loop"}).ok());
  EXPECT_FALSE(*bench.brake.WasLetGoOn(lane));
  EXPECT_EQ(*bench.queue.RetryParked(lane, "d9"), ParkedAnswer::kDone);
  EXPECT_TRUE(*bench.brake.WasLetGoOn(lane));
  EXPECT_FALSE(*bench.brake.WasLetGoOn(KeyOf(IssueId{8})));
}

}  // namespace
}  // namespace tandem
