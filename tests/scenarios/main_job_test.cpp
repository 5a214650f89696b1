// The main job, end to end: what one side does shows on the other, once, and nothing more happens.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

constexpr int kResolved = 4;
constexpr int kOpenStatus = 2;

std::string Url(const Story& story, const std::string& rest = {}) {
  return "https://github.com/acme/infrastructure/issues/" + std::to_string(story.issue) + rest;
}

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

TEST(MainJob, ATaggedTicketGetsOneIssueAndANoteWithItsLink) {
  Story story;
  const auto ticket = story.LinkedTicket();
  ASSERT_EQ(story.Issues(), 1);
  const HubIssue issue = story.hub().Issue(story.issue);
  EXPECT_EQ(issue.title, "The printer is on fire");
  EXPECT_NE(issue.body.find("/a/tickets/" + std::to_string(ticket)), std::string::npos);
  EXPECT_NE(issue.body.find("> It burns."), std::string::npos);
  EXPECT_EQ(issue.body.find("Carla"), std::string::npos);
  EXPECT_EQ(issue.labels, std::vector<std::string>{"support"});
  EXPECT_EQ(story.NotesWith(ticket, Url(story)), 1);
  EXPECT_EQ(story.Writes(), 2U);  // the issue, the status note
}

TEST(MainJob, AFreshGatewayIsReadyWhenBothServicesAnswer) {
  Story story;
  EXPECT_TRUE(story.Soon(
      [&] { return story.gateway().Get("/health/ready").find("\"ready\"") != std::string::npos; }));
}

TEST(MainJob, ATicketThatIsTaggedLaterGetsItsIssueToo) {
  Story story;
  const auto ticket = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 0);
  story.desk().AgentAddsTag(ticket, "github");
  ASSERT_TRUE(story.Soon([&] { return story.Issues() == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Writes(), 2U);
}

TEST(MainJob, APublicRepositoryGetsNothingOfTheCustomers) {
  Story story;
  story.hub().Publicizes();
  NewTicket ticket;
  ticket.subject = "Carla cannot print";
  ticket.html = "<div>The word is swordfish.</div>";
  ticket.type = "Incident";
  const auto id = story.LinkedTicket(ticket);
  const HubIssue issue = story.hub().Issue(story.issue);
  EXPECT_EQ(issue.title, "Support request, ticket " + std::to_string(id));
  EXPECT_NE(issue.body.find("Incident"), std::string::npos);
  for (const char* secret : {"swordfish", "Carla", "Umbrella"}) {
    EXPECT_EQ(issue.body.find(secret), std::string::npos) << secret;
  }
  story.desk().AgentAddsPrivateNote(id, "<div>an internal remark</div>");
  story.desk().AgentAddsPrivateNote(id, "<div>/publish the disk was full</div>");
  ASSERT_TRUE(
      story.Soon([&] { return story.CommentsWith(story.issue, "the disk was full") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "internal remark"), 0);
  EXPECT_EQ(story.CommentsWith(story.issue, "Sam"), 0);
  EXPECT_EQ(story.hub().CommentsOf(story.issue).size(), 1U);
}

TEST(MainJob, MessagesGoBothWaysOnceEach) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  story.desk().AgentAddsPrivateNote(ticket, "<div>Has it a <b>fuse</b>?</div>");
  const auto comment = story.hub().Comments(story.issue, "It has `two`.");
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, Url(story, "#issuecomment-" + std::to_string(comment))) == 1 &&
           story.CommentsWith(story.issue, "**fuse**") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "Sam Steward"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "<code>two</code>"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "erin"), 1);
  EXPECT_EQ(story.WritesSince(before).size(), 2U);
}

TEST(MainJob, RepliesToTheCustomerAndPrivateMarksStayWhereTheyAre) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  story.desk().AgentReplies(ticket, "<div>Dear customer</div>");
  story.desk().CustomerReplies(ticket, "<div>Dear agent</div>");
  story.desk().AgentAddsPublicNote(ticket, "<div>for all to see</div>");
  story.desk().AgentAddsPrivateNote(ticket, "<div>/private between us</div>");
  story.hub().Comments(story.issue, "/private among engineers");
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.WritesSince(before).empty());
}

TEST(MainJob, MirroredTagsAndLabelsAreKeptEqualAndOthersLeftAlone) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsTag(ticket, "bug");
  story.desk().AgentAddsTag(ticket, "vip");
  ASSERT_TRUE(story.Soon([&] { return Contains(story.hub().Issue(story.issue).labels, "bug"); }));
  story.hub().AddsLabel(story.issue, "impact: outage");
  story.hub().AddsLabel(story.issue, "wontfix");
  ASSERT_TRUE(story.Soon([&] { return Contains(story.desk().Ticket(ticket).tags, "outage"); }));
  story.hub().RemovesLabel(story.issue, "bug");
  ASSERT_TRUE(story.Soon([&] { return !Contains(story.desk().Ticket(ticket).tags, "bug"); }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(Contains(story.desk().Ticket(ticket).tags, "vip"));
  EXPECT_TRUE(Contains(story.desk().Ticket(ticket).tags, "github"));
  EXPECT_FALSE(Contains(story.desk().Ticket(ticket).tags, "wontfix"));
  EXPECT_FALSE(Contains(story.hub().Issue(story.issue).labels, "vip"));
  EXPECT_TRUE(Contains(story.hub().Issue(story.issue).labels, "wontfix"));
}

TEST(MainJob, ClosingTheIssueResolvesTheTicketAndReopeningItReopensIt) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  story.hub().Closes(story.issue, "completed");
  ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kResolved; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "was closed by <b>erin</b>"), 1);
  EXPECT_EQ(story.WritesSince(before).size(),
            3U);  // the note, the status, the edit of the status note
  story.hub().Reopens(story.issue);
  ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kOpenStatus; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.hub().Issue(story.issue).open);
  EXPECT_EQ(story.WritesSince(before).size(), 6U);
}

TEST(MainJob, ResolvingTheTicketClosesTheIssueAndTheCustomersReplyReopensIt) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  story.desk().AgentSetsStatus(ticket, kResolved);
  ASSERT_TRUE(story.Soon([&] { return !story.hub().Issue(story.issue).open; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.hub().Issue(story.issue).state_reason, "completed");
  EXPECT_EQ(story.CommentsWith(story.issue, "is done"), 1);
  EXPECT_EQ(story.WritesSince(before).size(), 3U);
  story.desk().CustomerReplies(ticket, "<div>still broken</div>");
  ASSERT_TRUE(story.Soon([&] { return story.hub().Issue(story.issue).open; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "was reopened"), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "still broken"), 0);
}

TEST(MainJob, CloseReopenCloseIsToldEachTimeOnce) {
  Story story;
  const auto ticket = story.LinkedTicket();
  for (int round = 1; round <= 3; ++round) {
    story.hub().Closes(story.issue);
    ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kResolved; }));
    ASSERT_TRUE(story.Quiet());
    EXPECT_EQ(story.NotesWith(ticket, "was closed"), round);
    story.hub().Reopens(story.issue);
    ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kOpenStatus; }));
    ASSERT_TRUE(story.Quiet());
    EXPECT_EQ(story.NotesWith(ticket, "was reopened"), round);
  }
}

TEST(MainJob, TheKeyMayBeAStewardsOwnAndHerNotesAreHers) {
  SandboxSettings settings;
  settings.key_agent = kStewardAgent;
  settings.github_bot = kEngineer;
  Story story({}, settings);
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>my own words</div>", kStewardAgent);
  story.hub().Comments(story.issue, "mine too", kEngineer);
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "my own words") == 1 &&
           story.NotesWith(ticket, "mine too") == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.hub().CommentsOf(story.issue).size(), 2U);
}

}  // namespace
}  // namespace tandem::sandbox
