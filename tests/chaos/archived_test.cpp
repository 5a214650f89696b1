// A repository that is archived for a while: nothing of it can be changed then, and nothing is
// lost.

#include "tests/scenarios/api_story.h"

#include <algorithm>
#include <string>

namespace tandem::sandbox {
namespace {

constexpr const char* kWhatToDo = "unarchive the repository";

std::int64_t Tagged(Story& story) {
  NewTicket ticket;
  ticket.tags = {"github"};
  return story.desk().CustomerCreatesTicket(ticket);
}

// How many things are parked because of it, and tell so and what to do.
std::int64_t ParkedForIt(ApiStory& story) {
  const ApiAnswer answer = story.Ask("GET", "/api/parked");
  const auto& parked = answer.json["parked"].Items();
  return std::count_if(parked.begin(), parked.end(), [](const Json& each) {
    const std::string reason = each["reason"].StringOr("");
    const std::string told = "it is archived and can only be read; " + std::string(kWhatToDo);
    return reason.find(told) != std::string::npos &&
           each["what_to_do"].StringOr("").find("tandem parked retry ") != std::string::npos;
  });
}

bool IsLabelled(Story& story, std::int64_t issue) {
  const auto labels = story.hub().Issue(issue).labels;
  return std::count(labels.begin(), labels.end(), "bug") == 1;
}

TEST(AnArchivedRepository, ParksItsLinksWithAReasonAndLosesNothingUntilItIsUnarchived) {
  ApiStory story;
  const auto noted = story.LinkedTicket();
  const auto noted_issue = story.issue;
  const auto closed = story.LinkedTicket();
  const auto closed_issue = story.issue;
  story.hub().Archives();
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentAddsPrivateNote(noted, "<div>written while archived</div>");
  story.desk().AgentAddsTag(noted, "bug");
  story.desk().AgentSetsStatus(closed, kResolved);
  const auto created = Tagged(story);
  EXPECT_TRUE(story.Soon([&] { return ParkedForIt(story) == 3; }));
  for (const auto ticket : {noted, closed, created}) {
    EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, kWhatToDo) == 1; })) << ticket;
  }
  EXPECT_EQ(story.Issues(), 2);
  EXPECT_TRUE(story.hub().Issue(closed_issue).open);

  story.hub().Unarchives();
  EXPECT_TRUE(story.Soon([&] { return story.Issues() == 3 && IsLabelled(story, noted_issue); }));
  EXPECT_TRUE(story.Soon([&] { return !story.hub().Issue(closed_issue).open; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(noted_issue, "written while archived"), 1);
  EXPECT_EQ(story.NotesWith(created, "is linked to"), 1);
  EXPECT_EQ(story.Issues(), 3);
  for (const auto ticket : {noted, closed, created})
    EXPECT_EQ(story.NotesWith(ticket, kWhatToDo), 0) << ticket;
  const ApiAnswer parked = story.Ask("GET", "/api/parked");
  EXPECT_EQ(parked.json["parked"].Items().size(), 0U);
}

// Not when the next try would have been due.
TEST(AnArchivedRepository, HasItsLinksTriedAgainAsSoonAsItIsUnarchived) {
  ApiStory story([](Json& configuration) {
    Json retry = configuration["retry"];
    retry.Set("first", "1h").Set("max", "1h").Set("for", "24h");
    configuration.Set("retry", retry);
  });
  const auto ticket = story.LinkedTicket();
  story.hub().Archives();
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentAddsPrivateNote(ticket, "<div>written while archived</div>");
  EXPECT_TRUE(story.Soon([&] { return ParkedForIt(story) == 1; }));
  story.hub().Unarchives();
  EXPECT_TRUE(
      story.Soon([&] { return story.CommentsWith(story.issue, "written while archived") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, kWhatToDo), 0);
}

}  // namespace
}  // namespace tandem::sandbox
