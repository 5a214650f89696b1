// A link that follows its issue into another repository.

#include "mappers/transfer.h"

#include "mappers/markup.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Time kNow = Time(std::chrono::hours(500'000));
constexpr TicketId kTicket{123};
constexpr std::int64_t kOld = 7001;
constexpr std::int64_t kNew = 9001;

const Operation kOurs{OperationKind::kCopyNote, 41, kOld, 0};
const Operation kTheirs{OperationKind::kCopyComment, 81, kTicket.value, 0};

Account TestAccount() {
  return {"https://acme.freshdesk.com", "https://github.com", {}, {{"open", 2}}, seconds(45), {}};
}

Rule Elsewhere() {
  Rule rule;
  rule.name = rule.tag = "elsewhere";
  rule.repository = "acme/elsewhere";
  return rule;
}

Comment Says(std::int64_t id, const std::string& text, std::optional<Mark> mark = {}) {
  Comment comment;
  comment.id = CommentId{id};
  comment.author_login = mark ? "tandem" : "eve";
  comment.association = Association::kMember;
  comment.markdown = text;
  comment.created_at = kNow + seconds(id);
  comment.mark = mark;
  return comment;
}

// A note of ours, copied as comment 80, and a comment, copied as note 42.
struct Scene {
  Scene() {
    link.issue = {{kOld}, {500}, "acme/infrastructure", 5};
    link.rule = "github";
    link.tickets[kTicket].fresh = false;
    link.tickets[kTicket].memory.fields["tag"] = {"on", "on", {}};
    link.issue_memory.fields["state"] = {"open", "open", {}};
    link.issue_memory.answered_at = kNow;
    link.visibility = Visibility::kPrivate;
    link.issue_missing_since = kNow;
    link.copies[kOurs] = {80, "note", kTicket};
    link.copies[kTheirs] = {42, HashOfMarkdown("It burns"), {}};
    sight.read_at = kNow;
    sight.presence = Presence::kMoved;
    sight.issue.ref = link.issue;
    sight.moved_to = {{kNew}, {600}, "acme/elsewhere", 1};
    sight.tickets[kTicket].id = kTicket;
    sight.issue.comments = {Says(180, "Look", Mark{kOurs}), Says(181, "It burns")};
  }
  Transfer Move() const { return MovedTo(link, sight, Elsewhere(), TestAccount()); }
  Link Moved() const {
    const Transfer transfer = Move();
    const Link* moved = std::get_if<Link>(&transfer);
    EXPECT_NE(moved, nullptr) << "it is held";
    return moved != nullptr ? *moved : Link{};
  }
  // What is missed is remembered until then.
  void LookAgainIn(seconds after) {
    const Transfer transfer = Move();
    const auto* missed = std::get_if<Missed>(&transfer);
    ASSERT_NE(missed, nullptr);
    EXPECT_EQ(missed->wait.until, sight.read_at + after);
    link = missed->link;
    sight.read_at += after;
  }
  bool IsUnmatched() const { return std::holds_alternative<Unmatched>(Move()); }

  Link link{};
  Sight sight{};
};

Operation Copied(std::int64_t comment) {
  return {OperationKind::kCopyComment, comment, kTicket.value, 0};
}

Operation Ours(std::int64_t note = 41) {
  return {OperationKind::kCopyNote, note, kNew, 0};
}

using Copies = std::map<Operation, Copy>;

TEST(MovedTo, TellsOurCommentsByTheirMarkersAndPeoplesByTheirTexts) {
  const Scene scene;
  const Link moved = scene.Moved();
  EXPECT_EQ(moved.issue, scene.sight.moved_to);
  EXPECT_EQ(moved.copies, (Copies{{Ours(), {180, "note", kTicket}},
                                  {Copied(181), {42, HashOfMarkdown("It burns"), {}}}}));
  EXPECT_EQ(moved.issue_memory.fields, scene.link.issue_memory.fields);
  EXPECT_EQ(moved.issue_memory.answered_at, Time{});
  EXPECT_EQ(moved.visibility, Visibility::kUnknown);
  EXPECT_EQ(moved.issue_missing_since, Time{});
}

TEST(MovedTo, KeepsIdsThatStayedWhateverTheTextsSayToday) {
  Scene scene;
  scene.sight.issue.comments = {Says(80, "Look", Mark{}), Says(81, "It burned")};
  scene.sight.issue.comments.push_back(Says(82, "It burns"));
  EXPECT_EQ(scene.Moved().copies, (Copies{{Ours(), {80, "note", kTicket}},
                                          {Copied(81), {42, HashOfMarkdown("It burns"), {}}}}));
}

TEST(MovedTo, TakesEqualTextsInTheirOrderAndLeavesWhatCameSince) {
  Scene scene;
  scene.link.copies[Copied(83)] = {43, HashOfMarkdown("+1"), {}};
  scene.link.copies[Copied(84)] = {44, HashOfMarkdown("+1"), {}};
  for (const std::int64_t id : {186, 184, 183})
    scene.sight.issue.comments.push_back(Says(id, "+1"));
  scene.sight.issue.comments.push_back(Says(187, "Never seen before"));
  const Copies copies = scene.Moved().copies;
  EXPECT_EQ(copies.at(Copied(183)).id, 43);
  EXPECT_EQ(copies.at(Copied(184)).id, 44);
  EXPECT_EQ(copies.size(), 4U) << "the newest are still to be copied";
}

TEST(MovedTo, TakesEditedCommentsInTheirOrderWhereTheirNumberAgrees) {
  Scene scene;
  scene.link.copies[Copied(83)] = {43, HashOfMarkdown("It rains"), {}};
  scene.sight.issue.comments[1].markdown = "It burned, and then";
  scene.sight.issue.comments.push_back(Says(183, "it rained"));
  const Copies copies = scene.Moved().copies;
  EXPECT_EQ(copies.at(Copied(181)).id, 42);
  EXPECT_EQ(copies.at(Copied(183)).id, 43);
  scene.sight.issue.comments.push_back(Says(184, "And this?"));
  EXPECT_TRUE(scene.IsUnmatched());
}

TEST(MovedTo, TakesNothingThatWeWroteForAPersonsComment) {
  Scene scene;
  scene.sight.issue.comments[1].markdown = "It burned";
  scene.sight.issue.comments.push_back(Says(190, "Of nobody knows what", Mark{}));
  EXPECT_EQ(scene.Moved().copies.at(Copied(181)).id, 42);
}

TEST(MovedTo, IsHeldWhileACopiedCommentHasNoCounterpart) {
  Scene scene;
  scene.sight.issue.comments.pop_back();
  EXPECT_TRUE(scene.IsUnmatched());
  scene.link.copies[kTheirs].id = 0;  // its note is not there either
  EXPECT_EQ(scene.Moved().copies, (Copies{{Ours(), {180, "note", kTicket}}}));
}

// Another was written since, and neither says what was copied.
TEST(MovedTo, KnowsACommentAgainByWhenItWasWritten) {
  Scene scene;
  scene.link.copies[kTheirs].source_at = kNow + seconds(181);
  scene.sight.issue.comments[1].markdown = "It smokes";
  scene.sight.issue.comments.push_back(Says(182, "Something else"));
  const Copies copies = scene.Moved().copies;
  EXPECT_EQ(copies.at(Copied(181)).id, 42);
  EXPECT_FALSE(copies.contains(Copied(182)));
}

TEST(MovedTo, TakesOfTwoOfOneSecondTheOneThatSaysTheSame) {
  Scene scene;
  scene.link.copies[kTheirs].source_at = kNow + seconds(181);
  Comment other = Says(170, "Something else");
  other.created_at = kNow + seconds(181);
  scene.sight.issue.comments.insert(scene.sight.issue.comments.begin(), other);
  EXPECT_EQ(scene.Moved().copies.at(Copied(181)).id, 42);
}

// In its place somebody has written something else.
TEST(MovedTo, TakesNoNewCommentForOneThatWasDeletedAndLooksForThatTwice) {
  Scene scene;
  scene.link.copies[kTheirs].source_at = kNow + seconds(181);
  scene.sight.issue.comments[1] = Says(182, "Something else");
  scene.LookAgainIn(seconds(60));
  const Copies copies = scene.Moved().copies;
  EXPECT_EQ(copies.at(kTheirs).id, 42) << "under its old id, by which it is missed";
  EXPECT_FALSE(copies.contains(Copied(182)));
}

TEST(MovedTo, FindsACommentAgainThatCameLate) {
  Scene scene;
  scene.link.copies[kTheirs].source_at = kNow + seconds(181);
  const Comment late = scene.sight.issue.comments.back();
  scene.sight.issue.comments.pop_back();
  scene.LookAgainIn(seconds(60));
  scene.sight.issue.comments.push_back(late);
  EXPECT_EQ(scene.Moved().copies.at(Copied(181)).id, 42);
}

// The one that is matched shows that times are kept: equal words are no proof then.
TEST(MovedTo, TakesNoNewCommentForADeletedOneOfTheSameText) {
  Scene scene;
  scene.link.copies[kTheirs].source_at = kNow + seconds(181);
  scene.link.copies[{OperationKind::kCopyComment, 82, kTicket.value, 0}] = {
      0, HashOfMarkdown("Thanks!"), {}, false, {}, 0, kNow + seconds(182)};
  scene.sight.issue.comments.push_back(Says(183, "Thanks!"));
  EXPECT_FALSE(scene.Moved().copies.contains(Copied(183)));
  scene.link.copies.at(kTheirs).source_at = {};
  EXPECT_TRUE(scene.Moved().copies.contains(Copied(183)))
      << "by its text, where nothing shows that";
}

TEST(MovedTo, StillMissesACommentThatWasMissingBefore) {
  Scene scene;
  scene.sight.issue.comments.pop_back();
  scene.link.copies[kTheirs].missing_since = kNow - seconds(60);
  const Copies copies = scene.Moved().copies;
  EXPECT_EQ(copies.at(kTheirs).id, 42) << "its note is not forgotten";
  EXPECT_EQ(copies.at(kTheirs).missing_since, kNow - seconds(60));
}

TEST(MovedTo, FindsACommentAgainThatWasOnlyMissingBefore) {
  Scene scene;
  scene.link.copies[kTheirs].missing_since = kNow;
  EXPECT_EQ(scene.Moved().copies.at(Copied(181)).id, 42);
}

TEST(MovedTo, LeavesACopyOfOursDeletedThatSomebodyHadDeleted) {
  Scene scene;
  scene.sight.issue.comments.erase(scene.sight.issue.comments.begin());
  EXPECT_EQ(scene.Moved().copies.at(Ours()).id, 80) << "which is not there, and not made again";
}

TEST(MovedTo, TakesOurCommentsInTheirOrderAfterAnEarlierTransfer) {
  Scene scene;
  scene.link.copies[{OperationKind::kCopyNote, 40, kOld, 0}] = {90, "later", kTicket};
  scene.sight.issue.comments[0].mark = Mark{};
  EXPECT_TRUE(scene.IsUnmatched());
  scene.sight.issue.comments.push_back(Says(190, "Look again", Mark{}));
  const Copies copies = scene.Moved().copies;
  EXPECT_EQ(copies.at(Ours(41)).id, 180);
  EXPECT_EQ(copies.at(Ours(40)).id, 190);
}

TEST(MovedTo, RenamesAllThatNamesTheIssue) {
  Scene scene;
  using Kind = OperationKind;
  const std::vector<Kind> comments{Kind::kTellTicketDone, Kind::kTellTicketOpen,
                                   Kind::kTellIssueEnded, Kind::kRefuseTicket,
                                   Kind::kTellIssueHeld};
  const std::vector<Kind> notes{Kind::kTellIssueClosed, Kind::kTellIssueOpen,
                                Kind::kTellLinked,      Kind::kTellTicketEnded,
                                Kind::kTellPublic,      Kind::kTellTicketHeld};
  scene.link.copies = {{{Kind::kStatusNote, kTicket.value, kTicket.value, 0}, {50, {}, {}}}};
  scene.sight.issue.comments.clear();
  for (const Kind kind : comments) {
    scene.link.copies[{kind, kTicket.value, kOld, 1}] = {0, {}, {}};
    scene.link.announcements.push_back({{kind, kTicket.value, kOld, 2}, "eve", {}, {}});
  }
  for (const Kind kind : notes) scene.link.copies[{kind, kOld, kTicket.value, 1}] = {51, {}, {}};
  const Link moved = scene.Moved();
  EXPECT_EQ(moved.copies.size(), 1 + comments.size() + notes.size());
  for (const Kind kind : comments)
    EXPECT_TRUE(moved.copies.contains({kind, kTicket.value, kNew, 1})) << static_cast<int>(kind);
  for (const Kind kind : notes)
    EXPECT_TRUE(moved.copies.contains({kind, kNew, kTicket.value, 1})) << static_cast<int>(kind);
  EXPECT_TRUE(moved.copies.contains({Kind::kStatusNote, kTicket.value, kTicket.value, 0}));
  ASSERT_EQ(moved.announcements.size(), comments.size());
  for (std::size_t i = 0; i < comments.size(); ++i)
    EXPECT_EQ(moved.announcements[i].operation, (Operation{comments[i], kTicket.value, kNew, 2}));
}

TEST(MovedTo, ObeysNoCommandTwice) {
  Scene scene;
  scene.link.copies[{OperationKind::kAnswerComment, 83, kOld, 0}] = {84, {}, {}};
  scene.sight.issue.comments.push_back(Says(183, "/sync"));
  scene.sight.issue.comments.push_back(
      Says(184, "Done", Mark{Operation{OperationKind::kAnswerComment, 83, kOld, 0}}));
  scene.sight.issue.comments.push_back(Says(185, "/sync"));
  const Operation answer{OperationKind::kAnswerComment, 183, kNew, 0};
  EXPECT_EQ(scene.Moved().copies.at(answer).id, 184);
  scene.link.copies.at({OperationKind::kAnswerComment, 83, kOld, 0}).source_at = kNow;
  EXPECT_EQ(scene.Moved().copies.at(answer).id, 184) << "though the times are others there";
  scene.link.copies.at(kTheirs).source_at = kNow + seconds(181);
  EXPECT_FALSE(scene.Moved().copies.contains(answer)) << "times are kept: it is a new one";
  scene.link.copies.at(kTheirs).source_at = {};
  std::erase_if(scene.sight.issue.comments,
                [](const Comment& each) { return each.markdown == "/sync"; });
  EXPECT_EQ(scene.Moved().copies.size(), 2U) << "its command was deleted";
}

TEST(MovedTo, WaitsForAMessageWhoseOutcomeIsUnknownAndTakesItInOnceItIsThere) {
  Scene scene;
  const Operation sent{OperationKind::kCopyNote, 45, kOld, 0};
  scene.link.intents[sent] = {kNow - seconds(44), "sent", kTicket};
  const Transfer transfer = scene.Move();
  ASSERT_TRUE(std::holds_alternative<Wait>(transfer));
  EXPECT_EQ(std::get<Wait>(transfer).until, kNow + seconds(1));
  scene.link.intents[sent].at = kNow - seconds(45);
  EXPECT_FALSE(scene.Moved().copies.contains(Ours(45))) << "it was never made";
  EXPECT_TRUE(scene.Moved().intents.empty());
  scene.link.intents[sent].at = kNow;
  scene.sight.issue.comments.push_back(Says(185, "Sent", Mark{sent}));
  EXPECT_EQ(scene.Moved().copies.at(Ours(45)), (Copy{185, "sent", kTicket}));
}

// The marker of what was sent names the old issue: it is found only while the link is there.
TEST(MovedTo, WaitsForATicketThatCannotBeReadAndMayHaveWhatWasSent) {
  Scene scene;
  scene.link.tickets[TicketId{124}].fresh = false;
  const Operation sent{OperationKind::kCopyComment, 81, 124, 0};
  scene.link.intents[sent] = {kNow - seconds(100), "sent", {}};
  const Transfer transfer = scene.Move();
  ASSERT_TRUE(std::holds_alternative<Wait>(transfer));
  EXPECT_EQ(std::get<Wait>(transfer).until, kNow + seconds(60));
  scene.sight.tickets[TicketId{124}].id = TicketId{124};
  EXPECT_TRUE(scene.Moved().intents.empty()) << "it is read, and shows that nothing was made";
}

TEST(MovedTo, KeepsAnUnknownOutcomeInATicketThatCouldNotBeRead) {
  Scene scene;
  scene.link.copies.erase(kTheirs);
  scene.link.copies[kTheirs] = {0, HashOfMarkdown("It burns"), {}};
  scene.link.tickets[TicketId{124}].fresh = false;
  const Operation sent{OperationKind::kCopyComment, 81, 124, 0};
  scene.link.intents[sent] = {kNow - minutes(10), "sent", {}};
  EXPECT_TRUE(scene.Moved().intents.contains({OperationKind::kCopyComment, 181, 124, 0}));
}

TEST(MovedTo, AsksForTheTagOfTheNewRule) {
  Scene scene;
  const Link moved = scene.Moved();
  EXPECT_EQ(moved.rule, "elsewhere");
  EXPECT_EQ(moved.tickets.at(kTicket).memory.fields.at("tag"), (FieldMemory{"on", "off", {}}));
  scene.link.tickets[kTicket].memory.fields["tag"] = {"off", "off", {}};
  EXPECT_EQ(scene.Moved().tickets.at(kTicket).memory.fields.at("tag"),
            (FieldMemory{"off", "off", {}}));
}

}  // namespace
}  // namespace tandem
