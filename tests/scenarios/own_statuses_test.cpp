// Statuses that only the account itself can tell.

#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

constexpr int kFixed = 6;

void FixedIsDone(Json& configuration) {
  Json rule = configuration["rules"].Items()[0];
  rule.Set("status",
           Json(Json::Object{{"done", Json(Json::Array{"Resolved", "Closed", "Fixed"})}}));
  configuration.Set("rules", Json(Json::Array{rule}));
}

// The gateway was started again: it asks for them anew.
TEST(AnAccountsOwnStatus, ReopensNothingWhileNobodyTellsWhichItIs) {
  Story story(FixedIsDone);
  story.desk().Configure([](FreshdeskState& state) {
    state.statuses[kFixed] = {"Fixed", "Fixed"};
  });
  const auto ticket = story.LinkedTicket();
  story.desk().AgentSetsStatus(ticket, kFixed);
  ASSERT_TRUE(story.Soon([&] { return !story.hub().Issue(story.issue).open; }));
  ASSERT_TRUE(story.Quiet());
  ASSERT_EQ(story.gateway().Stop(), 0);
  Fault hidden;
  hidden.service = Service::kFreshdesk;
  hidden.path = "/ticket_fields$";
  hidden.status = 403;
  hidden.times = 3;
  story.world().Failing().Add(hidden);
  ASSERT_TRUE(story.gateway().Start());
  story.hub().Comments(story.issue, "Is it well now?");
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Is it well now?") == 1; }));
  ASSERT_TRUE(story.Quiet());
  EXPECT_EQ(story.world().Failing().Left(), 0U);
  EXPECT_FALSE(story.hub().Issue(story.issue).open);
  EXPECT_EQ(story.hub().CommentsOf(story.issue).size(), 1U + 1U)
      << "the engineer's, and the one that told of the closing";
  EXPECT_EQ(story.desk().Ticket(ticket).status, kFixed);
}

}  // namespace
}  // namespace tandem::sandbox
