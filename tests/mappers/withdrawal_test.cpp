#include "mappers/withdrawal.h"

#include "mappers/markup.h"
#include "mappers/progress.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

constexpr TicketId kTicket{123};
constexpr TicketId kSister{124};

Operation CopyOf(std::int64_t note, std::int64_t n = 0) {
  return {OperationKind::kCopyNote, note, 7001, n};
}

struct Stage {
  Stage() {
    sight.read_at = Time(std::chrono::hours(500'000));
    sight.visibility = Visibility::kPublic;
    sight.issue.ref = link.issue = {{7001}, {500}, "acme/infrastructure", 5};
    for (const TicketId id : {kTicket, kSister}) {
      sight.tickets[id].requester.looked_up = true;
      link.tickets[id].fresh = false;
      sight.tickets[id].id = id;
    }
  }
  Plan Withdraw() const { return PlanWithdrawal(link, sight, {}, {}, kTicket); }

  Link link{};
  Sight sight{};
};

TEST(Withdrawal, DeletesTheCopiesOfTheTicketsNotesAndNothingElse) {
  Stage stage;
  stage.link.copies = {{CopyOf(11), {901, "a", kTicket}},
                       {CopyOf(12), {902, "b", kSister}},
                       {CopyOf(13), {0, "c", kTicket}},
                       {CopyOf(14, 1), {904, "d", kTicket}},
                       {{OperationKind::kCopyComment, 21, 123, 0}, {905, "e"}},
                       {{OperationKind::kTellTicketDone, 123, 7001, 1}, {906, {}}}};
  const Plan plan = stage.Withdraw();
  const std::vector<Action> expected{DeleteComment{{901}, CopyOf(11), "a"},
                                     DeleteComment{{904}, CopyOf(14, 1), "d"}};
  EXPECT_EQ(plan.actions, expected);
  EXPECT_TRUE(plan.waits.empty());
  EXPECT_EQ(plan.decisions,
            std::vector<std::string>{"2 comments that copy notes of ticket 123 are withdrawn"});
}

TEST(Withdrawal, WaitsWhileTheIssueCannotBeSeen) {
  for (const Presence presence :
       {Presence::kMoved, Presence::kRepositoryGone, Presence::kDeleted}) {
    Stage stage;
    stage.link.copies = {{CopyOf(11), {901, "a", kTicket}}};
    stage.sight.presence = presence;
    const Plan plan = stage.Withdraw();
    EXPECT_TRUE(plan.actions.empty()) << "a 404 would look as if it were done";
    EXPECT_EQ(plan.waits.size(), 1U);
  }
}

TEST(Withdrawal, IsDoneOnceItsActionsAreAnsweredAndStaysDone) {
  Stage stage;
  Note note;
  note.id = {11};
  note.kind = Note::Kind::kPrivateNote;
  note.html = "a";
  stage.sight.tickets[kTicket].notes = {note};
  stage.sight.visibility = Visibility::kPrivate;
  for (auto& entry : stage.link.tickets) {
    entry.second.memory.fields["state"] = {"open", "open", {}};
    entry.second.memory.fields["tag"] = {"on", "on", {}};
  }
  Plan plan = PlanLink(stage.link, stage.sight, {}, {});
  const auto carry_out = [&] {
    stage.link = plan.link;
    for (const Action& action : plan.actions)
      stage.link = AfterAnswer(BeforeSending(stage.link, action, {}, {}), action, {},
                               {901, {}, true, 0, {}}, {});
  };
  carry_out();
  ASSERT_EQ(stage.link.copies.at(CopyOf(11)).id, 901);
  plan = stage.Withdraw();
  ASSERT_EQ(plan.actions.size(), 1U);
  carry_out();
  EXPECT_EQ(stage.link.copies.at(CopyOf(11)).id, 0);
  EXPECT_TRUE(stage.Withdraw().actions.empty());
  for (const Action& action : PlanLink(stage.link, stage.sight, {}, {}).actions)
    EXPECT_FALSE(WritesToGithub(action)) << NameOf(action);
}

TEST(Withdrawal, FindsWhatOnlyAMarkerOrTheTicketItselfTells) {
  Stage stage;
  Note known;
  known.id = {11};
  Note marked;
  marked.id = {12};
  stage.sight.tickets[kTicket].notes = {known, marked};
  Note sisters;
  sisters.id = {13};
  stage.sight.tickets[kSister].notes = {sisters};
  stage.link.copies = {{CopyOf(11), {901, "a"}}, {CopyOf(13), {903, "a"}}};
  Comment comment;
  comment.id = {902};
  comment.mark = Mark{CopyOf(12)};
  stage.sight.issue.comments = {comment};
  const Plan plan = stage.Withdraw();
  ASSERT_EQ(plan.actions.size(), 2U);
  EXPECT_EQ(std::get<DeleteComment>(plan.actions[0]).comment, CommentId{901});
  EXPECT_EQ(std::get<DeleteComment>(plan.actions[1]).comment, CommentId{902});
}

TEST(Withdrawal, WaitsForACopyOfUnknownOutcome) {
  Stage stage;
  stage.link.intents = {{CopyOf(11), {stage.sight.read_at - std::chrono::seconds(5), "a", kTicket}},
                        {CopyOf(12), {stage.sight.read_at, "a", kSister}}};
  const Plan plan = stage.Withdraw();
  EXPECT_TRUE(plan.actions.empty());
  ASSERT_EQ(plan.waits.size(), 1U);
  EXPECT_EQ(plan.waits[0].until, stage.sight.read_at + std::chrono::seconds(40));
}

// Its note may be deleted since: then nobody sends it again, and nobody looks for it any more.
TEST(Withdrawal, WaitsNoLongerForACopyThatCanNotComeThroughAnyMore) {
  Stage stage;
  const Time sent = stage.sight.read_at - Account().look_after;
  stage.link.intents = {{CopyOf(11), {sent, "a", kTicket}}};
  EXPECT_TRUE(stage.Withdraw().waits.empty());
  stage.sight.read_at -= std::chrono::milliseconds(1);
  ASSERT_EQ(stage.Withdraw().waits.size(), 1U);
  EXPECT_EQ(stage.Withdraw().waits[0].until, sent + Account().look_after);
}

// Whether its edit was mirrored or not: only what is edited from now on comes again.
TEST(Withdrawal, LeavesOutTheNoteAsItIsNow) {
  Stage stage;
  Note edited;
  edited.id = {11};
  edited.html = "edited";
  Note remade = edited;
  remade.id = {12};
  stage.sight.tickets[kTicket].notes = {edited, remade};
  stage.link.copies = {{CopyOf(11), {901, "before", kTicket}},
                       {CopyOf(12), {0, kOfNoText, kTicket}}};
  const Plan plan = stage.Withdraw();
  const std::vector<Action> expected{DeleteComment{{901}, CopyOf(11), HashOfHtml("edited")}};
  EXPECT_EQ(plan.actions, expected);
  EXPECT_EQ(plan.link.copies.at(CopyOf(12)).source_hash, HashOfHtml("edited"))
      << "an edit has taken its copy back, and was to make it anew";
}

TEST(Withdrawal, IsUnsureWhileADeletionMayHaveBeenDone) {
  Stage stage;
  stage.link.copies = {{CopyOf(11), {901, "a", kTicket}}, {CopyOf(12), {902, "b", kSister}}};
  stage.link.unsure_writes[OwnComment({902})] = {{stage.sight.read_at, true}};
  stage.link.unsure_writes[OwnComment({901})] = {{stage.sight.read_at, false}};
  EXPECT_FALSE(WithdrawalIsUnsure(stage.link, stage.sight, kTicket));
  stage.link.unsure_writes[OwnComment({901})] = {{stage.sight.read_at, true}};
  EXPECT_TRUE(WithdrawalIsUnsure(stage.link, stage.sight, kTicket));
}

TEST(Withdrawal, WaitsUntilItIsKnownWhoCanReadTheRepository) {
  Stage stage;
  stage.sight.visibility = Visibility::kUnknown;
  stage.link.copies = {{CopyOf(11), {901, "a", kTicket}}};
  EXPECT_TRUE(stage.Withdraw().actions.empty());
  EXPECT_EQ(stage.Withdraw().waits.size(), 1U);
}

}  // namespace
}  // namespace tandem
