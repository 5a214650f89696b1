// A repository that becomes public.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

TEST(Public, EachTicketIsToldOnceHowManyOfItsNotesWereCopiedBefore) {
  Story story;
  const auto other = story.LinkedTicket();
  const auto ticket = story.LinkedTicket();
  story.desk().AgentAddsPrivateNote(ticket, "<div>One.</div>");
  story.desk().AgentAddsPrivateNote(ticket, "<div>Two.</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Two.") == 1; }));
  ASSERT_TRUE(story.Quiet());
  story.hub().Publicizes();
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "2 notes of this ticket were copied") == 1 &&
           story.NotesWith(other, "No notes of this ticket were copied") == 1;
  }));
  story.desk().AgentAddsPrivateNote(ticket, "<div>Three.</div>");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "Three."), 0);
  EXPECT_EQ(story.NotesWith(ticket, "is public now"), 1);
  story.hub().Privatizes();
  ASSERT_TRUE(story.Quiet());
  story.hub().Publicizes();
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is public now") == 2; }));
}

}  // namespace
}  // namespace tandem::sandbox
