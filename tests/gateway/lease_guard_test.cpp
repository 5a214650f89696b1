// The lease of a worker, and until when a call under it may begin.
#include "gateway/lease_guard.h"

#include "gateway/config.h"
#include "gateway/http.h"
#include "tests/gateway/store_bench.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

TEST(LeaseGuard, LetsACallBeginOnlyWhileItWillBeOverBeforeTheLeaseIs) {
  StoreBench bench;
  LeaseGuard guard(bench.queue, 60s, 20s, 1s);
  const auto asked = Clock::now();
  guard.Hold(bench.LeaseOf(KeyOf(IssueId{7})), asked);
  const auto until = guard.MayBegin();
  ASSERT_TRUE(until.ok());
  EXPECT_EQ(*until, asked + 40s) << "reckoned from before the request for the lease";
}

TEST(LeaseGuard, RenewsALeaseThatIsTooShortForTheCall) {
  StoreBench bench;
  LeaseGuard guard(bench.queue, 60s, 20s, 1s);
  const Lease lease = bench.LeaseOf(KeyOf(IssueId{7}));
  ASSERT_TRUE(bench.queue.Renew(lease, 5s).ok());
  const auto before = Clock::now();
  guard.Hold(lease, before - 50s);
  const auto until = guard.MayBegin();
  ASSERT_TRUE(until.ok());
  EXPECT_GE(*until, before + 40s);
  EXPECT_LE(*until, Clock::now() + 40s) << "never later than in the store";
  EXPECT_GT(*bench.Score("leases", lease.lane), bench.NowMs() + 30'000);
}

TEST(LeaseGuard, RefusesWhatWouldBeginAfterTheLaneWasHandedToAnother) {
  StoreBench bench;
  LeaseGuard guard(bench.queue, 60s, 20s, 1s);
  const Lease lease = bench.LeaseOf(KeyOf(IssueId{7}));
  guard.Hold(lease, Clock::now() - 2min);  // as after a long sleep of the whole process
  ASSERT_TRUE(bench.Expire(lease));
  ASSERT_NE(bench.Take().lease.token, lease.token);
  const auto until = guard.MayBegin();
  ASSERT_FALSE(until.ok());
  EXPECT_EQ(until.error().remedy, Remedy::kConflict);
}

TEST(LeaseGuard, LetsWhatWasAnnouncedLeaveSoonOrNotAtAll) {
  StoreBench bench;
  auto now = Clock::now();
  LeaseGuard guard(bench.queue, 60s, 20s, 1s, [&now] { return now; });
  guard.Hold(bench.LeaseOf(KeyOf(IssueId{7})), now);
  {
    const auto recorded = now;
    const LeaseGuard::Announced announced(guard, recorded);
    const auto until = guard.MayBegin();
    ASSERT_TRUE(until.ok());
    EXPECT_EQ(*until, recorded + LeaseGuard::kSoon);
    now += LeaseGuard::kSoon + 1ms;  // as after a sleep of the whole process, of which no one took
                                     // advantage
    const auto late = guard.MayBegin();
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(late.error().remedy, Remedy::kUnavailable);
    EXPECT_TRUE(guard.MayBegin(LeaseGuard::Call::kRead).ok()) << "what is read was not announced";
  }
  EXPECT_EQ(*guard.MayBegin(), now + 60s - LeaseGuard::kSoon - 1ms - 20s);
}

// See Announced: whoever finds the record of a write looks for it so long after that record.
TEST(LeaseGuard, LeavesTimeForALateWriteAndALateListingBeforeAnybodyLooks) {
  constexpr auto kCarriedOutLate = 30s;
  constexpr auto kListedLate = 3s;
  EXPECT_LE(LeaseGuard::kSoon + HttpLimits{}.total + kCarriedOutLate + kListedLate,
            RetryConfig{}.look_after);
}

TEST(LeaseGuard, HasNothingToSayWhileNothingIsHeld) {
  StoreBench bench;
  LeaseGuard guard(bench.queue, 60s, 20s, 1s);
  EXPECT_EQ(*guard.MayBegin(), Clock::time_point::max());
}

}  // namespace
}  // namespace tandem
