// What happens again is told again, each time once, in both directions and by turns.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

constexpr int kOpen = 2;
constexpr int kResolved = 4;

// The issue is closed and reopened by engineers: notes on the ticket.
void EngineersCloseAndReopen(Story& story, std::int64_t ticket, int round) {
  story.hub().Closes(story.issue);
  ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kResolved; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "was closed"), round);
  story.hub().Reopens(story.issue);
  ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kOpen; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "was reopened"), round);
}

// The ticket is done and reopened: comments on the issue.
void StewardResolvesAndReopens(Story& story, std::int64_t ticket, int round) {
  story.desk().AgentSetsStatus(ticket, kResolved);
  ASSERT_TRUE(story.Soon([&] { return !story.hub().Issue(story.issue).open; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "is done"), round);
  story.desk().AgentSetsStatus(ticket, kOpen);
  ASSERT_TRUE(story.Soon([&] { return story.hub().Issue(story.issue).open; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "was reopened"), round);
}

TEST(Again, EachClosingAndReopeningOfTheIssueIsTheTicketsNewsOnce) {
  Story story;
  const auto ticket = story.LinkedTicket();
  for (int round = 1; round <= 3; ++round) EngineersCloseAndReopen(story, ticket, round);
  EXPECT_TRUE(story.hub().CommentsOf(story.issue).empty());
}

TEST(Again, EachTimeTheTicketIsDoneAndReopenedIsTheIssuesNewsOnce) {
  Story story;
  const auto ticket = story.LinkedTicket();
  for (int round = 1; round <= 3; ++round) StewardResolvesAndReopens(story, ticket, round);
  EXPECT_EQ(story.NotesWith(ticket, "was closed"), 0);
  EXPECT_EQ(story.NotesWith(ticket, "was reopened"), 0);
}

TEST(Again, BothByTurnsAreToldOnceEach) {
  Story story;
  const auto ticket = story.LinkedTicket();
  for (int round = 1; round <= 2; ++round) {
    EngineersCloseAndReopen(story, ticket, round);
    StewardResolvesAndReopens(story, ticket, round);
  }
  EXPECT_EQ(story.NotesWith(ticket, "was closed"), 2);
  EXPECT_EQ(story.CommentsWith(story.issue, "is done"), 2);
}

TEST(Again, RepeatedAndReorderedWebhooksTellNothingTwice) {
  Story story;
  WebhookFaults faults;
  faults.seed = 11;
  faults.repeat = 1;
  faults.reorder = 0.5;
  faults.reorder_within = std::chrono::milliseconds(100);
  story.world().Set(faults);
  const auto ticket = story.LinkedTicket();
  for (int round = 1; round <= 2; ++round) {
    EngineersCloseAndReopen(story, ticket, round);
    StewardResolvesAndReopens(story, ticket, round);
  }
}

}  // namespace
}  // namespace tandem::sandbox
