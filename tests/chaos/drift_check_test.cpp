// What neither a webhook nor the poll has told of is found, mended and counted by the drift check.

#include "tests/scenarios/story.h"

#include <algorithm>
#include <string>

namespace tandem::sandbox {
namespace {

int DriftRepairs(const Story& story) {
  const std::string metrics = const_cast<Story&>(story).gateway().Get("/metrics");
  const std::string name = "\ntandem_drift_repairs_total ";
  const auto at = metrics.find(name);
  return at == std::string::npos ? -1 : std::stoi(metrics.substr(at + name.size()));
}

TEST(ADriftCheck, MendsAndCountsWhatNeitherWebhookNorPollToldAndNothingElse) {
  Story story([](Json& configuration) { configuration.Set("drift_check", "1s"); });
  const auto ticket = story.LinkedTicket();
  story.hub().Comments(story.issue, "From the engineer");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "From the engineer") == 1; }));
  ASSERT_TRUE(story.Quiet()) << "no webhook is under way any more";
  EXPECT_EQ(DriftRepairs(story), 0) << "webhooks told of all that";
  WebhookFaults lost;
  lost.lose_everything = true;
  story.world().Set(lost);
  story.desk().AgentAddsTag(ticket, "bug");
  EXPECT_TRUE(story.Soon([&] {
    const auto labels = story.hub().Issue(story.issue).labels;
    return std::count(labels.begin(), labels.end(), "bug") == 1;
  }));
  EXPECT_TRUE(story.Soon([&] { return DriftRepairs(story) > 0; }));
}

}  // namespace
}  // namespace tandem::sandbox
