#include "gateway/metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace tandem {
namespace {

using std::chrono::milliseconds;

bool HasLine(const std::string& text, std::string_view line) {
  const std::string framed = "\n" + std::string(line) + "\n";
  return ("\n" + text).find(framed) != std::string::npos;
}

std::size_t LinesOf(const std::string& text, std::string_view name) {
  std::size_t lines = 0;
  const std::string start = "\n" + std::string(name) + "{";
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) ++lines;
  return lines;
}

TEST(Metrics, CountDeliveriesBySourceAndOutcome) {
  Metrics metrics;
  metrics.CountDelivery("github", DeliveryOutcome::kAccepted);
  metrics.CountDelivery("github", DeliveryOutcome::kAccepted);
  metrics.CountDelivery("freshdesk", DeliveryOutcome::kUnauthorized);
  const std::string text = metrics.Text();
  EXPECT_TRUE(HasLine(text, R"(tandem_deliveries_total{outcome="accepted",source="github"} 2)"));
  EXPECT_TRUE(
      HasLine(text, R"(tandem_deliveries_total{outcome="unauthorized",source="freshdesk"} 1)"));
}

TEST(Metrics, GiveEachOutcomeALabelOfItsOwn) {
  Metrics metrics;
  for (const auto outcome :
       {DeliveryOutcome::kAccepted, DeliveryOutcome::kDuplicate, DeliveryOutcome::kOfNoInterest,
        DeliveryOutcome::kParked, DeliveryOutcome::kUnauthorized, DeliveryOutcome::kThrottled,
        DeliveryOutcome::kInvalid, DeliveryOutcome::kTooLarge, DeliveryOutcome::kUnavailable}) {
    metrics.CountDelivery("github", outcome);
  }
  for (const auto outcome :
       {ActionOutcome::kDone, ActionOutcome::kFailed, ActionOutcome::kUnknown}) {
    metrics.CountAction("add_note", outcome);
  }
  const std::string text = metrics.Text();
  EXPECT_EQ(LinesOf(text, "tandem_deliveries_total"), 9U);
  EXPECT_EQ(LinesOf(text, "tandem_actions_total"), 3U);
  EXPECT_EQ(text.find("other"), std::string::npos);
}

TEST(Metrics, CountDoublesFromNoughtOn) {
  Metrics metrics;
  EXPECT_TRUE(HasLine(metrics.Text(), R"(tandem_doubles_total{kind="issue"} 0)"));
  metrics.CountDouble(DoubleKind::kComment);
  metrics.CountDouble(DoubleKind::kNote);
  metrics.CountDouble(DoubleKind::kIssue);
  metrics.CountDouble(DoubleKind::kLeft, 2);
  const std::string text = metrics.Text();
  EXPECT_EQ(LinesOf(text, "tandem_doubles_total"), 4U);
  EXPECT_TRUE(HasLine(text, R"(tandem_doubles_total{kind="comment"} 1)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_doubles_total{kind="note"} 1)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_doubles_total{kind="left"} 2)"));
}

TEST(Metrics, TellWhetherTheBrakeIsOn) {
  Metrics metrics;
  EXPECT_TRUE(HasLine(metrics.Text(), "tandem_brake 0"));
  metrics.SetBrake(true);
  EXPECT_TRUE(HasLine(metrics.Text(), "tandem_brake 1"));
}

TEST(Metrics, TellWhatIsParkedByKindAndForgetItWhenItIsNot) {
  Metrics metrics;
  const ParkedInWords links{"link", "it \"refuses\"", "mend it", Time(std::chrono::seconds(7)), 3};
  metrics.SetParked({links, {"poll", "another", "mend that", Time(std::chrono::seconds(8)), 1}});
  EXPECT_EQ(LinesOf(metrics.Text(), "tandem_parked_since_seconds"), 2U);
  EXPECT_EQ(LinesOf(metrics.Text(), "tandem_parked_by_kind"), 2U);
  metrics.SetParked({links});
  EXPECT_TRUE(HasLine(
      metrics.Text(),
      R"(tandem_parked_since_seconds{kind="link",reason="it \"refuses\"",what_to_do="mend it"} 7)"));
  EXPECT_TRUE(
      HasLine(metrics.Text(), R"(tandem_parked_by_kind{kind="link",reason="it \"refuses\""} 3)"));
  EXPECT_EQ(LinesOf(metrics.Text(), "tandem_parked_by_kind"), 1U);
  metrics.SetParked({});
  EXPECT_EQ(LinesOf(metrics.Text(), "tandem_parked_since_seconds"), 0U);
  EXPECT_EQ(LinesOf(metrics.Text(), "tandem_parked_by_kind"), 0U);
}

TEST(Metrics, CountTheWaitsThatWereCutFromNoughtOn) {
  Metrics metrics;
  EXPECT_TRUE(HasLine(metrics.Text(), R"(tandem_waits_capped_total{service="freshdesk"} 0)"));
  metrics.CountCappedWait("github");
  metrics.CountCappedWait("github");
  EXPECT_TRUE(HasLine(metrics.Text(), R"(tandem_waits_capped_total{service="github"} 2)"));
  EXPECT_TRUE(HasLine(metrics.Text(), R"(tandem_waits_capped_total{service="freshdesk"} 0)"));
}

TEST(Metrics, KnowEditsAndDeletionsByName) {
  Metrics metrics;
  for (const char* kind : {"edit_comment", "delete_comment", "edit_note", "delete_note"})
    metrics.CountAction(kind, ActionOutcome::kDone);
  EXPECT_EQ(LinesOf(metrics.Text(), "tandem_actions_total"), 4U);
  EXPECT_EQ(metrics.Text().find("other"), std::string::npos);
}

TEST(Metrics, CountAnUnknownLabelValueAsOther) {
  Metrics metrics;
  for (int i = 0; i < 100; ++i) {
    const std::string stranger = "stranger" + std::to_string(i) + "\"\n";
    metrics.CountDelivery(stranger, DeliveryOutcome::kInvalid);
    metrics.CountAction(stranger, ActionOutcome::kDone);
    metrics.CountCall(stranger, 200);
    metrics.SetBudget(stranger, 5000, i);
  }
  const std::string text = metrics.Text();
  EXPECT_EQ(text.find("stranger"), std::string::npos);
  EXPECT_TRUE(HasLine(text, R"(tandem_deliveries_total{outcome="invalid",source="other"} 100)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_actions_total{kind="other",outcome="done"} 100)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_upstream_calls_total{service="other",status="200"} 100)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_upstream_budget_left{service="other"} 99)"));
}

TEST(Metrics, KeepTheLabelsOfStatusesFew) {
  struct Row {
    int status;
    const char* label;
  };
  for (const auto& [status, label] :
       {Row{0, "none"}, Row{201, "201"}, Row{206, "2xx"}, Row{304, "304"}, Row{307, "3xx"},
        Row{418, "4xx"}, Row{429, "429"}, Row{503, "503"}, Row{599, "5xx"}, Row{999, "other"},
        Row{-1, "other"}}) {
    Metrics metrics;
    metrics.CountCall("github", status);
    EXPECT_TRUE(HasLine(metrics.Text(), R"(tandem_upstream_calls_total{service="github",status=")" +
                                            std::string(label) + "\"} 1"))
        << status;
  }
  Metrics metrics;
  for (int status = -10; status < 1100; ++status) metrics.CountCall("freshdesk", status);
  EXPECT_LE(LinesOf(metrics.Text(), "tandem_upstream_calls_total"), 27U);
}

TEST(Metrics, TellTheQueueAndTheBudgetAsTheyAreNow) {
  Metrics metrics;
  metrics.SetQueue(12, milliseconds(4500), 3);
  metrics.SetQueue(2, milliseconds(1500), 1);
  metrics.SetBudget("freshdesk", 400, 399);
  metrics.SetBudget("freshdesk", 400, 17);
  const std::string text = metrics.Text();
  EXPECT_TRUE(HasLine(text, "tandem_queue_depth 2"));
  EXPECT_TRUE(HasLine(text, "tandem_queue_oldest_age_seconds 1.5"));
  EXPECT_TRUE(HasLine(text, "tandem_parked 1"));
  EXPECT_TRUE(HasLine(text, R"(tandem_upstream_budget_limit{service="freshdesk"} 400)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_upstream_budget_left{service="freshdesk"} 17)"));
}

TEST(Metrics, SortTheTimeToTheLastWriteIntoBucketsOfSeconds) {
  Metrics metrics;
  metrics.ObserveDeliveryToLastWrite(milliseconds(100));
  metrics.ObserveDeliveryToLastWrite(milliseconds(101));
  metrics.ObserveDeliveryToLastWrite(milliseconds(600'000));
  metrics.ObserveDeliveryToLastWrite(milliseconds(900'000));
  const std::string text = metrics.Text();
  EXPECT_TRUE(HasLine(text, R"(tandem_delivery_to_last_write_seconds_bucket{le="0.1"} 1)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_delivery_to_last_write_seconds_bucket{le="0.25"} 2)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_delivery_to_last_write_seconds_bucket{le="300"} 2)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_delivery_to_last_write_seconds_bucket{le="600"} 3)"));
  EXPECT_TRUE(HasLine(text, R"(tandem_delivery_to_last_write_seconds_bucket{le="+Inf"} 4)"));
}

TEST(Metrics, ShowFromTheStartWhatShouldStayAtZero) {
  Metrics metrics;
  EXPECT_TRUE(HasLine(metrics.Text(), "tandem_redis_restarts_total 0"));
  metrics.CountRedisRestart();
  EXPECT_TRUE(HasLine(metrics.Text(), "tandem_redis_restarts_total 1"));
}

TEST(Metrics, LoseNothingThatManyThreadsCountWhileTheTextIsRead) {
  Metrics metrics;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&metrics] {
      for (int n = 0; n < 1000; ++n) metrics.CountDelivery("catch_up", DeliveryOutcome::kDuplicate);
    });
  }
  for (int n = 0; n < 20; ++n) EXPECT_FALSE(metrics.Text().empty());
  std::for_each(threads.begin(), threads.end(), [](std::thread& thread) { thread.join(); });
  EXPECT_TRUE(HasLine(metrics.Text(),
                      R"(tandem_deliveries_total{outcome="duplicate",source="catch_up"} 4000)"));
}

}  // namespace
}  // namespace tandem
