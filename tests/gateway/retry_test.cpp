// When work that did not end well is tried again.

#include "gateway/retry.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Time kNow = Time(std::chrono::hours(500'000));
const RetryConfig kRetry{seconds(2), seconds(600), std::chrono::hours(24), seconds(45)};

Work Failing(int attempts, std::chrono::hours since = {}) {
  Work work;
  work.lease.lane = {"issue:1"};
  work.attempts = attempts;
  work.failing_since = kNow - since;
  return work;
}

TEST(Retry, WaitsGrowFromTheFirstToTheLongestWithinAQuarter) {
  for (int attempts = 0; attempts < 40; ++attempts) {
    const double meant = std::min(
        2'000.0 * static_cast<double>(std::int64_t{1} << std::min(attempts, 30)), 600'000.0);
    const auto wait = static_cast<double>(Backoff(kRetry, {"issue:1"}, attempts).count());
    EXPECT_GE(wait, meant * 0.74) << attempts;
    EXPECT_LE(wait, meant * 1.26) << attempts;
  }
}

TEST(Retry, AServiceThatIsLateIsReadAgainAfterAsLongAgainWithinBounds) {
  constexpr milliseconds kSettle{250};
  EXPECT_EQ(WaitForLateRead(milliseconds(-40), kSettle), kSettle) << "read before it had answered";
  EXPECT_EQ(WaitForLateRead(milliseconds(100), kSettle), kSettle);
  EXPECT_EQ(WaitForLateRead(seconds(3), kSettle), seconds(3));
  EXPECT_EQ(WaitForLateRead(seconds(30), kSettle), seconds(5));
  EXPECT_EQ(WaitForLateRead(seconds(30), seconds(20)), seconds(20));
}

TEST(Retry, LanesThatFailedTogetherDoNotComeBackTogether) {
  std::set<milliseconds> waits;
  for (int i = 0; i < 50; ++i) waits.insert(Backoff(kRetry, {"issue:" + std::to_string(i)}, 3));
  EXPECT_GT(waits.size(), 15U);
}

TEST(Retry, WhatNeedsAPersonIsParkedAtOnceAndStillTriedAgain) {
  for (const Remedy remedy : {Remedy::kInvalid, Remedy::kUnauthorized, Remedy::kNotFound}) {
    const Outcome outcome = AfterError({remedy, "why", {}}, Failing(0), kNow, kRetry);
    const auto* park = std::get_if<Park>(&outcome);
    ASSERT_NE(park, nullptr);
    EXPECT_EQ(park->reason, "why");
    EXPECT_GT(park->after.count(), 0);
  }
}

TEST(Retry, WhatOnlyTakesTimeIsParkedWhenItHasTakenTooLong) {
  const Error away{Remedy::kUnavailable, "away", {}};
  EXPECT_TRUE(std::holds_alternative<Failed>(
      AfterError(away, Failing(5, std::chrono::hours(23)), kNow, kRetry)));
  const Outcome late = AfterError(away, Failing(5, std::chrono::hours(24)), kNow, kRetry);
  ASSERT_TRUE(std::holds_alternative<Park>(late));
  EXPECT_EQ(std::get<Park>(late).after, std::chrono::hours(1));
}

// A service that answers each write with a fault of its own never says that it was not done.
TEST(Retry, AnUnknownOutcomeThatComesAgainAndAgainIsParkedWhenItHasTakenTooLong) {
  const Error fault{Remedy::kUnknownOutcome, "it has a fault of its own", {}};
  const Outcome early = AfterError(fault, Failing(1'900, std::chrono::hours(23)), kNow, kRetry);
  ASSERT_TRUE(std::holds_alternative<Failed>(early));
  EXPECT_EQ(std::get<Failed>(early).after, seconds(45));
  const Work late = Failing(1'900, std::chrono::hours(24));
  for (const Outcome& outcome :
       {AfterError(fault, late, kNow, kRetry), AfterSync({fault}, {}, late, kNow, kRetry)}) {
    ASSERT_TRUE(std::holds_alternative<Park>(outcome));
    EXPECT_EQ(std::get<Park>(outcome).after, std::chrono::hours(1));
    EXPECT_EQ(std::get<Park>(outcome).reason, fault.message);
  }
}

// The kind goes along with the reason, in whatever way the outcome is made.
TEST(Retry, WhatIsParkedKnowsTheKindOfItsCause) {
  const auto rows = std::to_array<std::pair<Remedy, ParkedCause>>({
      {Remedy::kUnauthorized, ParkedCause::kNoRight},
      {Remedy::kInvalid, ParkedCause::kRefused},
      {Remedy::kNotFound, ParkedCause::kNotThere},
      {Remedy::kUnavailable, ParkedCause::kNoAnswer},
      {Remedy::kConflict, ParkedCause::kChanging},
      {Remedy::kUnknownOutcome, ParkedCause::kUnsure},
  });
  const Work late = Failing(3, std::chrono::hours(24));
  for (const auto& [remedy, cause] : rows) {
    const Error error{remedy, "why", {}};
    EXPECT_EQ(std::get<Park>(AfterError(error, late, kNow, kRetry)).cause, cause);
    EXPECT_EQ(std::get<Park>(AfterSync({error}, {}, late, kNow, kRetry)).cause, cause);
    const Outcome early = AfterSync({error}, {}, Failing(0), kNow, kRetry);
    const auto* failed = std::get_if<Failed>(&early);
    EXPECT_EQ(failed != nullptr ? failed->cause : std::get<Park>(early).cause, cause);
  }
}

TEST(Retry, WhatTheServiceAsksForIsObeyedInFull) {
  const Outcome outcome =
      AfterError({Remedy::kUnavailable, "busy", seconds(900)}, Failing(0), kNow, kRetry);
  EXPECT_EQ(std::get<Failed>(outcome).after, seconds(900));
  const Error write{Remedy::kUnknownOutcome, "busy", seconds(900)};
  EXPECT_EQ(std::get<Failed>(AfterError(write, Failing(0), kNow, kRetry)).after, seconds(900));
  // The window of what was sent is over before.
  const std::vector<Wait> window{{kNow + seconds(45), "nobody knows yet"}};
  const std::vector<Error> both{{Remedy::kUnavailable, "the other side", {}}, write};
  EXPECT_EQ(std::get<Failed>(AfterSync(both, window, Failing(0), kNow, kRetry)).after,
            seconds(900));
}

TEST(Retry, AnUnknownOutcomeWaitsUntilItCanBeLookedFor) {
  const Outcome outcome =
      AfterError({Remedy::kUnknownOutcome, "lost", {}}, Failing(0), kNow, kRetry);
  EXPECT_EQ(std::get<Failed>(outcome).after, seconds(45));
}

TEST(Retry, TheWorstTroubleDecidesThenTheNearestWait) {
  const std::vector<Wait> waits{{kNow + seconds(30), "later"}, {kNow + seconds(5), "sooner"}};
  const Outcome worst =
      AfterSync({{Remedy::kUnavailable, "a", {}}, {Remedy::kUnauthorized, "b", {}}}, waits,
                Failing(0), kNow, kRetry);
  EXPECT_EQ(std::get<Park>(worst).reason, "b");
  EXPECT_LE(std::get<Park>(worst).after, seconds(3))
      << "what waits for a shorter time is not kept waiting";
  EXPECT_EQ(std::get<Again>(AfterSync({}, waits, Failing(0), kNow, kRetry)).after, seconds(5));
  EXPECT_TRUE(std::holds_alternative<Finished>(AfterSync({}, {}, Failing(0), kNow, kRetry)));
  const Outcome unknown = AfterSync({}, {{kNow, "nobody knows when"}}, Failing(0), kNow, kRetry);
  EXPECT_EQ(std::get<Failed>(unknown).reason, "nobody knows when");
}

TEST(Retry, AWaitThatComesAnewEachTimeDoesNotKeepAFailureFromBeingTriedLessOften) {
  const std::vector<Wait> soon{{kNow + seconds(1), "soon"}};
  const auto after = [&](int attempts) {
    const std::vector<Error> refused{{Remedy::kUnauthorized, "refused", {}}};
    return std::get<Park>(AfterSync(refused, soon, Failing(attempts), kNow, kRetry)).after;
  };
  EXPECT_GT(after(2), seconds(5));
  EXPECT_EQ(after(30), seconds(45)) << "what was sent is looked for when it can be seen";
}

TEST(Retry, OfTwoStepsTheWorseOneCounts) {
  const Outcome parked = Park{seconds(9), "refused"};
  const Outcome again = Again{seconds(1)};
  EXPECT_EQ(std::get<Park>(Worse(parked, again)).reason, "refused");
  EXPECT_EQ(std::get<Park>(Worse(again, parked)).reason, "refused");
  EXPECT_TRUE(std::holds_alternative<Again>(Worse(again, Finished{})));
  EXPECT_TRUE(std::holds_alternative<Failed>(Worse(Failed{{}, "away"}, Rest{})));
  EXPECT_EQ(std::get<Again>(Worse(again, Again{seconds(2)})).after, seconds(2));
}

TEST(HoldupOf, TellsPeopleAfterAMinuteOfFailuresOrWhenItIsParked) {
  const RetryConfig retry;
  const Time now = Time(std::chrono::hours(1000));
  Work work;
  EXPECT_FALSE(HoldupOf(Finished{}, work, now, retry));
  EXPECT_FALSE(HoldupOf(Failed{{}, "down"}, work, now, retry)) << "the first failure";
  work.attempts = 3;
  work.failing_since = now - std::chrono::seconds(59);
  EXPECT_FALSE(HoldupOf(Failed{{}, "down"}, work, now, retry));
  work.failing_since = now - std::chrono::seconds(60);
  const auto held = HoldupOf(Failed{{}, "down"}, work, now, retry);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->reason, "down");
  EXPECT_EQ(held->since, work.failing_since);
  EXPECT_FALSE(held->needs_person);
  EXPECT_EQ(held->tried_within, retry.max);
  const auto parked = HoldupOf(Park{{}, "refused"}, {}, now, retry);
  ASSERT_TRUE(parked);
  EXPECT_TRUE(parked->needs_person);
  EXPECT_EQ(parked->since, now);
  EXPECT_EQ(parked->tried_within, retry.max);
  const auto hourly = HoldupOf(Park{std::chrono::hours(1), "refused"}, {}, now, retry);
  EXPECT_EQ(hourly->tried_within, std::chrono::hours(1));
}

// Each text that differs is a write to Freshdesk.
TEST(HoldupOf, TellsTheSameAtEachTryHoweverTheWaitsDiffer) {
  for (const Remedy remedy : {Remedy::kUnavailable, Remedy::kUnauthorized, Remedy::kNotFound}) {
    std::set<std::pair<bool, milliseconds>> told;
    for (int attempts = 1; attempts <= 40; ++attempts) {
      const Work work = Failing(attempts, std::chrono::hours(1));
      const auto held =
          HoldupOf(AfterError({remedy, "why", {}}, work, kNow, kRetry), work, kNow, kRetry);
      ASSERT_TRUE(held);
      told.emplace(held->needs_person, held->tried_within);
    }
    EXPECT_EQ(told.size(), 1U) << "remedy " << static_cast<int>(remedy);
    EXPECT_EQ(told.begin()->second, kRetry.max);
  }
}

TEST(HoldupOf, PromisesNoTrySoonerThanTheServiceHasAskedFor) {
  const Work work = Failing(3, std::chrono::hours(1));
  for (const Remedy remedy : {Remedy::kUnavailable, Remedy::kUnauthorized}) {
    const Outcome outcome = AfterError({remedy, "busy", seconds(3'000)}, work, kNow, kRetry);
    EXPECT_EQ(HoldupOf(outcome, work, kNow, kRetry)->tried_within, std::chrono::hours(1));
  }
}

}  // namespace
}  // namespace tandem
