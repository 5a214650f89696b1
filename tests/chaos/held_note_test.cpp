// The note that says what is held up is made once, whichever lane makes it.

#include "tests/chaos/run/made_twice.h"
#include "tests/scenarios/story.h"

#include <gmock/gmock.h>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Fault Refused(Service service, const std::string& method, const std::string& path) {
  Fault refused;
  refused.service = service;
  refused.method = method;
  refused.path = path;
  refused.status = 422;  // certain: nothing was done
  refused.times = 100'000;
  return refused;
}

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
  story.world().Failing().Add(Refused(Service::kGithub, "POST", "/issues$"));
  NewTicket tagged;
  tagged.tags = {"github"};
  return story.desk().CustomerCreatesTicket(tagged);
}

TEST(TheHeldNote, OfATicketIsTakenOverByItsLinkThatIsHeldUpBeforeItHasReadAnything) {
  Story story;
  const auto ticket = TicketThatIsHeldUp(story);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Held up") == 1; }));
  story.world().Failing().Clear();
  Fault unreadable = Refused(Service::kGithub, "GET", "/comments");
  unreadable.status = 503;
  story.world().Failing().Add(unreadable);
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
  Fault otherwise = Refused(Service::kGithub, "POST", "/issues$");
  otherwise.status = 403;  // another reason: the note is edited
  story.world().Failing().Add(otherwise);
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

}  // namespace
}  // namespace tandem::sandbox
