// What is remembered of copies while their sources are edited, deleted and published anew: what the
// plan folders, each a single sync, cannot show.

#include "mappers/draft.h"
#include "mappers/markup.h"
#include "mappers/progress.h"
#include "tests/mappers/message_stage.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tandem {
namespace {

using std::chrono::seconds;

const Operation kNote{OperationKind::kCopyNote, 11, 7001, 0};
const Operation kComment{OperationKind::kCopyComment, 21, 123, 0};

using Stage = MessageStage;

TEST(MessageEdits, GoOnForTheWholeLifeOfANote) {
  Stage stage;
  stage.notes() = {PrivateNote(11, "a")};
  EXPECT_EQ(stage.Sync(), Names{"add_comment"});
  EXPECT_EQ(stage.Sync(), Names{});
  stage.notes()[0].html = "b";
  EXPECT_EQ(stage.Sync(), Names{"edit_comment"});
  EXPECT_EQ(stage.Sync(), Names{});
  stage.notes()[0].html = "a";
  EXPECT_EQ(stage.Sync(), Names{"edit_comment"});
  stage.notes()[0].html = "/private a";
  EXPECT_EQ(stage.Sync(), Names{"delete_comment"});
  EXPECT_EQ(stage.Sync(), Names{});
  stage.notes()[0].html = "/private b";
  EXPECT_EQ(stage.Sync(), Names{});
  stage.notes()[0].html = "a";
  EXPECT_EQ(stage.Sync(seconds(1), 905), Names{"add_comment"});
  Operation anew = kNote;
  anew.n = 1;
  EXPECT_EQ(stage.link.copies.at(kNote).id, 0);
  EXPECT_EQ(stage.link.copies.at(anew), (Copy{905, HashOfHtml("a"), kTicket}));
  stage.notes().clear();
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_EQ(stage.Sync(seconds(45)), Names{"delete_comment"});
  EXPECT_EQ(stage.Sync(seconds(60)), Names{});
}

TEST(MessageEdits, WhileANoteMayNotBePublishedDoNotPublishItLater) {
  Stage stage;
  stage.sight.visibility = Visibility::kPublic;
  stage.notes() = {PrivateNote(11, "a")};
  EXPECT_EQ(stage.Sync(), Names{});
  stage.notes()[0].html = "b";
  EXPECT_EQ(stage.Sync(), Names{});
  stage.sight.visibility = Visibility::kPrivate;
  EXPECT_EQ(stage.Sync(), Names{});
  stage.notes()[0].html = "c";
  EXPECT_EQ(stage.Sync(), Names{"add_comment"});
}

TEST(MessageEdits, OfANoteThatWasTakenBackAreNotMistakenForItsOldText) {
  Stage stage;
  stage.notes() = {PrivateNote(11, "a")};
  stage.Sync();
  stage.notes()[0].html = "/private a";
  EXPECT_EQ(stage.Sync(), Names{"delete_comment"});
  stage.notes()[0].html = "a";  // before any other sync
  EXPECT_EQ(stage.Sync(), Names{"add_comment"});
}

TEST(MessageEdits, GoOnForTheWholeLifeOfAComment) {
  Stage stage;
  Comment comment;
  comment.id = {21};
  comment.markdown = "a";
  stage.sight.issue.comments = {comment};
  EXPECT_EQ(stage.Sync(), Names{"add_note"});
  stage.sight.issue.comments[0].markdown = "b";
  EXPECT_EQ(stage.Sync(), Names{"edit_note"});
  EXPECT_EQ(stage.Sync(), Names{});
  stage.sight.issue.comments[0].markdown = "/private b";
  EXPECT_EQ(stage.Sync(), Names{"delete_note"});
  stage.sight.issue.comments[0].markdown = "b";
  EXPECT_EQ(stage.Sync(), Names{"add_note"});
  stage.sight.issue.comments.clear();
  EXPECT_EQ(CommentsToLookFor(stage.link, stage.sight), std::vector<CommentId>{CommentId{21}});
  EXPECT_EQ(stage.Sync(), Names{});
  stage.sight.gone_comments = {CommentId{21}};
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_EQ(stage.Sync(seconds(59)), Names{}) << "one answer may be wrong";
  EXPECT_EQ(stage.Sync(seconds(60)), Names{"delete_note"});
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_TRUE(CommentsToLookFor(stage.link, stage.sight).empty());
}

TEST(MessageSources, AreRememberedWithTheTimeAtWhichTheyWereWritten) {
  Stage stage;
  Comment copied;
  copied.id = {21};
  copied.markdown = "a";
  copied.created_at = stage.sight.read_at - seconds(7);
  Comment left_out = copied;
  left_out.id = {22};
  left_out.markdown = "/private b";
  stage.sight.issue.comments = {copied, left_out};
  const auto written = [&](std::int64_t id) {
    return stage.link.copies.at({OperationKind::kCopyComment, id, kTicket.value, 0}).source_at;
  };
  EXPECT_EQ(stage.Sync(), Names{"add_note"});
  EXPECT_EQ(written(21), copied.created_at) << "with the answer, so that nothing is to be saved";
  EXPECT_EQ(written(22), copied.created_at);
  for (auto& entry : stage.link.copies) entry.second.source_at = {};  // an older version's
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_EQ(written(21), copied.created_at);
}

TEST(MessageEdits, AreDoneAfterAnAnswerAndNotAfterARefusal) {
  Stage stage;
  stage.notes() = {PrivateNote(11, "a")};
  stage.Sync();
  stage.notes()[0].html = "b";
  const Plan plan = PlanLink(stage.link, stage.sight, stage.rule, stage.account);
  ASSERT_EQ(plan.actions.size(), 1U);
  const Link before = BeforeSending(plan.link, plan.actions[0], stage.rule, stage.sight.read_at);
  EXPECT_TRUE(IsUnsure(before, OwnComment({901}))) << "nobody knows what the comment says now";
  EXPECT_EQ(AfterRefusal(before, plan.actions[0], stage.rule), plan.link);
  EXPECT_EQ(stage.Sync(), Names{"edit_comment"});
}

TEST(MessageDeletions, ForgetThatANoteWasMissingWhenItIsSeenAgain) {
  Stage stage;
  stage.notes() = {PrivateNote(11, "a")};
  stage.Sync();
  const auto kept = stage.notes();
  stage.notes().clear();
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_EQ(stage.link.copies.at(kNote).missing_since, stage.sight.read_at);
  stage.notes() = kept;
  EXPECT_EQ(stage.Sync(seconds(44)), Names{});
  EXPECT_EQ(stage.link.copies.at(kNote).missing_since, Time{});
  stage.notes().clear();
  EXPECT_EQ(stage.Sync(seconds(44)), Names{});
  EXPECT_EQ(stage.Sync(seconds(44)), Names{});
  EXPECT_EQ(stage.Sync(seconds(1)), Names{"delete_comment"});
}

TEST(MessageDeletions, KnowTheTicketOfANoteThatWasDeletedRightAfterItWasCopied) {
  Stage stage;
  stage.notes() = {PrivateNote(11, "a")};
  EXPECT_EQ(stage.Sync(), Names{"add_comment"});
  EXPECT_EQ(stage.link.copies.at(kNote).ticket, kTicket);
  stage.notes().clear();
  stage.Sync();
  EXPECT_EQ(stage.Sync(seconds(45)), Names{"delete_comment"});
}

TEST(MessageDeletions, KnowTheTicketOfANoteWhoseCopyWasFoundByItsMarker) {
  Stage stage;
  stage.link.intents[kNote] = {stage.sight.read_at, "hash", kTicket};
  Comment found;
  found.id = {901};
  found.mark = Mark{kNote};
  stage.sight.issue.comments = {found};
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_EQ(stage.link.copies.at(kNote).ticket, kTicket);
  EXPECT_EQ(stage.Sync(seconds(45)), Names{"delete_comment"});
}

TEST(MessageDeletions, LearnTheTicketOfACopyThatAnOlderVersionRecorded) {
  Stage stage;
  stage.link.copies[kNote] = {901, {}};
  stage.notes() = {PrivateNote(11, "a")};
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_EQ(stage.link.copies.at(kNote), (Copy{901, HashOfHtml("a"), kTicket}));
  stage.notes()[0].html = "b";
  EXPECT_EQ(stage.Sync(), Names{"edit_comment"});
}

TEST(MessageDeletions, ForgetWhatWasMissingOnceItsCopyIsDeleted) {
  Stage stage;
  stage.notes() = {PrivateNote(11, "a")};
  stage.Sync();
  stage.notes().clear();
  stage.Sync();
  stage.Sync(seconds(45));
  EXPECT_EQ(stage.link.copies.at(kNote), (Copy{0, HashOfHtml("a"), kTicket}));
}

TEST(History, IsRememberedWithItsTextSoThatAnEditShows) {
  Stage stage;
  TicketSide& side = stage.link.tickets[kTicket];
  side.fresh = true;
  side.with_history = false;
  stage.notes() = {PrivateNote(11, "a")};
  stage.Sync();
  EXPECT_EQ(stage.link.copies.at(kNote), (Copy{0, HashOfHtml("a"), kTicket, true}));
  stage.notes()[0].html = "b";
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_TRUE(stage.link.copies.at(kNote).history);
  stage.notes()[0].html = "/publish b";
  EXPECT_EQ(stage.Sync(), Names{"add_comment"});
  stage.notes()[0].html = "b";  // shared once, it is a note like any other
  EXPECT_EQ(stage.Sync(), Names{"edit_comment"});
}

TEST(History, OfAnOlderVersionIsOneFromTheFirstSightOn) {
  Stage stage;
  stage.link.copies[kNote] = {};
  stage.notes() = {PrivateNote(11, "a")};
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_EQ(stage.link.copies.at(kNote), (Copy{0, HashOfHtml("a"), kTicket, true}));
}

TEST(NewestCopy, IsTheOneWithTheHighestNumberOfThatMessageAlone) {
  const auto with = [](Operation operation, std::int64_t n) {
    operation.n = n;
    return operation;
  };
  const std::map<Operation, Copy> copies{{with(kNote, 0), {1}},
                                         {with(kNote, 2), {2}},
                                         {{OperationKind::kCopyNote, 11, 7002, 5}, {3}},
                                         {{OperationKind::kCopyNote, 12, 7001, 0}, {4}}};
  ASSERT_NE(NewestCopy(copies, kNote), nullptr);
  EXPECT_EQ(NewestCopy(copies, kNote)->second.id, 2);
  EXPECT_EQ(NewestCopy(copies, with(kNote, 7))->second.id, 2);
  EXPECT_EQ(NewestCopy(copies, kComment), nullptr);
  EXPECT_EQ(NewestCopy(copies, {OperationKind::kCopyNote, 10, 7001, 0}), nullptr);
  EXPECT_EQ(NewestCopy(copies, {OperationKind::kCopyNote, 11, 7000, 0}), nullptr);
  EXPECT_EQ(NewestCopy({}, kNote), nullptr);
}

TEST(PossibleOperations, NameWhatMayHaveBeenPublishedAnewThoughNobodyRemembers) {
  Stage stage;
  stage.notes() = {PrivateNote(11, "a")};
  Comment comment;
  comment.id = {21};
  stage.sight.issue.comments = {comment};
  const auto possible = PossibleOperations(stage.link, stage.sight);
  for (Operation operation : {kNote, kComment}) {
    for (; operation.n <= 3; ++operation.n)
      EXPECT_EQ(std::count(possible.begin(), possible.end(), operation), 1) << operation.n;
  }
  Operation later = kNote;
  later.n = 9;
  stage.link.intents[later] = {};
  const auto remembered = PossibleOperations(stage.link, stage.sight);
  EXPECT_EQ(std::count(remembered.begin(), remembered.end(), later), 1);
}

TEST(IsOpen, HoldsWhileTheIssueOrAnyTicketIsMeantToBe) {
  Stage stage;
  EXPECT_TRUE(IsOpen(stage.link));
  stage.link.issue_memory.fields[kStateField].agreed = "done";
  EXPECT_TRUE(IsOpen(stage.link));
  stage.link.tickets[kTicket].memory.fields[kStateField].agreed = "done";
  EXPECT_FALSE(IsOpen(stage.link));
  stage.link.tickets[TicketId{124}] = {};
  EXPECT_TRUE(IsOpen(stage.link));
  stage.link.tickets.clear();
  stage.link.issue_memory.fields[kStateField].agreed = "open";
  EXPECT_FALSE(IsOpen(stage.link));
}

TEST(MayBeWritten, HoldsForNewAndChangedPrivateNotesOnly) {
  Stage stage;
  Note note = PrivateNote(11, "a");
  EXPECT_TRUE(MayBeWritten(stage.link, note));
  note.mark = Mark{};
  EXPECT_FALSE(MayBeWritten(stage.link, note)) << "our own";
  stage.link.copies[kNote] = {901, HashOfHtml("b")};
  EXPECT_TRUE(MayBeWritten(stage.link, note)) << "somebody's, who has pasted a marker of ours";
  note.mark.reset();
  stage.link.copies[kNote] = {901, HashOfHtml("a")};
  EXPECT_FALSE(MayBeWritten(stage.link, note));
  note.html = "b";
  EXPECT_TRUE(MayBeWritten(stage.link, note));
  note.kind = Note::Kind::kReply;
  EXPECT_FALSE(MayBeWritten(stage.link, note));
  note.kind = Note::Kind::kPrivateNote;
  stage.link.copies[kNote].source_hash.clear();
  EXPECT_FALSE(MayBeWritten(stage.link, note));
}

TEST(NotesToWrite, AreThoseThatAWaitingIssueCommandBringsOverToo) {
  Stage stage;
  Ticket ticket;
  ticket.id = kTicket;
  ticket.notes = {PrivateNote(11, "old"), PrivateNote(12, "/issue")};
  stage.link.copies[kNote] = {0, HashOfHtml("old"), kTicket, true};
  EXPECT_EQ(NotesToWrite(stage.link, ticket), (std::set<NoteId>{{12}})) << "its history is there";
  stage.link.tickets[kTicket].with_history = false;
  EXPECT_EQ(NotesToWrite(stage.link, ticket), (std::set<NoteId>{{11}, {12}}));
  stage.link.tickets[kTicket].commands_until = {ticket.notes[1].created_at, 12};
  EXPECT_EQ(NotesToWrite(stage.link, ticket), (std::set<NoteId>{{12}})) << "carried out already";
}

TEST(CommentsToLookFor, AreThoseWithALiveCopyOnATicketOfTheLink) {
  Stage stage;
  stage.link.tickets[TicketId{124}] = {};
  stage.link.copies = {{kComment, {902}},
                       {{OperationKind::kCopyComment, 21, 124, 0}, {903}},
                       {{OperationKind::kCopyComment, 22, 123, 0}, {0}},
                       {{OperationKind::kCopyComment, 23, 999, 0}, {904}},
                       {{OperationKind::kCopyComment, 24, 123, 0}, {905}},
                       {kNote, {906}}};
  Comment there;
  there.id = {24};
  stage.sight.issue.comments = {there};
  EXPECT_EQ(CommentsToLookFor(stage.link, stage.sight), std::vector<CommentId>{CommentId{21}});
}

}  // namespace
}  // namespace tandem
