// Edits and deletions, end to end: the copy follows its source, is never posted a second time, and
// what a person did to a copy stands.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kResolved = 4;

// A linked ticket with a note and a comment that have their copies.
struct Told {
  explicit Told(Story& story) : ticket(story.LinkedTicket()) {
    note = story.desk().AgentAddsPrivateNote(ticket, "<div>first note</div>");
    comment = story.hub().Comments(story.issue, "first comment");
    EXPECT_TRUE(story.Soon([&] {
      return story.CommentsWith(story.issue, "first note") == 1 &&
             story.NotesWith(ticket, "first comment") == 1;
    }));
    EXPECT_TRUE(story.Quiet());
    for (const HubComment& each : story.hub().CommentsOf(story.issue))
      if (each.id != comment) copy_of_note = each.id;
    for (const DeskEntry& each : story.desk().Ticket(ticket).entries)
      if (each.html.find("first comment") != std::string::npos) copy_of_comment = each.id;
  }
  std::int64_t ticket = 0;
  std::int64_t note = 0;
  std::int64_t comment = 0;
  std::int64_t copy_of_note = 0;
  std::int64_t copy_of_comment = 0;
};

// Any change makes the link's next sync.
void Nudge(Story& story, std::int64_t ticket) {
  story.desk().AgentAddsTag(ticket, "nudge" + std::to_string(story.world().Log().Calls().size()));
}

std::string CommentText(Story& story, std::int64_t id) {
  for (const HubComment& each : story.hub().CommentsOf(story.issue))
    if (each.id == id) return each.body;
  return {};
}

std::string NoteText(Story& story, std::int64_t ticket, std::int64_t id) {
  for (const DeskEntry& each : story.desk().Ticket(ticket).entries)
    if (each.id == id) return each.html;
  return {};
}

// The marker that a text carries.
std::string MarkerIn(const std::string& text, const std::string& before) {
  constexpr std::size_t kDigits = 48;
  const auto at = text.rfind(before);
  return at == std::string::npos ? std::string() : text.substr(at + before.size(), kDigits);
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void LoseWebhooks(Story& story) {
  WebhookFaults faults;
  faults.lose_everything = true;
  story.world().Set(faults);
}

TEST(Edits, ReachTheCopyAndPostNothingAnew) {
  Story story;
  const Told told(story);
  const auto before = story.Writes();
  const auto comments = story.hub().CommentsOf(story.issue).size();
  const auto notes = story.desk().Ticket(told.ticket).entries.size();
  const auto comments_marker = MarkerIn(CommentText(story, told.copy_of_note), "<!-- tandem:");
  const auto notes_marker =
      MarkerIn(NoteText(story, told.ticket, told.copy_of_comment), "#tandem-");
  story.hub().EditsComment(told.comment, "second comment");
  ASSERT_TRUE(story.Soon([&] {
    return Contains(NoteText(story, told.ticket, told.copy_of_comment), "second comment");
  }));
  story.desk().AgentEditsNote(told.note, "<div>second note</div>");
  Nudge(story, told.ticket);
  ASSERT_TRUE(
      story.Soon([&] { return Contains(CommentText(story, told.copy_of_note), "second note"); }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 2U);
  EXPECT_EQ(story.hub().CommentsOf(story.issue).size(), comments);
  EXPECT_EQ(story.desk().Ticket(told.ticket).entries.size(), notes);
  EXPECT_EQ(comments_marker.size(), 48U);
  EXPECT_EQ(notes_marker.size(), 48U);
  EXPECT_EQ(MarkerIn(CommentText(story, told.copy_of_note), "<!-- tandem:"), comments_marker);
  EXPECT_TRUE(Contains(CommentText(story, told.copy_of_note), "Sam Steward"));
  EXPECT_EQ(MarkerIn(NoteText(story, told.ticket, told.copy_of_comment), "#tandem-"), notes_marker);
  EXPECT_FALSE(Contains(CommentText(story, told.copy_of_note), "first note"));
}

TEST(Edits, OfACopyStandUntilItsSourceIsEdited) {
  Story story;
  const Told told(story);
  const auto before = story.Writes();
  story.hub().EditsComment(told.copy_of_note, "somebody's own words");
  story.desk().AgentEditsNote(told.copy_of_comment, "<div>some agent's own words</div>");
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.WritesSince(before).empty());
  story.hub().EditsComment(told.comment, "second comment");
  story.desk().AgentEditsNote(told.note, "<div>second note</div>");
  ASSERT_TRUE(story.Soon([&] {
    return Contains(NoteText(story, told.ticket, told.copy_of_comment), "second comment") &&
           Contains(CommentText(story, told.copy_of_note), "second note");
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 2U);
}

TEST(Edits, OfASourceWhoseCopyAPersonDeletedBringNothingBackAndEnd) {
  Story story;
  const Told told(story);
  story.hub().DeletesComment(told.copy_of_note);
  story.desk().AgentDeletesNote(told.copy_of_comment);
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  story.hub().EditsComment(told.comment, "second comment");
  story.desk().AgentEditsNote(told.note, "<div>second note</div>");
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 4U);  // two attempts each, answered 404
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 4U);
  EXPECT_EQ(story.CommentsWith(story.issue, "second note"), 0);
  EXPECT_EQ(story.NotesWith(told.ticket, "second comment"), 0);
}

TEST(Edits, ThatSayPrivateTakeTheCopyBackAndTakingItOutPublishesAnew) {
  Story story;
  const Told told(story);
  story.desk().AgentEditsNote(told.note, "<div>/private first note</div>");
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "first note") == 0; }));
  story.hub().EditsComment(told.comment, "/private first comment");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(told.ticket, "first comment") == 0; }));
  story.desk().AgentEditsNote(told.note, "<div>first note</div>");
  story.hub().EditsComment(told.comment, "first comment");
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "first note") == 1 &&
           story.NotesWith(told.ticket, "first comment") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  const auto before = story.Writes();
  story.LoseStore();  // the new copies are recognised by their markers
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "first note"), 1);
  EXPECT_EQ(story.NotesWith(told.ticket, "first comment"), 1);
  for (const Write& write : story.WritesSince(before))
    EXPECT_NE(write.method, "POST") << write.path;
}

TEST(Edits, InAPublicRepositoryTakeTheCopyBackWithPublish) {
  Story story;
  story.hub().Publicizes();
  const auto ticket = story.LinkedTicket();
  const auto note = story.desk().AgentAddsPrivateNote(ticket, "<div>/publish the disk</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "the disk") == 1; }));
  story.desk().AgentEditsNote(note, "<div>the disk</div>");
  Nudge(story, ticket);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "the disk") == 0; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.hub().CommentsOf(story.issue).empty());
}

// Nothing else was written, but for what held them up, in the status note: that may be said, and
// unsaid.
int DeletionsSince(const Story& story, std::size_t before) {
  int deletions = 0;
  for (const Write& write : story.WritesSince(before)) {
    if (write.method == "DELETE") ++deletions;
    EXPECT_TRUE(write.method == "DELETE" || write.body.find("is linked to") != std::string::npos)
        << write.method << " " << write.path;
  }
  return deletions;
}

TEST(Deletions, ReachTheCopy) {
  Story story;
  const Told told(story);
  const auto before = story.Writes();
  story.hub().DeletesComment(told.comment);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(told.ticket, "first comment") == 0; }));
  story.desk().AgentDeletesNote(told.note);
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "first note") == 0; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 2U);
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 2U);
}

TEST(Deletions, OnBothSidesAtOnceAreLeftAtThat) {
  Story story;
  const Told told(story);
  const auto before = story.Writes();
  story.desk().AgentDeletesNote(told.note);
  story.desk().AgentDeletesNote(told.copy_of_comment);
  story.hub().DeletesComment(told.copy_of_note);
  story.hub().DeletesComment(told.comment);
  ASSERT_TRUE(story.Quiet());
  const auto writes = story.Writes();
  EXPECT_LE(DeletionsSince(story, before), 4);  // a 404 is believed when it comes twice
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), writes);
  EXPECT_TRUE(story.hub().CommentsOf(story.issue).empty());
}

TEST(Deletions, AreNotBelievedWhenAListingIsCutShort) {
  Story story;
  const Told told(story);
  const auto before = story.Writes();
  Fault empty;
  empty.service = Service::kFreshdesk;
  empty.method = "GET";
  empty.path = "/conversations$";
  empty.kind = FaultKind::kGarbage;
  empty.body = "[]";
  story.world().Failing().Add(empty);
  story.hub().Configure([](GithubState& state) { state.list_lag = std::chrono::hours(1); });
  Nudge(story, told.ticket);
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.WritesSince(before).empty());
  EXPECT_EQ(story.CommentsWith(story.issue, "first note"), 1);
  EXPECT_EQ(story.NotesWith(told.ticket, "first comment"), 1);
}

TEST(Deletions, WaitWhileAnyPageOfTheSnapshotFails) {
  Story story;
  const Told told(story);
  Fault failing;
  failing.service = Service::kFreshdesk;
  failing.method = "GET";
  failing.path = "/conversations$";
  failing.status = 500;
  failing.times = 4;
  story.world().Failing().Add(failing);
  Fault unsure = failing;
  unsure.service = Service::kGithub;
  unsure.path = "/issues/comments/\\d+$";
  unsure.times = 2;
  story.world().Failing().Add(unsure);
  const auto before = story.Writes();
  story.hub().DeletesComment(told.comment);
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() < 2; }));
  EXPECT_EQ(story.NotesWith(told.ticket, "first comment"), 1);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(told.ticket, "first comment") == 0; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.world().Failing().Left(), 0U);
  EXPECT_EQ(DeletionsSince(story, before), 1);
}

TEST(Deletions, TakeTheNotesOfEveryTicketOfTheIssue) {
  Story story;
  const auto first = story.desk().CustomerCreatesTicket();
  const auto second = story.desk().CustomerCreatesTicket();
  NewIssue naming;
  naming.labels = {"support"};
  for (const auto id : {first, second})
    naming.body += story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(id) + " ";
  const auto issue = story.hub().OpensIssue(naming);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(second, "is linked to") == 1; }));
  const auto comment = story.hub().Comments(issue, "look here");
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(first, "look here") == 1 && story.NotesWith(second, "look here") == 1;
  }));
  story.hub().DeletesComment(comment);
  EXPECT_TRUE(story.Soon([&] {
    return story.NotesWith(first, "look here") == 0 && story.NotesWith(second, "look here") == 0;
  }));
}

// With every webhook lost, the catch-up poll finds an edited comment by itself, and a deleted one
// with whatever changes next.
TEST(Edits, WhoseWebhooksWereLostAreFoundByThePoll) {
  Story story([](Json& configuration) { configuration.Set("catch_up", "100ms"); });
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  story.issue = story.hub().Repository().issues.rbegin()->first;
  const auto comment = story.hub().Comments(story.issue, "first comment");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "first comment") == 1; }));
  LoseWebhooks(story);
  story.hub().EditsComment(comment, "second comment");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "second comment") == 1; }));
  EXPECT_EQ(story.NotesWith(ticket, "first comment"), 0);
  story.hub().DeletesComment(comment);
  story.hub().Comments(story.issue, "something else");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "second comment") == 0; }));
}

// No webhook and no poll tells of it.
TEST(Edits, OfWhichNobodyTellsAreFoundByTheDriftCheckOfEveryOpenLink) {
  Story story([](Json& configuration) { configuration.Set("drift_check", "700ms"); });
  const Told told(story);
  LoseWebhooks(story);
  story.desk().AgentEditsNote(told.note, "<div>second note</div>");
  EXPECT_TRUE(
      story.Soon([&] { return Contains(CommentText(story, told.copy_of_note), "second note"); }));
  story.desk().AgentDeletesNote(told.note);
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "second note") == 0; }));
  EXPECT_FALSE(story.world().WaitForQuiet(milliseconds(1'500), milliseconds(4'000)));
  story.hub().Closes(story.issue);
  EXPECT_TRUE(story.Soon([&] { return story.desk().Ticket(told.ticket).status == kResolved; }));
  EXPECT_TRUE(story.world().WaitForQuiet(milliseconds(1'500), seconds(15)));
}

TEST(Edits, AreCarriedOutThoughTheGatewayIsKilledInTheMidst) {
  for (const auto kind : {FaultKind::kHangBefore, FaultKind::kHangAfter}) {
    Story story;
    const Told told(story);
    for (const Service service : {Service::kFreshdesk, Service::kGithub}) {
      Fault hang;
      hang.service = service;
      hang.method = service == Service::kFreshdesk ? "PUT" : "PATCH";
      hang.path = service == Service::kFreshdesk ? "/conversations/" : "/issues/comments/";
      hang.kind = kind;
      hang.delay = milliseconds(600);
      story.world().Failing().Add(hang);
    }
    const auto before = story.Writes();
    story.desk().AgentEditsNote(told.note, "<div>second note</div>");
    story.hub().EditsComment(told.comment, "second comment");
    ASSERT_TRUE(story.Soon([&] { return story.Writes() > before; }));
    story.gateway().Kill();
    ASSERT_TRUE(story.gateway().Start());
    ASSERT_TRUE(story.Soon(
        [&] {
          return Contains(NoteText(story, told.ticket, told.copy_of_comment), "second comment") &&
                 Contains(CommentText(story, told.copy_of_note), "second note");
        },
        seconds(40)));
    ASSERT_TRUE(story.Quiet());
    EXPECT_EQ(story.CommentsWith(story.issue, "second note"), 1);
    EXPECT_EQ(story.NotesWith(told.ticket, "second comment"), 1);
    for (const Write& write : story.WritesSince(before)) EXPECT_NE(write.method, "POST");
  }
}

TEST(Edits, AreRepeatedWhenTheirAnswersAreLost) {
  Story story;
  const Told told(story);
  const auto before = story.Writes();
  for (const Service service : {Service::kFreshdesk, Service::kGithub}) {
    Fault reset;
    reset.service = service;
    reset.method = "WRITE";
    reset.kind = FaultKind::kResetAfter;
    reset.times = 2;
    story.world().Failing().Add(reset);
  }
  story.desk().AgentEditsNote(told.note, "<div>/private</div>");
  story.hub().EditsComment(told.comment, "second comment");
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "first note") == 0 &&
           story.NotesWith(told.ticket, "second comment") == 1 &&
           story.world().Failing().Left() == 0;
  }));
  ASSERT_TRUE(story.Quiet());
  for (const Write& write : story.WritesSince(before)) EXPECT_NE(write.method, "POST");
}

}  // namespace
}  // namespace tandem::sandbox
