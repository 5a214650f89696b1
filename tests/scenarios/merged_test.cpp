// Tickets that are merged into others in Freshdesk: no webhook tells it, the poll finds it.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

void PollOften(Json& configuration) {
  configuration.Set("catch_up", "1s");
}

// The poll never rests, so that nothing is ever quiet here.
std::int64_t Linked(Story& story) {
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  story.issue = story.hub().Repository().issues.rbegin()->first;
  return ticket;
}

TEST(Merged, ATicketIsNotDoneAndItsLinkMovesToThePrimary) {
  Story story(PollOften);
  const auto ticket = Linked(story);
  const auto primary = story.desk().CustomerCreatesTicket();
  story.hub().Comments(story.issue, "Before the merge.");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Before the merge.") == 1; }));
  story.desk().AgentMergesTicket(ticket, primary);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(primary, "is linked to") == 1; }));
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  EXPECT_EQ(story.CommentsWith(story.issue, "which is linked to this issue now"), 1);
  EXPECT_EQ(story.CommentsWith(story.issue, "is done"), 0);
  EXPECT_TRUE(story.hub().Issue(story.issue).open);
  EXPECT_EQ(story.desk().Ticket(ticket).status, 5);
  story.hub().Comments(story.issue, "After the merge.");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(primary, "After the merge.") == 1; }));
  EXPECT_EQ(story.NotesWith(primary, "Before the merge."), 1);
  EXPECT_EQ(story.NotesWith(ticket, "After the merge."), 0);
}

TEST(Merged, AChainIsFollowedToItsEnd) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto between = story.desk().CustomerCreatesTicket();
  const auto primary = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentMergesTicket(ticket, between);
  story.desk().AgentMergesTicket(between, primary);
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(primary, "look here") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(between, "is linked to"), 0);
}

TEST(Merged, IntoATicketOfAnotherIssueIsHeldUntilThatOneIsLetGo) {
  Story story;
  const auto primary = story.LinkedTicket();
  const auto other = story.issue;
  const auto ticket = story.LinkedTicket();
  ASSERT_NE(story.issue, other);
  story.desk().AgentMergesTicket(ticket, primary);
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(
      story.Soon([&] { return story.NotesWith(ticket, "is linked to another issue") == 1; }));
  ASSERT_TRUE(story.Soon(
      [&] { return story.CommentsWith(story.issue, "is linked to another issue") == 1; }));
  EXPECT_TRUE(story.hub().Issue(story.issue).open);
  story.desk().AgentAddsPrivateNote(primary, "<p>/unlink</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  EXPECT_EQ(story.NotesWith(ticket, "is linked to another issue"), 1);
  story.hub().Comments(story.issue, "and here");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(primary, "and here") == 1; }));
}

TEST(Merged, IntoEachOtherIsHeldAndNotDone) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto other = story.desk().CustomerCreatesTicket();
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentMergesTicket(ticket, other);
  story.desk().AgentMergesTicket(other, ticket);
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "may not read") == 1; }));
  EXPECT_TRUE(story.hub().Issue(story.issue).open);
}

}  // namespace
}  // namespace tandem::sandbox
