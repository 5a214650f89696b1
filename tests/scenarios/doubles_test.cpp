// Two copies of one operation: they should never be there, and are repaired when they are.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

constexpr const char* kBot = "tandem-bot";

// What an attempt leaves that comes through when its repetition is there already.
void RepeatComment(Story& story, const std::string& text) {
  for (const HubComment& comment : story.hub().CommentsOf(story.issue)) {
    if (comment.body.find(text) == std::string::npos) continue;
    story.hub().Comments(story.issue, comment.body, kBot);
    return;
  }
  ADD_FAILURE() << "no comment with " << text;
}
std::int64_t RepeatNote(Story& story, std::int64_t ticket, const std::string& text) {
  for (const DeskEntry& entry : story.desk().Ticket(ticket).entries) {
    if (entry.html.find(text) != std::string::npos)
      return story.desk().AgentAddsPrivateNote(ticket, entry.html, kBotAgent);
  }
  ADD_FAILURE() << "no note with " << text;
  return 0;
}

bool Counted(Story& story, const std::string& kind) {
  return story.gateway().Get("/metrics").find("tandem_doubles_total{kind=\"" + kind + "\"} 1") !=
         std::string::npos;
}

void Lose(Story& story, bool everything) {
  WebhookFaults faults;
  faults.lose_everything = everything;
  story.world().Set(faults);
}

TEST(Doubles, OfTwoCommentsTheLaterIsRemovedAndCounted) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>The toner is empty.</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "toner") == 1; }));
  const auto first = story.hub().CommentsOf(story.issue).back().id;
  RepeatComment(story, "toner");
  ASSERT_EQ(story.CommentsWith(story.issue, "toner"), 2);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "toner") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.hub().CommentsOf(story.issue).back().id, first);
  EXPECT_EQ(story.NotesWith(ticket, "toner"), 1) << "it is no news for the ticket";
  EXPECT_TRUE(Counted(story, "comment"));
}

TEST(Doubles, OfTwoNotesTheLaterIsRemovedAndCounted) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().Comments(story.issue, "Which printer?");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Which printer?") == 1; }));
  RepeatNote(story, ticket, "Which printer?");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Which printer?") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "Which printer?"), 1);
  EXPECT_TRUE(Counted(story, "note"));
}

TEST(Doubles, OfTwoStatusNotesTheLaterIsRemoved) {
  Story story;
  const auto ticket = story.LinkedTicket();
  RepeatNote(story, ticket, "is linked to");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  story.hub().Closes(story.issue);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "was closed") == 1; }));
  ASSERT_TRUE(story.Quiet());
}

TEST(Doubles, ASecondNoteThatAPersonEditedStays) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().Comments(story.issue, "Which printer?");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Which printer?") == 1; }));
  ASSERT_TRUE(story.Quiet());
  Lose(story, true);
  const auto second = RepeatNote(story, ticket, "Which printer?");
  story.world().Time().Advance(std::chrono::seconds(5));
  auto html = story.desk().Ticket(ticket).entries.back().html;
  story.desk().AgentEditsNote(second, "<div>The one upstairs.</div>" + html);
  Lose(story, false);
  story.hub().Comments(story.issue, "Anybody?");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Anybody?") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Which printer?"), 2);
  EXPECT_EQ(story.NotesWith(ticket, "The one upstairs."), 1);
  EXPECT_TRUE(Counted(story, "left"));
}

TEST(Doubles, ASecondIssueIsClosedAsADuplicateOnceItsCommentsHaveReachedTheTicket) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const HubIssue first = story.hub().Issue(story.issue);
  Lose(story, true);
  NewIssue again;
  again.title = first.title;
  again.body = first.body;
  again.labels = first.labels;
  again.author = kBot;
  const auto second = story.hub().OpensIssue(again);
  story.hub().Comments(second, "I have this printer too.");
  Lose(story, false);
  story.hub().Comments(second, "Turn it off.");
  ASSERT_TRUE(story.Soon([&] { return !story.hub().Issue(second).open; }));
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(second, "It goes on in #" + std::to_string(story.issue)) == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.hub().Issue(second).state_reason, "duplicate");
  EXPECT_EQ(story.NotesWith(ticket, "I have this printer too."), 1);
  EXPECT_EQ(story.NotesWith(ticket, "Turn it off."), 1);
  EXPECT_TRUE(story.hub().Issue(story.issue).open);
  EXPECT_EQ(story.desk().Ticket(ticket).status, 2) << "closing the second closes no ticket";
  EXPECT_TRUE(Counted(story, "issue"));

  story.hub().Comments(second, "One thing more.");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "One thing more.") == 1; }));
  story.hub().Reopens(second);
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.hub().Issue(second).open) << "a person who opens it again has a reason";
  EXPECT_EQ(story.CommentsWith(second, "It goes on in"), 1);
}

TEST(Doubles, AnIssueOfAnEarlierLinkIsNone) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto earlier = story.issue;
  story.desk().AgentAddsPrivateNote(ticket, "<div>/unlink</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentAddsPrivateNote(ticket, "<div>/issue</div>");
  ASSERT_TRUE(story.Soon([&] { return story.Issues() == 2; }));
  ASSERT_TRUE(story.Quiet());
  story.hub().Comments(earlier, "And this one?");
  ASSERT_TRUE(story.Quiet());
  EXPECT_TRUE(story.hub().Issue(earlier).open);
  EXPECT_EQ(story.NotesWith(ticket, "And this one?"), 0);
}

}  // namespace
}  // namespace tandem::sandbox
