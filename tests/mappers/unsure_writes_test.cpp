// Writes to messages of ours whose outcome nobody knows: later ones do not overtake them.

#include "mappers/draft.h"
#include "mappers/progress.h"
#include "tests/mappers/message_stage.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tandem {
namespace {

using std::chrono::seconds;
using Stage = MessageStage;

// An edit to "b" whose answer was lost; then the note says something else.
struct LostEdit : Stage {
  explicit LostEdit(const std::string& then) {
    notes() = {PrivateNote(11, "a")};
    Sync();
    notes()[0].html = "b";
    const Plan plan = PlanLink(link, sight, rule, account);
    EXPECT_EQ(plan.actions.size(), 1U);
    link = BeforeSending(plan.link, plan.actions.at(0), rule, sight.read_at);
    notes()[0].html = then;
  }
};

TEST(UnsureEdits, AreNotOvertakenByALaterOneThatTheyCouldStillOverwrite) {
  LostEdit stage("c");
  EXPECT_EQ(stage.Sync(seconds(44)), Names{});
  const Plan plan = PlanLink(stage.link, stage.sight, stage.rule, stage.account);
  ASSERT_EQ(plan.waits.size(), 1U) << "it comes again by itself";
  EXPECT_EQ(plan.waits[0].until, stage.sight.read_at + seconds(1));
  EXPECT_EQ(stage.Sync(seconds(1)), Names{"edit_comment"});
  EXPECT_EQ(stage.Sync(), Names{});
  EXPECT_TRUE(stage.link.unsure_writes.empty());
}

TEST(UnsureEdits, AreFollowedByAnotherThoughTheSourceSaysWhatItSaidBefore) {
  LostEdit stage("a");
  EXPECT_EQ(stage.Sync(seconds(45)), Names{"edit_comment"}) << "the copy may say b";
  EXPECT_EQ(stage.Sync(), Names{});
}

TEST(UnsureEdits, StayUnsureWhenTheNextOneIsRefused) {
  LostEdit stage("c");
  stage.sight.read_at += seconds(45);
  const Plan plan = PlanLink(stage.link, stage.sight, stage.rule, stage.account);
  ASSERT_EQ(plan.actions.size(), 1U);
  const Link sent = BeforeSending(plan.link, plan.actions[0], stage.rule, stage.sight.read_at);
  EXPECT_EQ(AfterRefusal(sent, plan.actions[0], stage.rule), plan.link);
}

// A link with an older note and comment, and a store that was lost when they may have been on their
// way; copies that were under way then would carry a marker once they have come through.
struct LostStore : Stage {
  LostStore() {
    account.remembers_since = sight.read_at;
    notes() = {PrivateNote(11, "a")};
    notes()[0].created_at = sight.read_at - seconds(20);
    Comment comment;
    comment.id = {21};
    comment.markdown = "b";
    comment.created_at = sight.read_at - seconds(10);
    sight.issue.comments = {comment};
  }
};

TEST(ALostStore, MayHaveSentWhatIsOlderThanItsLoss) {
  LostStore stage;
  EXPECT_EQ(stage.Sync(), Names{});
  const Plan plan = PlanLink(stage.link, stage.sight, stage.rule, stage.account);
  ASSERT_EQ(plan.waits.size(), 2U);
  for (const Wait& wait : plan.waits)
    EXPECT_EQ(wait.until, stage.account.remembers_since + seconds(45));
  EXPECT_EQ(stage.Sync(seconds(43)), Names{});
  EXPECT_EQ(stage.Sync(seconds(1)), (Names{"add_comment", "add_note"}));
}

TEST(ALostStore, HoldsWhatComesLaterBehindWhatIsOlder) {
  LostStore stage;
  stage.notes().push_back(PrivateNote(12, "c"));
  stage.notes()[1].created_at = stage.sight.read_at + seconds(1);
  EXPECT_EQ(stage.Sync(seconds(2)), Names{});
  EXPECT_EQ(stage.Sync(seconds(43)), (Names{"add_comment", "add_note", "add_comment"}));
}

TEST(ALostStore, HoldsNothingThatWasWrittenSince) {
  LostStore stage;
  stage.notes()[0].created_at = stage.account.remembers_since;
  stage.sight.issue.comments.clear();
  EXPECT_EQ(stage.Sync(), Names{"add_comment"});
}

// Two copies of note 11, of which the later one is on record: it says what the note says now.
struct TwoCopies : Stage {
  explicit TwoCopies(const std::string& first_says) {
    const Operation operation{OperationKind::kCopyNote, 11, link.issue.id.value, 0};
    notes() = {PrivateNote(11, "new")};
    link.copies[operation] = {902, notes()[0].html.hash(), kTicket};
    sight.issue.comments = {Of(operation, 901, first_says), Of(operation, 902, "new")};
  }
  Comment Of(const Operation& operation, std::int64_t id, const std::string& text) const {
    Comment comment;
    comment.id = {id};
    comment.markdown = text;
    comment.mark = Mark{operation};
    comment.created_at = comment.updated_at = sight.read_at - seconds(1000 - id);
    return comment;
  }
};

TEST(TwoCopies, OfWhichTheFirstIsLeftLetItSayWhatItsSourceSays) {
  TwoCopies stage("old");
  EXPECT_EQ(stage.Sync(), (Names{"remove_double_comment", "edit_comment"}));
  EXPECT_EQ(stage.link.copies.begin()->second.id, 901);
}

TEST(TwoCopies, ThatSayTheSameNeedNoEdit) {
  TwoCopies stage("new");
  EXPECT_EQ(stage.Sync(), Names{"remove_double_comment"});
}

// Two writes of a ticket's tags whose answers were lost: the first took "outage" off and carried
// "bug" along, the second took both off.
struct TwoWritesOfTags : Stage {
  TwoWritesOfTags() {
    rule.mirror = {{"bug", "bug"}, {"outage", "outage"}};
    const Time first = sight.read_at - seconds(29);
    const Time second = sight.read_at - seconds(19);
    for (const char* field : {"label:bug", "label:outage"})
      link.issue_memory.fields[field] = {kOff, kOff, {}};
    auto& fields = link.tickets[kTicket].memory.fields;
    fields["label:bug"] = {kOff, kOn, {{kOn, first}, {kOff, second}}};
    fields["label:outage"] = {kOff, kOn, {{kOff, first}, {kOff, second}}};
  }
  std::vector<std::string>& tags() { return sight.tickets[kTicket].tags; }
  const FieldMemory& bug() { return link.tickets[kTicket].memory.fields["label:bug"]; }
};

TEST(UnsureTags, ThatCameThroughAreToldFromThoseThatShowOnlyInPart) {
  TwoWritesOfTags stage;
  EXPECT_EQ(stage.Sync(), Names{}) << "the second shows: bug is off as well";
  stage.tags().emplace_back("bug");
  EXPECT_EQ(stage.Sync(seconds(5)), Names{}) << "the first, late: its window is not over";
  EXPECT_EQ(stage.bug().agreed, kOff);
  EXPECT_EQ(stage.Sync(seconds(15)), Names{"change_tags"});
  EXPECT_EQ(stage.bug().agreed, kOff);
}

TEST(UnsureTags, ThatShowInPartOnlyAreTakenForTheOldest) {
  TwoWritesOfTags stage;
  auto& fields = stage.link.tickets[kTicket].memory.fields;
  const Attempt second{kOff, stage.sight.read_at - seconds(19)};
  fields["label:bug"] = {kOff, kOff, {{kOff, stage.sight.read_at - seconds(29)}, second}};
  stage.tags().emplace_back("bug");
  EXPECT_EQ(stage.Sync(), Names{"change_labels"}) << "a person put it on";
  EXPECT_EQ(stage.bug().agreed, kOn);
  EXPECT_EQ(stage.bug().unknown, std::vector<Attempt>{second});
}

TEST(UnsureEdits, HoldNoDeletion) {
  LostEdit stage("/private c");
  EXPECT_EQ(stage.Sync(), Names{"delete_comment"});
  EXPECT_TRUE(stage.link.unsure_writes.empty());
}

TEST(UnsureEdits, OfAStatusNoteHoldTheWordThatTheLinkHasEnded) {
  Stage stage;
  stage.Sync();
  const NoteId note = stage.link.tickets.at(kTicket).status_note.id;
  ASSERT_TRUE(note);
  stage.link.unsure_writes[OwnNote(note)] = {{stage.sight.read_at, false}};
  stage.notes() = {PrivateNote(12, "/unlink")};
  const auto edits = [&] {
    stage.sight.read_at += seconds(1);
    const Plan plan = PlanLink(stage.link, stage.sight, stage.rule, stage.account);
    return std::count_if(plan.actions.begin(), plan.actions.end(), [&](const Action& action) {
      return MessageEdited(action) == OwnNote(note);
    });
  };
  EXPECT_EQ(edits(), 0);
  stage.sight.read_at += seconds(45);
  EXPECT_EQ(edits(), 1);
}

// The note was made private and its copy's deletion was sent, nobody knows with what outcome.
struct LostDeletion : Stage {
  LostDeletion() {
    notes() = {PrivateNote(11, "a")};
    Sync();
    notes()[0].html = "/private a";
    const Plan plan = PlanLink(link, sight, rule, account);
    EXPECT_EQ(plan.actions.size(), 1U);
    link = BeforeSending(plan.link, plan.actions.at(0), rule, sight.read_at);
  }
};

TEST(UnsureDeletions, AreBroughtToTheirEndBeforeTheCopyIsMadeAnew) {
  LostDeletion stage;
  stage.notes()[0].html = "a";
  EXPECT_EQ(stage.Sync(seconds(1), 905), (Names{"delete_comment", "add_comment"}));
  EXPECT_EQ(stage.link.copies.rbegin()->second.id, 905);
  EXPECT_TRUE(stage.link.unsure_writes.empty());
  EXPECT_EQ(stage.Sync(), Names{});
}

TEST(UnsureDeletions, AreFollowedByTheNewCopyAlsoWhenAKillCameBetween) {
  LostDeletion stage;
  stage.notes()[0].html = "a";
  stage.sight.read_at += seconds(1);
  const Plan plan = PlanLink(stage.link, stage.sight, stage.rule, stage.account);
  ASSERT_FALSE(plan.actions.empty());
  stage.link = BeforeSending(plan.link, plan.actions[0], stage.rule, stage.sight.read_at);
  stage.link = AfterAnswer(stage.link, plan.actions[0], stage.rule, {0, {}, true, 0, {}},
                           stage.sight.read_at);
  EXPECT_EQ(stage.Sync(), Names{"add_comment"});
}

TEST(UnsureDeletions, ThatWereRefusedAfterAllLeaveACopyThatIsEdited) {
  LostDeletion stage;
  stage.link = AfterRefusal(
      stage.link, DeleteComment{CommentId{901}, {OperationKind::kCopyNote, 11, 7001, 0}, "b"},
      stage.rule);
  stage.notes()[0].html = "b";
  EXPECT_EQ(stage.Sync(), Names{"edit_comment"});
}

TEST(UnsureDeletions, StayOnesThoughEditsFollowed) {
  Stage stage;
  const Action deletion = DeleteNote{kTicket, NoteId{5}, {}, {}};
  const Action edit = EditNote{kTicket, NoteId{5}, {}, {}, {}};
  for (const Action* each : {&deletion, &edit, &edit, &edit})
    stage.link = BeforeSending(stage.link, *each, stage.rule, stage.sight.read_at);
  EXPECT_TRUE(MayBeDeleted(stage.link, OwnNote({5})));
  EXPECT_FALSE(MayBeDeleted(stage.link, OwnComment({5})));
}

// Freshdesk takes all tags of a ticket at once.
struct TagStage : Stage {
  TagStage(const std::vector<std::string>& some_tags, const std::vector<std::string>& some_labels) {
    rule.mirror = {{"bug", "bug"}, {"outage", "impact: outage"}};
    tags() = some_tags;
    labels() = some_labels;
    Sync();
  }
  std::vector<std::string>& tags() { return sight.tickets[kTicket].tags; }
  std::vector<std::string>& labels() { return sight.issue.labels; }
  // The tags are to be written, and are sent, nobody knows with what outcome.
  void SendTags() {
    const Plan plan = PlanLink(link, sight, rule, account);
    const auto change =
        std::find_if(plan.actions.begin(), plan.actions.end(),
                     [](const auto& each) { return std::holds_alternative<ChangeTags>(each); });
    ASSERT_NE(change, plan.actions.end());
    link = BeforeSending(plan.link, *change, rule, sight.read_at);
  }
};

TEST(UnsureTags, MayBringBackTheOtherTagsThatWereWrittenAlong) {
  TagStage stage({"github", "bug"}, {"bug"});
  stage.labels() = {};
  stage.SendTags();  // "bug" is taken off; the answer is lost
  stage.labels() = {"impact: outage"};
  stage.tags() = {"github", "bug"};
  EXPECT_EQ(stage.Sync(), Names{"change_tags"});
  stage.tags() = {"github", "outage"};
  stage.Sync();
  stage.tags() = {"github"};  // the first write has come through
  EXPECT_EQ(stage.Sync(), Names{}) << "it may come through again, or be undone";
  EXPECT_EQ(stage.Sync(seconds(60)), Names{"change_tags"}) << "nobody took the tag off";
}

TEST(UnsureTags, ThatCameThroughAsMeantLeaveTheOthersToPersons) {
  TagStage stage({"github", "bug"}, {"bug"});
  stage.labels() = {};
  stage.SendTags();
  stage.tags() = {"github"};
  EXPECT_EQ(stage.Sync(), Names{});
  stage.tags() = {"github", "outage"};
  EXPECT_EQ(stage.Sync(), Names{"change_labels"});
  stage.labels() = {"impact: outage"};
  EXPECT_EQ(stage.Sync(), Names{});
  stage.tags() = {"github"};
  EXPECT_EQ(stage.Sync(), Names{"change_labels"}) << "a person took the tag off";
}

TEST(UnsureTags, ThatBringBackMoreThanIsMeantAreUndoneAtOnce) {
  TagStage stage({"github", "bug", "outage"}, {"bug", "impact: outage"});
  stage.labels() = {"bug"};
  stage.SendTags();                               // "outage" is taken off; lost
  EXPECT_EQ(stage.Sync(), Names{"change_tags"});  // again, and answered
  stage.tags() = {"github", "bug"};
  stage.labels() = {"impact: outage"};
  EXPECT_EQ(stage.Sync(), Names{"change_tags"});
  stage.tags() = {"github", "outage"};
  EXPECT_EQ(stage.Sync(), Names{});
  stage.labels() = {"impact: outage", "bug"};
  stage.link = PlanLink(stage.link, stage.sight, stage.rule, stage.account).link;  // then a kill
  stage.tags() = {"github", "bug"};  // the first write has come through
  EXPECT_EQ(stage.Sync(), Names{"change_tags"}) << "nobody took \"outage\" off";
}

TEST(UnsureTags, ForgetWhatWasWrittenAlongWhenTheAnswerComes) {
  TagStage stage({"github"}, {});
  stage.labels() = {"bug"};
  EXPECT_EQ(stage.Sync(), Names{"change_tags"});
  for (const auto& [name, memory] : stage.link.tickets.at(kTicket).memory.fields)
    EXPECT_TRUE(memory.unknown.empty()) << name;
}

}  // namespace
}  // namespace tandem
