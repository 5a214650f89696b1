// The very status of a ticket: within what is agreed, whoever chose it last has it.

#include "mappers/status.h"
#include "tests/mappers/message_stage.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tandem {
namespace {

using std::chrono::seconds;

enum class Outcome { kAnswered, kUnknown, kRefused };

struct StatusStage : MessageStage {
  StatusStage() {
    account.statuses = {{"open", 2}, {"pending", 3}, {"resolved", 4}, {"closed", 5}};
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
    const auto* change = std::get_if<SetTicketStatus>(&action);
    if (change != nullptr) status() = change->status;
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
};

const std::vector<int> kNone{};

TEST(TicketStatus, ThatAStewardChoseWithinItsClassStays) {
  StatusStage stage;
  stage.status() = 3;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  EXPECT_EQ(stage.Sync(seconds(60)), kNone);
  EXPECT_EQ(stage.memory().agreed, "3");
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

// As a link has it that was stored before the very status was remembered.
TEST(TicketStatus, IsLeftWhileItsClassMayBeOurLateWrite) {
  StatusStage stage;
  stage.status() = 5;
  EXPECT_EQ(stage.Sync(seconds(1)), kNone);
  auto& state = stage.link.tickets[kTicket].memory.fields[kStateField];
  state.unknown.push_back({kOpen, stage.sight.read_at});
  stage.status() = 2;
  EXPECT_EQ(stage.Sync(seconds(44)), kNone);
  EXPECT_EQ(stage.Sync(seconds(1)), std::vector{5});
}

}  // namespace
}  // namespace tandem
