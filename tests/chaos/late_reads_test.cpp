// Reads that are late: a service shows what was there before it answered our own write.

#include "tests/sandbox/freshdesk_json.h"
#include "tests/scenarios/story.h"

#include <string>

namespace tandem::sandbox {
namespace {

constexpr int kResolved = 4;

TEST(ATicketThatIsShownAsItWasBeforeOurWrite, IsReadAgainAndReopensNothing) {
  Story story([](Json& configuration) {
    Json retry = configuration["retry"];
    configuration.Set("retry", retry.Set("look_after", "30s"));  // until then it is not believed
  });
  const auto ticket = story.LinkedTicket();
  std::string older;
  story.desk().Configure([&](FreshdeskState& state) {
    older = TicketJson(state, *FindTicket(state, ticket), Description::kWith).Dump();
  });
  story.world().Time().Advance(std::chrono::seconds(5));  // both services tell whole seconds
  story.hub().Closes(story.issue);
  ASSERT_TRUE(story.Soon([&] { return story.desk().Ticket(ticket).status == kResolved; }));
  ASSERT_TRUE(story.Quiet());

  Fault late;
  late.method = "GET";
  late.path = "/tickets/" + std::to_string(ticket) + "$";
  late.kind = FaultKind::kGarbage;
  late.body = older;
  late.times = 3;
  story.world().Failing().Add(late);
  story.hub().Comments(story.issue, "Closed, because it is done");
  EXPECT_TRUE(
      story.Soon([&] { return story.NotesWith(ticket, "Closed, because it is done") == 1; }));
  EXPECT_EQ(story.world().Failing().Left(), 0U);
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.NotesWith(ticket, "Closed, because it is done"), 1);
  EXPECT_FALSE(story.hub().Issue(story.issue).open);
  EXPECT_EQ(story.desk().Ticket(ticket).status, kResolved);
}

}  // namespace
}  // namespace tandem::sandbox
