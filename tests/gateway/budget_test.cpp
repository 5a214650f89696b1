#include "gateway/budget.h"

#include "gateway/time_text.h"

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// A clock that only tests move.
class BudgetTest : public ::testing::Test {
 protected:
  Clocks clocks() {
    return {[this] { return now_; }, [this] { return start_ + now_; }};
  }
  Budget Github(double share = 0.8) { return Budget(Service::kGithub, share, clocks()); }
  Budget Freshdesk(double share = 0.8) { return Budget(Service::kFreshdesk, share, clocks()); }
  Budget Telling(std::vector<milliseconds>& cut) {
    return Budget(Service::kFreshdesk, 0.8, clocks(),
                  [&cut](milliseconds asked) { cut.push_back(asked); });
  }
  void Pass(milliseconds time) { now_ += time; }

  HttpResponse GithubAnswer(int status, const std::string& remaining, milliseconds reset_in) {
    const auto reset = std::chrono::floor<std::chrono::seconds>(start_ + now_ + reset_in);
    return {status,
            {{"X-RateLimit-Limit", "5000"},
             {"X-RateLimit-Remaining", remaining},
             {"X-RateLimit-Reset", std::to_string(reset.time_since_epoch().count())}},
            "",
            ""};
  }
  static HttpResponse FreshdeskAnswer(int status, const std::string& remaining) {
    return {status, {{"X-RateLimit-Total", "100.0"}, {"X-RateLimit-Remaining", remaining}}, "", ""};
  }
  static HttpResponse Plain(int status, std::vector<std::pair<std::string, std::string>> headers) {
    return {status, std::move(headers), "", ""};
  }
  // How long the service is paused for reads.
  static milliseconds Pause(Budget& budget, Remedy remedy = Remedy::kUnavailable) {
    const auto may = budget.MayCall(CallKind::kRead);
    if (may.ok()) return 0ms;
    EXPECT_EQ(may.error().remedy, remedy);
    return may.error().retry_after.value_or(-1ms);
  }

  Time start_ = *ParseTime("2026-01-31T12:00:15Z");
  milliseconds now_{1'000'000};
};

TEST_F(BudgetTest, LetsEverythingThroughBeforeItKnowsTheLimit) {
  Budget budget = Github();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(budget.MayCall(CallKind::kCreate).ok());
  EXPECT_FALSE(budget.Low());
  EXPECT_EQ(budget.Snapshot().limit, std::nullopt);
}

TEST_F(BudgetTest, GoesOnFromWhatItsPredecessorLearned) {
  Budget before = Github();
  before.Learn(GithubAnswer(200, "1200", 600s));
  const milliseconds wait = before.Throttled(Plain(429, {{"Retry-After", "90"}}));
  Pass(10s);
  Budget budget = Github();
  budget.Inherit(before);
  EXPECT_EQ(Pause(budget), wait - 10s);
  EXPECT_EQ(budget.Snapshot().remaining, 1200);
  EXPECT_TRUE(budget.Low());
}

TEST_F(BudgetTest, LeavesTheRestToOthersUntilTheReset) {
  Budget budget = Github();
  budget.Learn(GithubAnswer(200, "1000", 600s));
  EXPECT_EQ(Pause(budget), 0ms);
  budget.Learn(GithubAnswer(200, "999", 600s));
  EXPECT_EQ(Pause(budget), 600s);
  EXPECT_EQ(budget.Snapshot().remaining, 999);
  EXPECT_EQ(budget.Snapshot().paused_for, 600s);
  Pass(600s);
  EXPECT_EQ(Pause(budget), 0ms);
  EXPECT_EQ(budget.Snapshot().reason, "");
}

TEST_F(BudgetTest, LeavesTheRestToOthersUntilFreshdesksNextMinute) {
  start_ = *ParseTime("2026-01-31T12:00:15Z") - now_;
  Budget budget = Freshdesk();
  budget.Learn(FreshdeskAnswer(200, "20.0"));
  EXPECT_EQ(Pause(budget), 0ms);
  budget.Learn(FreshdeskAnswer(200, "19.5"));
  EXPECT_EQ(Pause(budget), 45s);
}

TEST_F(BudgetTest, UsesItAllWhenTheShareIsOne) {
  Budget budget = Freshdesk(1.0);
  budget.Learn(FreshdeskAnswer(200, "0"));
  EXPECT_EQ(Pause(budget), 0ms);
}

TEST_F(BudgetTest, IsLowBelowThirtyPercentWithinTheWindow) {
  Budget budget = Github();
  budget.Learn(GithubAnswer(200, "1500", 100s));
  EXPECT_FALSE(budget.Low());
  budget.Learn(GithubAnswer(200, "1499", 100s));
  EXPECT_TRUE(budget.Low());
  Pass(100s);
  EXPECT_FALSE(budget.Low());
}

TEST_F(BudgetTest, IgnoresOtherResourcesAndNonsense) {
  Budget budget = Github();
  auto search = GithubAnswer(200, "0", 60s);
  search.headers.emplace_back("x-ratelimit-resource", "search");
  budget.Learn(search);
  for (const char* text : {"", "-1", "many", "nan", "inf", "1e999", "5 "}) {
    budget.Learn(GithubAnswer(200, text, 60s));
  }
  EXPECT_EQ(budget.Snapshot().limit, std::nullopt);
  EXPECT_EQ(Pause(budget), 0ms);
}

TEST_F(BudgetTest, ObeysRetryAfterInEachForm) {
  const auto rows = std::to_array<std::tuple<const char*, milliseconds, std::size_t>>({
      {"30", 30s, 0},
      {"2.5", 2500ms, 0},
      {"Sat, 31 Jan 2026 12:01:15 GMT", 60s, 0},
      {"Sat, 31 Jan 2026 11:00:00 GMT", 1s, 0},  // passed: soon, but not at once
      {"0", 1s, 0},
      {"3600", 3600s, 0},
      {"3601", 3600s, 1},
      {"99999999999999999999", 3600s, 1},
      {"Thu, 31 Dec 2099 12:00:00 GMT", 3600s, 1},
      {"soon", 60s, 0},
      {"-5", 60s, 0},
      {"", 60s, 0},
  });
  start_ = *ParseTime("2026-01-31T12:00:15Z") - now_;
  for (const auto& [text, wait, capped] : rows) {
    std::vector<milliseconds> cut;
    Budget budget = Telling(cut);
    EXPECT_EQ(budget.Throttled(Plain(429, {{"Retry-After", text}})), wait) << text;
    EXPECT_EQ(Pause(budget), wait) << text;
    EXPECT_EQ(cut.size(), capped) << text;
  }
}

TEST_F(BudgetTest, TellsWhatWasAskedForWhenItCutsAWaitToAnHour) {
  std::vector<milliseconds> cut;
  Budget budget = Telling(cut);
  budget.Throttled(Plain(429, {{"Retry-After", "3601"}}));
  EXPECT_EQ(budget.Wished(Plain(503, {{"Retry-After", "86400"}})), 3600s);
  EXPECT_EQ(budget.Wished(Plain(503, {{"Retry-After", "3600"}})), 3600s);
  EXPECT_EQ(cut, (std::vector<milliseconds>{3601s, 86400s}));
}

TEST_F(BudgetTest, WaitsForTheResetWhenNothingRemains) {
  Budget budget = Github();
  EXPECT_EQ(budget.Throttled(GithubAnswer(403, "0", 300s)), 300s);
  Budget other = Github();
  EXPECT_EQ(other.Throttled(GithubAnswer(403, "17", 300s)), 60s);  // a secondary limit
}

TEST_F(BudgetTest, DoublesItsWaitUntilACallSucceeds) {
  std::vector<milliseconds> cut;
  Budget budget = Telling(cut);
  const auto limited = Plain(403, {});
  for (const auto wait : {60s, 120s, 240s, 480s, 960s, 1920s, 3600s, 3600s}) {
    EXPECT_EQ(budget.Throttled(limited), wait);
    EXPECT_EQ(budget.Throttled(limited), wait);  // was under way at the same time
    Pass(wait);
  }
  budget.Learn(Plain(200, {}));
  EXPECT_EQ(budget.Throttled(limited), 60s);
  EXPECT_TRUE(cut.empty()) << "it asked for none of them";
}

TEST_F(BudgetTest, NeverShortensAPause) {
  Budget budget = Github();
  budget.Throttled(Plain(429, {{"Retry-After", "100"}}));
  budget.Throttled(Plain(429, {{"Retry-After", "10"}}));
  EXPECT_EQ(Pause(budget), 100s);
}

TEST_F(BudgetTest, StopsHammeringAfterARefusedCredential) {
  Budget budget = Freshdesk();
  for (const auto wait : {60s, 120s, 240s}) {
    const Error refused = budget.Refused();
    EXPECT_EQ(Pause(budget, refused.remedy), wait);
    EXPECT_EQ(budget.MayCall(CallKind::kRead).error().message, refused.message);
    Pass(wait);
  }
  EXPECT_EQ(Pause(budget), 0ms);
  budget.Learn(Plain(200, {}));
  budget.Refused();
  EXPECT_EQ(Pause(budget, Remedy::kUnauthorized), 60s);
  EXPECT_NE(budget.Snapshot().reason.find("freshdesk.api_key"), std::string::npos);
}

TEST_F(BudgetTest, SpacesWritesAndCreationsOnceItIsLow) {
  Budget budget = Github();
  budget.Learn(GithubAnswer(200, "1400", 3000s));
  EXPECT_TRUE(budget.MayCall(CallKind::kCreate).ok());
  EXPECT_EQ(budget.MayCall(CallKind::kWrite).error().retry_after, 1s);
  EXPECT_EQ(budget.MayCall(CallKind::kCreate).error().retry_after, 3s);
  EXPECT_TRUE(budget.MayCall(CallKind::kRead).ok());
  Pass(1s);
  EXPECT_TRUE(budget.MayCall(CallKind::kWrite).ok());
  Pass(1500ms);
  EXPECT_EQ(budget.MayCall(CallKind::kCreate).error().retry_after, 500ms);
  Pass(500ms);
  EXPECT_TRUE(budget.MayCall(CallKind::kCreate).ok());
}

TEST_F(BudgetTest, SpacesWritesForAnHourAfterARateLimit) {
  Budget budget = Github();
  budget.Throttled(Plain(403, {{"Retry-After", "60"}}));
  Pass(3599s);
  EXPECT_TRUE(budget.MayCall(CallKind::kWrite).ok());
  EXPECT_FALSE(budget.MayCall(CallKind::kWrite).ok());
  Pass(1s);
  EXPECT_TRUE(budget.MayCall(CallKind::kWrite).ok());
  EXPECT_TRUE(budget.MayCall(CallKind::kWrite).ok());
}

TEST_F(BudgetTest, GivesTheOnlySlotToOneOfManyThreads) {
  Budget budget = Github();
  budget.Learn(GithubAnswer(200, "1400", 3000s));
  std::atomic<int> allowed{0};
  std::array<std::thread, 8> threads;
  for (auto& thread : threads) {
    thread = std::thread([&] {
      for (int n = 0; n < 100; ++n) allowed += budget.MayCall(CallKind::kWrite).ok() ? 1 : 0;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(allowed, 1);
}

}  // namespace
}  // namespace tandem
