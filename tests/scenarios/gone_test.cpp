// Tickets and issues that are not there any more.

#include "tests/scenarios/story.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

void Purge(Story& story, std::int64_t ticket) {
  story.desk().Configure([&](FreshdeskState& state) { state.tickets.erase(ticket); });
}

TEST(Gone, ADeletedTicketIsToldOnTheIssueAndItsLinkEnds) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto before = story.Writes();
  story.desk().AgentDeletesTicket(ticket);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "was deleted") == 1; }));
  story.hub().Comments(story.issue, "Anybody there?");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 1U);
  EXPECT_TRUE(story.hub().Issue(story.issue).open);
  EXPECT_EQ(story.CommentsWith(story.issue, "printer"), 0) << "no customer's words";
}

TEST(Gone, ATicketThatIsRestoredAfterItsLinkEndedIsNotLinkedAgainByItself) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.desk().AgentMarksSpam(ticket);
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "marked as spam") == 1; }));
  const auto before = story.Writes();
  story.desk().AgentRestoresTicket(ticket);
  story.desk().AgentAddsPrivateNote(ticket, "<div>It was no spam.</div>");
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.WritesSince(before).size(), 0U);
  story.desk().AgentAddsPrivateNote(
      ticket, "<div>/issue acme/infrastructure#" + std::to_string(story.issue) + "</div>");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "It was no spam.") == 1; }));
}

TEST(Gone, APurgedTicketIsBelievedGoneAtTheSecondLookAndItsSisterStays) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const auto sister = story.desk().CustomerCreatesTicket();
  story.hub().Comments(story.issue, "/ticket " + std::to_string(sister));
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(sister, "is linked to") == 1; }));
  ASSERT_TRUE(story.Quiet());
  Purge(story, ticket);
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "was deleted") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(sister, "look here"), 1);
  EXPECT_EQ(story.NotesWith(sister, "Link ended"), 0);
}

TEST(Gone, ATicketThatIsMissingForAMomentStaysLinked) {
  Story story([](Json& configuration) {
    Json retry = configuration["retry"];
    configuration.Set("retry", retry.Set("look_after", "2s"));
  });
  const auto ticket = story.LinkedTicket();
  Fault missing;
  missing.method = "GET";
  missing.path = "/tickets/" + std::to_string(ticket) + "$";
  missing.status = 404;
  missing.times = 1;
  story.world().Failing().Add(missing);
  story.hub().Comments(story.issue, "look here");
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "look here") == 1; }));
  EXPECT_EQ(story.CommentsWith(story.issue, "was deleted"), 0);
}

TEST(Gone, AKeyThatIsNotKnownAnyMoreDoesNotLookLikeTicketsThatAreGone) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault missing;
  missing.method = "GET";
  missing.path = "/tickets/\\d+$";
  missing.status = 404;
  missing.times = 100'000;
  story.world().Failing().Add(missing);
  Fault unknown = missing;
  unknown.path = "/agents/me$";
  unknown.status = 403;
  story.world().Failing().Add(unknown);
  story.hub().Comments(story.issue, "look here");
  const auto looked = [&] {
    const auto calls = story.world().Log().Calls();
    return std::count_if(calls.begin(), calls.end(), [](const CallSeen& call) {
      return call.status == 403 && call.path.find("/agents/me") != std::string::npos;
    });
  };
  ASSERT_TRUE(story.Soon([&] { return looked() >= 5; }));  // over more than the minute of this test
  EXPECT_EQ(story.CommentsWith(story.issue, "was deleted"), 0);
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "look here") == 1; }));
}

}  // namespace
}  // namespace tandem::sandbox
