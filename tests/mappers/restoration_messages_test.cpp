// The messages of a link that the store has lost: each has its one copy again.

#include "mappers/restoration.h"
#include "tests/mappers/restoration_in_step.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Restoration, MessagesWrittenMeanwhileAreCopiedOnce) {
  InStep world;
  world.AddNote(world.ticket, "<div>before</div>");
  world.AddComment("before");
  world.Sync();
  world.Forget();
  world.AddNote(world.ticket, "<div>after</div>");
  world.AddComment("after");
  const Done done = world.ComeBack();
  EXPECT_EQ(Count(done, "add_comment"), 1);
  EXPECT_EQ(Count(done, "add_note"), 1);
  EXPECT_EQ(done.size(), 2U);
}

TEST(Restoration, MessagesEditedMeanwhileHaveTheirCopiesEdited) {
  InStep world;
  const auto note = world.AddNote(world.ticket, "<div>before</div>");
  const auto comment = world.AddComment("before");
  world.Sync();
  world.EditNote(note, "<div>edited in step</div>");
  world.Sync();
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
  world.Forget();
  world.EditNote(note, "<div>edited later</div>");
  world.EditComment(comment, "edited later");
  const Done done = world.ComeBack();
  EXPECT_EQ(Count(done, "edit_comment"), 1);
  EXPECT_EQ(Count(done, "edit_note"), 1);
  EXPECT_EQ(done.size(), 2U);
  EXPECT_EQ(world.Sync(), Done{});
}

TEST(Restoration, ANoteMadePrivateMeanwhileHasItsCopyTakenBack) {
  InStep world;
  const auto note = world.AddNote(world.ticket, "<div>before</div>");
  world.Sync();
  world.Forget();
  world.EditNote(note, "<div>/private before</div>");
  EXPECT_EQ(world.ComeBack(), Done{"delete_comment"});
}

TEST(Restoration, ACommentDeletedMeanwhileTakesItsCopyWithIt) {
  InStep world;
  const auto comment = world.AddComment("before");
  world.AddComment("another");
  world.Sync();
  world.Forget();
  world.DeleteComment(comment);
  EXPECT_EQ(world.ComeBack(), Done{"delete_note"}) << "the copy's permalink names it";
}

TEST(Restoration, ANoteDeletedMeanwhileLeavesItsCopyAndIsCounted) {
  InStep world;
  const auto note = world.AddNote(world.ticket, "<div>before</div>");
  world.Sync();
  world.Forget();
  world.DeleteNote(note);
  EXPECT_EQ(world.ComeBack(), Done{});
  EXPECT_EQ(world.link.untold, 1);
}

TEST(Restoration, ACopyThatAPersonDeletedStaysDeleted) {
  InStep world;
  const auto first = world.AddNote(world.ticket, "<div>first</div>");
  world.AddNote(world.ticket, "<div>second</div>");
  const auto comment = world.AddComment("first");
  world.AddComment("second");
  world.Sync();
  world.DeleteComment(
      world.MadeBy({OperationKind::kCopyNote, first, world.link.issue.id.value, 0}));
  world.DeleteNote(world.MadeBy({OperationKind::kCopyComment, comment, world.ticket.value, 0}));
  world.Forget();
  EXPECT_EQ(world.ComeBack(), Done{});
}

TEST(Restoration, EarlierNotesOfATicketThatWasLinkedFromGithubStayUntilSomebodyBringsThem) {
  RestorationWorld world;
  const TicketId ticket = world.AddTicket();
  world.AddNote(ticket, "<div>from before the link</div>");
  TicketSide side;
  side.with_history = false;
  side.linked_by = "erin";
  world.Join(ticket, side);
  world.Sync();
  const Link before = world.link;
  world.Forget();
  world.Return(ticket);
  EXPECT_EQ(world.Sync(), Done{});
  EXPECT_FALSE(world.link.tickets.at(ticket).with_history);
  EXPECT_EQ(Pairs(world.link), Pairs(before));
}

TEST(Restoration, OfATransferredIssueNothingIsCopiedASecondTime) {
  InStep world;
  world.AddNote(world.ticket, "<div>before</div>");
  world.AddComment("before");
  world.Sync();
  world.TheIssue().ref = {{8'001}, {600}, "acme/tools", 9};
  for (Comment& comment : world.TheIssue().comments) {
    if (comment.author_login == "erin") comment.id.value += 50'000;
  }
  world.Forget();
  const Done done = world.ComeBack();
  EXPECT_EQ(done, Done{"edit_status_note"}) << "which links the issue where it is now";
  EXPECT_EQ(world.link.untold, 2);
}

}  // namespace
}  // namespace tandem
