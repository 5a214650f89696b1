// Repositories that get another name.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

constexpr const char* kNewName = "acme/platform";

WebhookFaults Lost() {
  WebhookFaults faults;
  faults.lose_everything = true;
  return faults;
}

TEST(Renamed, MessagesFlowBothWaysUnderTheNewName) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().Renames(kRepository, "platform");
  ASSERT_TRUE(story.Quiet());
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the desk.</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "From the desk.") == 1; }));
  story.hub().Comments(story.issue, "From the hub.");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "From the hub.") == 1; }));
  story.hub().Closes(story.issue);
  ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == 4; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, std::string("/") + kNewName + "/issues/1#issuecomment"), 1);
  for (const Write& write : story.world().Log().Writes()) EXPECT_TRUE(write.applied) << write.path;
}

// Nobody has told the new name: the read is led on, and its answer tells.
TEST(Renamed, AMessageFlowsAtOnceWhenTheWebhookOfTheRenamingWasLost) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.world().GithubWebhooks().Set(Lost());
  story.hub().Renames(kRepository, "platform");
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the desk.</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "From the desk.") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, std::string("/") + kNewName + "/issues/1"), 1)
      << "the status note leads to the new name";
  for (const Write& write : story.world().Log().Writes()) EXPECT_TRUE(write.applied) << write.path;
}

TEST(Renamed, NewIssuesAreCreatedUnderTheNewName) {
  Story story;
  (void)story.LinkedTicket();
  story.world().GithubWebhooks().Set(Lost());
  story.hub().Renames(kRepository, "platform");
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 2);
  EXPECT_EQ(story.NotesWith(ticket, std::string("/") + kNewName + "/issues/2"), 1);
}

TEST(Renamed, ARestartWithTheOldNameInItsConfigurationGoesOn) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().Renames(kRepository, "platform");
  ASSERT_TRUE(story.Quiet());
  ASSERT_EQ(story.gateway().Stop(), 0);
  ASSERT_TRUE(story.gateway().Start());
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the desk.</div>");
  story.hub().Comments(story.issue, "From the hub.");
  ASSERT_TRUE(story.Soon([&] {
    return story.CommentsWith(story.issue, "From the desk.") == 1 &&
           story.NotesWith(ticket, "From the hub.") == 1;
  }));
  const auto other = story.hub().OpensIssue();
  const auto asking = story.desk().CustomerCreatesTicket();
  story.desk().AgentAddsPrivateNote(
      asking, "<div>/issue " + std::string(kRepository) + "#" + std::to_string(other) + "</div>");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(asking, "is linked to") == 1; }));
}

TEST(Renamed, TwiceBetweenTwoSyncsIsFollowedToo) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().Renames(kRepository, "interim");
  story.desk().AgentAddsPrivateNote(ticket, "<div>First.</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "First.") == 1; }));
  story.hub().Renames(kRepository, "platform");
  story.desk().AgentAddsPrivateNote(ticket, "<div>Second.</div>");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Second.") == 1; }));
}

TEST(Renamed, APollFindsWhatNoWebhookToldUnderTheOldName) {
  Story story([](Json& configuration) { configuration.Set("catch_up", "1s"); });
  story.world().Set(Lost());
  story.hub().Renames(kRepository, "platform");
  const auto ticket = story.desk().CustomerCreatesTicket();
  NewIssue naming;
  naming.labels = {"support"};
  naming.body = story.world().FreshdeskUrl() + "/a/tickets/" + std::to_string(ticket);
  (void)story.hub().OpensIssue(naming);
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
}

}  // namespace
}  // namespace tandem::sandbox
