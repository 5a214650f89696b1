// What cannot be done for long is said where the steward looks, and unsaid when it is over.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

void FailGithub(Story& story, const std::string& method) {
  Fault fault;
  fault.service = Service::kGithub;
  fault.method = method;
  fault.status = 503;
  fault.times = 100'000;
  story.world().Failing().Add(fault);
}

std::size_t EditsSince(const Story& story, std::size_t from) {
  const auto writes = story.WritesSince(from);
  return static_cast<std::size_t>(
      std::count_if(writes.begin(), writes.end(), [](const Write& write) {
        return write.method == "PUT" && write.path.find("/conversations/") != std::string::npos;
      }));
}

TEST(Held, TheStatusNoteSaysWhyWhileGithubFailsAndNoLongerAfterwards) {
  for (const char* method : {"WRITE", ""}) {
    Story story;
    const auto ticket = story.LinkedTicket();
    const auto before = story.Writes();
    FailGithub(story, method);
    story.desk().AgentAddsPrivateNote(ticket, "<p>Please look.</p>");
    ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; })) << method;
    EXPECT_EQ(EditsSince(story, before), 1U) << method;
    story.world().Failing().Clear();
    ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Please look.") == 1; }));
    ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 0; })) << method;
    ASSERT_TRUE(story.Quiet());
    EXPECT_EQ(story.NotesWith(ticket, "Last synced"), 1) << method;
    EXPECT_EQ(EditsSince(story, before), 2U) << method;
  }
}

TEST(Held, ATicketWhoseIssueCannotBeCreatedSaysSoInTheNoteThatLaterLinksIt) {
  Story story;
  FailGithub(story, "WRITE");
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; }));
  story.world().Failing().Clear();
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Held up"), 0);
  EXPECT_EQ(story.desk().Ticket(ticket).entries.size(), 1U);
  EXPECT_EQ(story.Issues(), 1);
}

TEST(Held, ATicketThatIsNotWantedAnyMoreIsNotHeldUpEither) {
  Story story;
  FailGithub(story, "WRITE");
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; }));
  story.desk().AgentRemovesTag(ticket, "github");
  story.world().Failing().Clear();
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "Nothing is held up any more") == 1 || story.Issues() == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Held up"), 0);
}

}  // namespace
}  // namespace tandem::sandbox
