// The very status of a ticket: within what is agreed, whoever chose it last has it.

#include "mappers/status.h"
#include "tests/mappers/message_stage.h"

#include <gtest/gtest.h>

#include <optional>

namespace tandem {
namespace {

using std::chrono::seconds;

enum class Outcome { kAnswered, kUnknown, kRefused };

struct StatusStage : MessageStage {
  StatusStage() {
    account.statuses = {{"open", 2}, {"pending", 3}, {"resolved", 4}, {"closed", 5}};
    rule.close_when_all_done = true;
    status() = 2;
    Sync(seconds(1), Outcome::kAnswered);
  }
  int& status() { return sight.tickets[kTicket].status; }
  FieldMemory& memory() { return link.tickets[kTicket].memory.fields[kStatusField]; }

  // What statuses are set; messages are left out.
  std::vector<int> Sync(seconds later, Outcome outcome = Outcome::kAnswered) {
    sight.read_at += later;
    const Plan plan = PlanLink(link, sight, rule, account);
    link = plan.link;
    waits = plan.waits;
    std::vector<int> set;
    for (const Action& action : plan.actions) {
      const auto* change = std::get_if<SetTicketStatus>(&action);
      Carry(action, change == nullptr ? Outcome::kAnswered : outcome);
      if (change != nullptr) set.push_back(change->status);
    }
    return set;
  }
  void Carry(const Action& action, Outcome outcome) {
    link = BeforeSending(link, action, rule, sight.read_at);
    if (outcome == Outcome::kUnknown) return;
    if (outcome == Outcome::kRefused) {
      link = AfterRefusal(link, action, rule);
      return;
    }
    if (const auto* change = std::get_if<SetTicketStatus>(&action))
      status() = answer.value_or(change->status);
    if (const auto* change = std::get_if<SetIssueState>(&action)) sight.issue.open = change->open;
    link =
        AfterAnswer(link, action, rule, {901, {}, sight.issue.open, status(), {}}, sight.read_at);
  }
  // The issue was closed, and is reopened with a write of "Open" that nobody knows of whether it
  // came through.
  void ReopenUnsurely() {
    sight.issue.open = false;
    EXPECT_EQ(Sync(seconds(1)), std::vector{4});
    sight.issue.open = true;
    EXPECT_EQ(Sync(seconds(1), Outcome::kUnknown), std::vector{2});
  }

  std::vector<Wait> waits{};
  std::optional<int> answer{};  // the status that the account makes of ours at once
};

const std::vector<int> kNone{};

TEST(TicketStatus, ThatAStewardChoseWithinItsClassStays) {
  StatusStage stage;
  stage.status() = 3;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  EXPECT_EQ(stage.Sync(seconds(60)), kNone);
  EXPECT_EQ(stage.memory().agreed, "3");
}

// Else an automation that goes to and fro within a class would hide every loop.
TEST(TicketStatus, ThatChangesWithinItsClassDoesNotCountAsAPersonsDoing) {
  StatusStage stage;
  stage.link.unprompted = {stage.sight.read_at};
  stage.status() = 3;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  EXPECT_EQ(stage.link.unprompted.size(), 1U);
}

TEST(TicketStatus, ThatAStewardChoseComesBackWhenOurLateWriteComesOverIt) {
  StatusStage stage;
  stage.ReopenUnsurely();
  stage.status() = 3;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  ASSERT_EQ(stage.waits.size(), 1U) << "it comes again by itself";
  EXPECT_EQ(stage.waits[0].until, stage.sight.read_at + seconds(44));
  stage.status() = 2;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone) << "another may follow";
  EXPECT_EQ(stage.Sync(seconds(43)), std::vector{3});
  EXPECT_EQ(stage.status(), 3);
  stage.status() = 2;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone) << "a person's by now";
  EXPECT_EQ(stage.Sync(seconds(60)), kNone);
}

TEST(TicketStatus, ThatCameThroughWithoutAnAnswerIsOursOnce) {
  StatusStage stage;
  stage.ReopenUnsurely();
  stage.status() = 2;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  stage.status() = 3;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  stage.status() = 2;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  EXPECT_EQ(stage.Sync(seconds(60)), kNone);
}

TEST(TicketStatus, OfAKnownOutcomeIsNotWaitedFor) {
  for (const Outcome outcome : {Outcome::kAnswered, Outcome::kRefused}) {
    StatusStage stage;
    stage.sight.issue.open = false;
    EXPECT_EQ(stage.Sync(seconds(1), outcome), std::vector{4});
    EXPECT_TRUE(stage.memory().unknown.empty());
  }
}

TEST(TicketStatus, IsWhatItWasWhenItsClosingWasRefusedAndIsNotWantedAnyMore) {
  StatusStage stage;
  stage.sight.issue.open = false;
  EXPECT_EQ(stage.Sync(seconds(1), Outcome::kRefused), std::vector{4});
  stage.sight.issue.open = true;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  EXPECT_EQ(stage.memory().agreed, "2");
}

TEST(TicketStatus, ThatAStewardChoseOfTheOtherClassIsHisThoughOurLateWriteHasThatClass) {
  StatusStage stage;
  stage.sight.issue.open = false;
  EXPECT_EQ(stage.Sync(seconds(1), Outcome::kUnknown), std::vector{4});
  stage.sight.issue.open = true;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone) << "it is still open";
  stage.status() = 5;  // which we never tried
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  EXPECT_FALSE(stage.sight.issue.open) << "closed with its ticket";
  EXPECT_EQ(stage.Sync(seconds(60)), kNone);
  EXPECT_EQ(stage.status(), 5);
}

TEST(TicketStatus, OfOursThatComesOverAStewardsSecondChoiceReopensNothing) {
  StatusStage stage;
  stage.ReopenUnsurely();
  stage.status() = 3;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  stage.status() = 5;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  EXPECT_FALSE(stage.sight.issue.open);
  stage.status() = 2;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone) << "ours, late";
  EXPECT_EQ(stage.Sync(seconds(60)), std::vector{5});
  EXPECT_FALSE(stage.sight.issue.open);
}

TEST(TicketStatus, ThatAnAutomationChangesAtOnceIsNotRestoredForEver) {
  StatusStage stage;
  stage.ReopenUnsurely();
  stage.status() = 3;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  stage.status() = 2;
  stage.answer = 2;
  EXPECT_EQ(stage.Sync(seconds(60)), std::vector{3});
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  EXPECT_EQ(stage.Sync(seconds(60)), kNone);
}

// As a link has it that was stored before the very status was remembered.
TEST(TicketStatus, ThatNobodyRemembersIsTheUsualOneOfItsClass) {
  StatusStage stage;
  stage.link.tickets[kTicket].memory.fields.erase(kStatusField);
  auto& state = stage.link.tickets[kTicket].memory.fields[kStateField];
  state = {kDone, kDone, {{kOpen, stage.sight.read_at}}};
  stage.link.issue_memory.fields[kStateField] = {kDone, kDone, {}};
  stage.sight.issue.open = false;
  EXPECT_EQ(stage.Sync(seconds(44)), kNone);
  EXPECT_EQ(stage.Sync(seconds(1)), std::vector{4});
}

}  // namespace
}  // namespace tandem
