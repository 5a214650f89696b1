// Commands that people give in notes and comments: carried out once, answered where they were
// given.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

std::string Target(std::int64_t issue) {
  return "acme/infrastructure#" + std::to_string(issue);
}

bool HasTag(const Story& story, std::int64_t ticket, const std::string& tag) {
  const auto tags = const_cast<Story&>(story).desk().Ticket(ticket).tags;
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

TEST(Commands, IssueCreatesTheIssueOfATicketWithoutATag) {
  Story story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentAddsPrivateNote(ticket, "<div>Hi,</div><div>&nbsp;/issue</div>");
  ASSERT_TRUE(story.Soon([&] { return story.Issues() == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_TRUE(HasTag(story, ticket, "github"));
  EXPECT_EQ(story.hub().CommentsOf(1).size(), 0U);  // the command is not mirrored
  EXPECT_EQ(story.Writes(), 3U);                    // the issue, the status note, the tag
}

TEST(Commands, TicketIsTriedAgainSoonWhenTheTicketCannotBeRead) {
  Story story([](Json& configuration) {
    Json retry = configuration["retry"];
    retry.Set("max", "60s");
    configuration.Set("retry", retry);
  });
  const auto issue = story.hub().OpensIssue();
  const auto ticket = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  Fault away;
  away.method = "GET";
  away.path = "/tickets/\\d+$";
  away.status = 502;
  story.world().Failing().Add(away);
  story.hub().Comments(issue, "/ticket " + std::to_string(ticket));
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  EXPECT_EQ(story.world().Failing().Left(), 0U);
}

TEST(Commands, IssueWithATargetLinksThatIssueAndBringsBothHistories) {
  Story story;
  const auto issue = story.hub().OpensIssue();
  story.hub().Comments(issue, "Seen on two machines.");
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<p>The customer waits.</p>");
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentAddsPrivateNote(ticket, "<p>/issue " + Target(issue) + "</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Seen on two machines.") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
  EXPECT_EQ(story.CommentsWith(issue, "The customer waits."), 1);
  EXPECT_EQ(story.CommentsWith(issue, "/issue"), 0);
}

TEST(Commands, IssueWithATargetThatIsNotThereIsAnsweredOnTheTicketOnce) {
  Story story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<p>/issue " + Target(99) + "</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is not there") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<p>/issue stranger/elsewhere#1</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "No rule of Tandem names") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<p>/unlink</p>");
  ASSERT_TRUE(
      story.Soon([&] { return story.NotesWith(ticket, "is not linked to an issue") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 0);
  EXPECT_EQ(story.Writes(), 3U);
}

TEST(Commands, UnlinkCutsTheLinkAndTheTagAloneCreatesNothingAnyMore) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  story.desk().AgentAddsPrivateNote(ticket, "<p>/unlink</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 4U);  // answer, comment, status note, tag
  EXPECT_EQ(story.CommentsWith(story.issue, "is no longer linked to this issue"), 1);
  EXPECT_FALSE(HasTag(story, ticket, "github"));

  story.desk().AgentAddsTag(ticket, "github");
  story.hub().Comments(story.issue, "Anybody there?");
  story.hub().Closes(story.issue);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 4U);
  EXPECT_EQ(story.Issues(), 1);
}

TEST(Commands, AfterUnlinkIssueCreatesANewOneOrLinksTheOldOneAgain) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<p>/unlink</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<p>/issue " + Target(story.issue) + "</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "This ticket is linked to") == 1; }));
  EXPECT_EQ(story.Issues(), 1);
  story.hub().Comments(story.issue, "Welcome back.");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Welcome back.") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<p>/unlink</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 2; }));
  story.desk().AgentAddsPrivateNote(ticket, "<p>/issue</p>");
  ASSERT_TRUE(story.Soon([&] { return story.Issues() == 2; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 2);
}

TEST(Commands, TicketOnAnyIssueLinksTheTicketAndUnticketLetsItGo) {
  Story story;
  const auto issue = story.hub().OpensIssue();
  const auto ticket = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  const std::string number = std::to_string(ticket);
  story.hub().Comments(issue, "Same here.\n\n/ticket " + number);
  ASSERT_TRUE(
      story.Soon([&] { return story.CommentsWith(issue, "is linked to this issue") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "This ticket is linked to"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "This ticket was linked to"), 1);  // by whom
  EXPECT_EQ(story.NotesWith(ticket, "/ticket"), 0);

  story.hub().Comments(issue, "/unticket " + number);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "was ended by <b>erin</b>"), 2);
  EXPECT_EQ(story.CommentsWith(issue, "is no longer linked to this issue"), 1);
}

TEST(Commands, AStrangersCommandLinksNothing) {
  Story story;
  const auto issue = story.hub().OpensIssue();
  const auto ticket = story.desk().CustomerCreatesTicket();
  story.hub().Comments(issue, "/ticket " + std::to_string(ticket), kStranger);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), 0U);
}

TEST(Commands, TicketThatIsLinkedElsewhereIsRefusedWhereItWasAsked) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto other = story.hub().OpensIssue();
  story.hub().Comments(other, "/ticket " + std::to_string(ticket));
  ASSERT_TRUE(story.Soon(
      [&] { return story.CommentsWith(other, "is linked to another issue already") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, Target(other)), 0);
}

TEST(Commands, SyncIsAnsweredOnBothSides) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<p>/sync</p>");
  story.hub().Comments(story.issue, "/sync");
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "Synced.") == 1 &&
           story.CommentsWith(story.issue, "Synced.") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Synced."), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "Synced."), 1);
}

// The poll finds what no webhook told.
TEST(Commands, AreFoundWhenTheirWebhooksAreLost) {
  Story story([](Json& config) { config.Set("catch_up", "1s"); });
  const auto issue = story.hub().OpensIssue();
  const auto by_note = story.desk().CustomerCreatesTicket();
  const auto by_comment = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  WebhookFaults faults;
  faults.lose_everything = true;
  story.world().Set(faults);
  story.desk().AgentAddsPrivateNote(by_note, "<p>/issue</p>");
  story.hub().Comments(issue, "/ticket " + std::to_string(by_comment));
  EXPECT_TRUE(story.Soon([&] {
    return story.Issues() == 2 && story.CommentsWith(issue, "is linked to this issue") == 1;
  }));
}

}  // namespace
}  // namespace tandem::sandbox
