// What tickets are told while their link is held up.

#include "mappers/held.h"

#include "mappers/draft.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

using std::chrono::minutes;

const Time kNow = Time(std::chrono::hours(500'000));
const Account kAccount{"https://acme.freshdesk.com", "https://github.com", {}, {}, {}, {}};

Link LinkOfTwo() {
  Link link;
  link.issue = {IssueId{456}, RepositoryId{789}, "acme/infrastructure", 5};
  link.tickets[TicketId{1}].status_note = {NoteId{11}, "facts"};
  link.tickets[TicketId{2}].status_note = {NoteId{12}, "facts"};
  return link;
}

Link After(const Plan& plan) {
  Link link = plan.link;
  for (const Action& action : plan.actions) {
    const auto& note = std::get<EditStatusNote>(action);
    link.tickets[note.ticket].status_note.hash = note.hash;
  }
  return link;
}

TEST(PlanHeld, SaysInEveryStatusNoteWhyAndSinceWhen) {
  const Plan plan = PlanHeld(LinkOfTwo(), kAccount,
                             {"GitHub answers 502", kNow, false, std::chrono::minutes(10)});
  ASSERT_EQ(plan.actions.size(), 2U);
  const auto& note = std::get<EditStatusNote>(plan.actions[0]);
  EXPECT_EQ(note.note, NoteId{11});
  EXPECT_EQ(note.operation.kind, OperationKind::kStatusNote);
  for (const char* part : {"acme/infrastructure#5", "Held up", "GitHub answers 502", "2027-01-15",
                           "goes on trying by itself", "within 10 minutes"})
    EXPECT_NE(note.html.find(part), std::string::npos) << part << " is not in " << note.html;
}

TEST(PlanHeld, SaysItOnceThoughTheNumbersInTheReasonChange) {
  const Link told = After(PlanHeld(LinkOfTwo(), kAccount, {"again in 40 s", kNow, false}));
  EXPECT_TRUE(PlanHeld(told, kAccount, {"again in 80 s", kNow, false}).actions.empty());
  EXPECT_EQ(PlanHeld(told, kAccount, {"the token is refused", kNow, false}).actions.size(), 2U);
  EXPECT_EQ(PlanHeld(told, kAccount, {"again in 40 s", kNow, true}).actions.size(), 2U);
}

TEST(PlanHeld, SaysOfWhatNeedsAPersonHowToTryAgainAndWhenItIsTriedByItself) {
  const Holdup hourly{"the issue is locked", kNow, true, std::chrono::hours(1)};
  const Plan plan = PlanHeld(LinkOfTwo(), kAccount, hourly);
  const std::string html = std::get<EditStatusNote>(plan.actions.at(0)).html;
  for (const char* part : {"A person has to look at it", "within an hour", "/sync"})
    EXPECT_NE(html.find(part), std::string::npos) << part << " is not in " << html;
}

TEST(PlanHeld, MakesTheNoteOfATicketThatHasJustJoined) {
  Link link = LinkOfTwo();
  link.tickets[TicketId{1}].status_note = {};
  const Plan plan = PlanHeld(link, kAccount, {"down", kNow, false});
  ASSERT_EQ(plan.actions.size(), 2U);
  const auto* made = std::get_if<AddNote>(plan.actions.data());
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(made->operation, (Operation{OperationKind::kStatusNote, 1, 1, 0}));
  link.intents[made->operation] = {};
  EXPECT_EQ(PlanHeld(link, kAccount, {"down", kNow, false}).actions.size(), 1U);
}

TEST(PlanHeld, LeavesTicketsAloneThatAreLeaving) {
  Link link = LinkOfTwo();
  link.tickets[TicketId{1}].ending = Ending{};
  link.tickets[TicketId{2}].ending = Ending{};
  EXPECT_TRUE(PlanHeld(link, kAccount, {"down", kNow, false}).actions.empty());
}

TEST(PlanHeld, EscapesTheReason) {
  const Plan plan = PlanHeld(LinkOfTwo(), kAccount, {"<script>", kNow, false});
  EXPECT_EQ(std::get<EditStatusNote>(plan.actions[0]).html.find("<script>"), std::string::npos);
}

const Operation kOnIssue{OperationKind::kTellHeldUp, 0, 456, 0};

TEST(PlanHeldOnIssue, SaysWhatWhySinceWhenAndTheNextTryInOurOwnWordsAlone) {
  const Plan plan = PlanHeldOnIssue(LinkOfTwo(), kAccount,
                                    {"customer@example.org wrote", kNow, false, minutes(10)},
                                    Obstacle::kNoAnswer);
  ASSERT_EQ(plan.actions.size(), 1U);
  const auto& comment = std::get<AddComment>(plan.actions[0]);
  EXPECT_EQ(comment.operation, kOnIssue);
  for (const char* part :
       {"Held up", "2027-01-15", "ticket 1", "ticket 2", "because Freshdesk does not answer",
        "tries again within 10 minutes", "arrives there later"})
    EXPECT_NE(comment.body.text().find(part), std::string::npos)
        << part << " is not in " << comment.body.text();
  EXPECT_EQ(comment.body.text().find("customer@example.org"), std::string::npos);
}

TEST(PlanHeldOnIssue, SaysItOnceAndAnewTheNextTime) {
  const Holdup holdup{"down", kNow, true};
  Link link = LinkOfTwo();
  const auto first = std::get<AddComment>(
      PlanHeldOnIssue(link, kAccount, holdup, Obstacle::kNoAnswer).actions.at(0));
  link.intents[kOnIssue] = {};
  EXPECT_TRUE(PlanHeldOnIssue(link, kAccount, holdup, Obstacle::kNoAnswer).actions.empty())
      << "it may be there";
  link.intents.clear();
  link.copies[kOnIssue] = {77, first.source_hash, {}};
  EXPECT_TRUE(PlanHeldOnIssue(link, kAccount, holdup, Obstacle::kNoAnswer).actions.empty())
      << "it is there";
  link.copies[kOnIssue] = {0, {}, {}};
  const Plan again = PlanHeldOnIssue(link, kAccount, holdup, Obstacle::kNoAnswer);
  ASSERT_EQ(again.actions.size(), 1U) << "it was taken back";
  EXPECT_EQ(std::get<AddComment>(again.actions[0]).operation.n, 1);
}

TEST(PlanHeldOnIssue, SaysAnotherReasonInTheCommentThatIsThere) {
  const Holdup holdup{"down", kNow, false, minutes(1)};
  Link link = LinkOfTwo();
  const auto first = std::get<AddComment>(
      PlanHeldOnIssue(link, kAccount, holdup, Obstacle::kNoAnswer).actions.at(0));
  EXPECT_NE(first.body.text().find("within 60 seconds"), std::string::npos);
  link.copies[kOnIssue] = {77, first.source_hash, {}};
  const Plan plan = PlanHeldOnIssue(link, kAccount, holdup, Obstacle::kNoRight);
  ASSERT_EQ(plan.actions.size(), 1U);
  const auto& edit = std::get<EditComment>(plan.actions[0]);
  EXPECT_EQ(edit.comment, CommentId{77});
  EXPECT_NE(edit.body.text().find("credentials or rights"), std::string::npos);
  link.copies[kOnIssue].source_hash = edit.source_hash;
  EXPECT_TRUE(PlanHeldOnIssue(link, kAccount, holdup, Obstacle::kNoRight).actions.empty());
  const Plan refused = PlanHeldOnIssue(link, kAccount, holdup, Obstacle::kRefused);
  ASSERT_EQ(refused.actions.size(), 1U);
  EXPECT_NE(std::get<EditComment>(refused.actions[0]).body.text().find("refuses what it writes"),
            std::string::npos);
}

struct Taken {
  Link link = LinkOfTwo();
  Sight sight{};
  Rule rule{};
  Account account = kAccount;
  Plan By(const std::vector<Wait>& waits = {}) {
    account.look_after = std::chrono::seconds(45);
    Draft draft{sight, rule, account, Guard(rule, Visibility::kPrivate)};
    draft.link() = link;
    draft.plan.waits = waits;
    TakeBackHeldUp(draft);
    return std::move(draft.plan);
  }
};

TEST(TakeBackHeldUp, DeletesTheCommentAndNothingTwice) {
  Taken taken;
  taken.link.copies[kOnIssue] = {77, {}, {}};
  const Plan plan = taken.By();
  ASSERT_EQ(plan.actions.size(), 1U);
  EXPECT_EQ(std::get<DeleteComment>(plan.actions[0]).comment, CommentId{77});
  EXPECT_TRUE(SaysAllIsWell(plan.actions[0]));
  taken.link.copies[kOnIssue].id = 0;
  EXPECT_TRUE(taken.By().actions.empty());
}

TEST(TakeBackHeldUp, LeavesTheCommentWhileSomethingWaits) {
  Taken taken;
  taken.link.copies[kOnIssue] = {77, {}, {}};
  EXPECT_TRUE(taken.By({{kNow, "a note may have been made"}}).actions.empty());
}

TEST(TakeBackHeldUp, LooksForOneWhoseOutcomeIsUnknownUntilItCannotAppearAnyMore) {
  Taken taken;
  taken.link.intents[kOnIssue] = {kNow, {}, {}};
  taken.sight.read_at = kNow + std::chrono::seconds(44);
  Plan plan = taken.By();
  ASSERT_EQ(plan.waits.size(), 1U);
  EXPECT_EQ(plan.link.intents.size(), 1U);
  taken.sight.read_at = kNow + std::chrono::seconds(45);
  plan = taken.By();
  EXPECT_TRUE(plan.waits.empty());
  EXPECT_TRUE(plan.link.intents.empty());
}

}  // namespace
}  // namespace tandem
