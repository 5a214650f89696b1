// The note that says what is held up is made once, whichever lane makes it, and goes when it is
// over.

#include "tests/chaos/failing_calls.h"
#include "tests/chaos/run/made_twice.h"
#include "tests/scenarios/story.h"

#include <gmock/gmock.h>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Longer than what is late takes.
void WaitLonger(Json& configuration) {
  Json retry = configuration["retry"];
  retry.Set("look_after", "1500ms");
  configuration.Set("retry", retry);
}

Fault Late(const std::string& method, const std::string& path) {
  Fault late;
  late.service = Service::kFreshdesk;
  late.method = method;
  late.path = path;
  late.kind = FaultKind::kLate;
  late.delay = milliseconds(1'000);
  return late;
}

std::int64_t TicketThatIsHeldUp(Story& story) {
  story.world().Failing().Add(Refusing(Service::kGithub, "POST", "/issues$", 422));
  NewTicket tagged;
  tagged.tags = {"github"};
  return story.desk().CustomerCreatesTicket(tagged);
}

TEST(TheHeldNote, OfATicketIsTakenOverByItsLinkThatIsHeldUpBeforeItHasReadAnything) {
  Story story;
  const auto ticket = TicketThatIsHeldUp(story);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; }));
  story.world().Failing().Clear();
  story.world().Failing().Add(Refusing(Service::kGithub, "GET", "/comments", 503));
  story.desk().AgentAddsTag(ticket, "nudge");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") > 0; }))
      << "the link says that it is held up";
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Last synced") > 0; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), ::testing::IsEmpty());
  EXPECT_EQ(story.desk().Ticket(ticket).entries.size(), 1U);
}

TEST(TheHeldNote, ThatIsStillOnItsWayIsWaitedForBeforeTheTicketJoins) {
  Story story(WaitLonger);
  story.world().Failing().Add(Late("POST", "/notes$"));
  const auto ticket = TicketThatIsHeldUp(story);
  ASSERT_TRUE(story.Soon([&] {
    return story.world().Log().Count(Service::kFreshdesk, "POST", "/tickets/{n}/notes") > 0;
  }));
  story.world().Failing().Clear();
  story.desk().AgentAddsTag(ticket, "nudge");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Last synced") > 0; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_THAT(chaos::MadeTwice(story.world().Log()), ::testing::IsEmpty());
  EXPECT_EQ(story.desk().Ticket(ticket).entries.size(), 1U);
}

// An edit of it that comes through when the ticket is linked would stay there.
TEST(TheHeldNote, WhoseEditIsStillOnItsWayIsWaitedForBeforeTheTicketJoins) {
  Story story(WaitLonger);
  const auto ticket = TicketThatIsHeldUp(story);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; }));
  story.world().Failing().Clear();
  story.world().Failing().Add(Late("PUT", "/conversations/"));
  // Another reason: the note is edited.
  story.world().Failing().Add(Refusing(Service::kGithub, "POST", "/issues$", 403));
  story.desk().AgentAddsTag(ticket, "nudge");
  ASSERT_TRUE(story.Soon([&] {
    return story.world().Log().Count(Service::kFreshdesk, "PUT", "/conversations/{n}") > 0;
  }));
  story.world().Failing().Clear();
  story.desk().AgentAddsTag(ticket, "again");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Last synced") > 0; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Last synced"), 1);
  EXPECT_EQ(story.NotesWith(ticket, "Held up"), 0);
}

TEST(Held, TheIssueSaysSoWhileNoTicketCanBeWrittenToAndNoLongerAfterwards) {
  struct Row {
    const char* method;
    int status;
    const char* why;
  };
  for (const Row& row : {Row{"WRITE", 503, "because Freshdesk does not answer"},
                         Row{"", 503, "because Freshdesk does not answer"},
                         Row{"WRITE", 403, "by its credentials or rights"}}) {
    SCOPED_TRACE(std::string(row.method) + " " + std::to_string(row.status));
    Story story;
    const auto ticket = story.LinkedTicket();
    story.world().Failing().Add(Refusing(Service::kFreshdesk, row.method, "", row.status));
    story.hub().Comments(story.issue, "From the engineer");
    ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Held up") == 1; }));
    // It is said once, however often it is tried.
    const auto calls = story.world().Log().Calls().size();
    ASSERT_TRUE(story.Soon([&] { return story.world().Log().Calls().size() > calls + 12; }));
    EXPECT_EQ(story.CommentsWith(story.issue, "Held up"), 1);
    EXPECT_EQ(story.CommentsWith(story.issue, row.why), 1);
    story.world().Failing().Clear();
    ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "Held up") == 0; }));
    ASSERT_TRUE(story.Quiet());
    EXPECT_EQ(story.NotesWith(ticket, "From the engineer"), 1);
    EXPECT_EQ(story.NotesWith(ticket, "Held up"), 0) << "it is no message of a person";
    EXPECT_EQ(story.hub().CommentsOf(story.issue).size(), 1U);
  }
}

}  // namespace
}  // namespace tandem::sandbox
