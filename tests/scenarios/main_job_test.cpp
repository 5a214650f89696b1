// The main job, end to end: what one side does shows on the other, once, and nothing more happens.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

TEST(MainJob, ATaggedTicketGetsOneIssueAndANoteWithItsLink) {
  Story story;
  const auto ticket = story.LinkedTicket();
  ASSERT_EQ(story.Issues(), 1);
  const HubIssue issue = story.hub().Issue(story.issue);
  EXPECT_EQ(issue.title, "The printer is on fire");
  EXPECT_NE(issue.body.find("/a/tickets/" + std::to_string(ticket)), std::string::npos);
  EXPECT_EQ(issue.labels, std::vector<std::string>{"support"});
  EXPECT_EQ(story.NotesWith(ticket, "acme/infrastructure#" + std::to_string(story.issue)), 1);
}

}  // namespace
}  // namespace tandem::sandbox
