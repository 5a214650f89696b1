// Issues that are transferred to another repository.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

constexpr const char* kElsewhere = "acme/elsewhere";

TEST(Transferred, ToARepositoryWithoutARuleTheLinkEndsWithANote) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().AddsRepository(kElsewhere);
  story.hub().TransfersIssue(story.issue, kElsewhere);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  EXPECT_EQ(story.NotesWith(ticket, "was moved to acme/elsewhere#1"), 1);
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
}

TEST(Transferred, ToARepositoryWithARuleTheLinkIsHeldAndCanBeMovedByHand) {
  Story story([](Json& configuration) {
    Json rules = configuration["rules"];
    Json rule;
    rules.Add(rule.Set("tag", "elsewhere").Set("repository", kElsewhere));
    configuration.Set("rules", rules);
  });
  story.hub().AddsRepository(kElsewhere);
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  const auto moved = story.hub().TransfersIssue(story.issue, kElsewhere);
  const std::string name = kElsewhere + std::string("#") + std::to_string(moved);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "was transferred and is") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<div>What now?</div>");
  story.desk().AgentAddsPrivateNote(ticket, "<div>/unlink</div>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Link ended") == 1; }));
  story.desk().AgentAddsPrivateNote(ticket, "<div>/issue " + name + "</div>");
  ASSERT_TRUE(story.Soon([&] {
    const auto comments = story.hub().CommentsOf(moved, kElsewhere);
    return !comments.empty() && comments.back().body.find("What now?") != std::string::npos;
  }));
  EXPECT_EQ(story.NotesWith(ticket, "was transferred and is"), 1);
  for (const Write& write : story.WritesSince(before)) EXPECT_TRUE(write.applied) << write.path;
}

}  // namespace
}  // namespace tandem::sandbox
