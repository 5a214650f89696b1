// What cannot be done for long is said where the steward looks, and unsaid when it is over.

#include "gateway/http.h"
#include "tests/scenarios/story.h"

#include <algorithm>
#include <chrono>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;

void FailGithub(Story& story, const std::string& method, int status = 503) {
  Fault fault;
  fault.service = Service::kGithub;
  fault.method = method;
  fault.status = status;
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

// While GitHub refuses each write.
std::int64_t TicketWhoseIssueIsHeldUp(Story& story) {
  FailGithub(story, "WRITE");
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; }));
  return ticket;
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
  const auto ticket = TicketWhoseIssueIsHeldUp(story);
  story.world().Failing().Clear();
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Held up"), 0);
  EXPECT_EQ(story.desk().Ticket(ticket).entries.size(), 1U);
  EXPECT_EQ(story.Issues(), 1);
}

TEST(Held, ATicketWithoutAnIssueSaysTheNewReasonThoughItsNoteWasOnceSaidToBeGone) {
  Story story;
  const auto ticket = TicketWhoseIssueIsHeldUp(story);
  ASSERT_EQ(story.NotesWith(ticket, "403"), 0);
  Fault gone;
  gone.service = Service::kFreshdesk;
  gone.method = "PUT";
  gone.path = "/conversations/\\d+$";
  gone.status = 404;
  story.world().Failing().Clear();
  story.world().Failing().Add(gone);
  FailGithub(story, "WRITE", 403);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "403") == 1; }));
  EXPECT_EQ(story.NotesWith(ticket, "Held up"), 1);
  EXPECT_EQ(story.desk().Ticket(ticket).entries.size(), 1U);
}

// Others with the same token leave a fifth of it.
void SpendMostOfGithubsLimit(Story& story, std::chrono::seconds window) {
  story.hub().Limit({1'000, window});
  HttpClient others(story.world().GithubUrl());
  for (int i = 0; i < 800; ++i) {
    const auto answer =
        others.Send({"GET", "/user", {{"Authorization", "Bearer github-token"}}, {}});
    ASSERT_TRUE(answer.ok()) << answer.error().message;
  }
  story.hub().Comments(story.issue, "The gateway learns of it.");
}

TEST(Held, ATicketThatWaitsForTheBudgetSaysSoOnceAndOnlyIfItWantsAnIssue) {
  Story story([](Json& configuration) { configuration.Set("budget_share", 1.0); });
  const auto linked = story.LinkedTicket();
  SpendMostOfGithubsLimit(story, std::chrono::seconds(12));
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(linked, "learns of it") == 1; }));
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  const auto other = story.desk().CustomerCreatesTicket({});
  story.desk().AgentAddsPrivateNote(other, "<p>No business of Tandem's.</p>");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; }));
  EXPECT_EQ(story.NotesWith(ticket, "budget_share"), 1);
  EXPECT_EQ(story.Issues(), 1) << "it waits indeed";
  EXPECT_TRUE(story.world().WaitForQuiet(milliseconds(1'500), milliseconds(4'000)))
      << "once it is told it costs nothing";
  EXPECT_EQ(story.NotesWith(ticket, "Held up"), 1) << "the window has not ended meanwhile";
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Held up"), 0);
  EXPECT_EQ(story.NotesWith(other, "Held up"), 0);
}

TEST(Held, ATicketThatIsNotWantedAnyMoreIsNotHeldUpEither) {
  Story story;
  const auto ticket = TicketWhoseIssueIsHeldUp(story);
  story.desk().AgentRemovesTag(ticket, "github");
  story.world().Failing().Clear();
  ASSERT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "Nothing is held up any more") == 1 || story.Issues() == 1;
  }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Held up"), 0);
}

// Nobody can write to it there, not even to take back what was said.
TEST(Held, ATicketThatIsThrownAwayIsLeftAlone) {
  using Throw = void (FreshdeskService::*)(std::int64_t);
  for (const Throw thrown :
       {&FreshdeskService::AgentDeletesTicket, &FreshdeskService::AgentMarksSpam}) {
    Story story;
    FailGithub(story, "");
    const auto ticket = story.desk().CustomerCreatesTicket({});
    story.desk().AgentAddsPrivateNote(ticket, "<div>/issue</div>");
    ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; }));
    const auto before = story.Writes();
    (story.desk().*thrown)(ticket);
    story.world().Failing().Clear();
    EXPECT_TRUE(story.Quiet()) << "nothing of it is tried again";
    for (const Write& write : story.WritesSince(before))
      EXPECT_EQ(write.path.find("/conversations"), std::string::npos) << write.method;
    EXPECT_EQ(story.Issues(), 0);
  }
}

}  // namespace
}  // namespace tandem::sandbox
