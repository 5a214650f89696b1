// What an admin is told by the webhook that "alerts" names, while the whole gateway works.

#include "tests/chaos/failing_calls.h"
#include "tests/chaos/own_redis.h"
#include "tests/sandbox/slack_hook.h"
#include "tests/scenarios/story.h"

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;

// The hook outlives the story, whose gateway may post until its end.
struct AlertStory {
  explicit AlertStory(const std::function<void(Json&)>& change = {})
      : story([&](Json& configuration) {
          configuration.Set("alerts", slack.Url());
          if (change) change(configuration);
        }) {}
  SlackHook slack;
  Story story;
};

TEST(AnAlert, TellsThatAPoisonLinkIsParkedAndThatItIsMendedWhileOthersGoOn) {
  AlertStory alert;
  Story& story = alert.story;
  const auto poisoned = story.LinkedTicket();
  const auto issue = story.issue;
  const auto well = story.LinkedTicket();
  story.world().Failing().Add(
      Refusing(Service::kGithub, "POST", "/issues/" + std::to_string(issue) + "/comments$", 403));
  story.desk().AgentAddsPrivateNote(poisoned, "<div>My secret plan</div>");
  ASSERT_TRUE(story.Soon([&] { return alert.slack.TextsWith("is parked since") == 1; }));
  const std::string text = alert.slack.Texts().at(0);
  EXPECT_NE(text.find("github.token"), std::string::npos) << text;
  EXPECT_NE(text.find("403"), std::string::npos) << text;
  EXPECT_EQ(text.find("secret plan"), std::string::npos) << "a person's text";
  EXPECT_EQ(text.find("github-token"), std::string::npos) << "a secret";
  story.desk().AgentAddsPrivateNote(well, "<div>To the other</div>");
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "To the other") == 1; }));
  // It is tried again by itself, without a restart.
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(issue, "My secret plan") == 1; }));
  EXPECT_TRUE(story.Soon([&] { return alert.slack.TextsWith("is not parked any more") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(alert.slack.Texts().size(), 2U);
}

TEST(AnAlert, TellsOfARefusedKeyOnceThoughTheGatewayIsStartedAgainMeanwhile) {
  AlertStory alert;
  Story& story = alert.story;
  const auto ticket = story.LinkedTicket();
  story.desk().Configure([](FreshdeskState& state) { state.key = "another key"; });
  story.hub().Comments(story.issue, "From the engineer");
  const std::string refused = "Freshdesk has refused our credential";
  ASSERT_TRUE(story.Soon([&] { return alert.slack.TextsWith(refused) == 1; }));
  ASSERT_EQ(story.gateway().Stop(), 0);
  story.desk().Configure([](FreshdeskState& state) { state.key = "freshdesk-key"; });
  ASSERT_TRUE(story.gateway().Start());
  story.hub().Comments(story.issue, "Mended");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "Mended") == 1; }));
  // The gateway that was refused is believed to be there for 15 s.
  EXPECT_TRUE(
      story.Soon([&] { return alert.slack.TextsWith("Freshdesk takes our credential again") == 1; },
                 std::chrono::seconds(40)));
  EXPECT_EQ(alert.slack.TextsWith(refused), 1);
}

TEST(AnAlert, TellsThatNoWebhookComesAnyMoreAndThatTheyComeAgain) {
  AlertStory alert([](Json& configuration) { configuration.Set("catch_up", "300ms"); });
  Story& story = alert.story;
  WebhookFaults lost;
  lost.lose_everything = true;
  story.world().Set(lost);
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto lose_one = [&] {
    const int before = story.Issues();
    story.desk().CustomerCreatesTicket(tagged);
    ASSERT_TRUE(story.Soon([&] { return story.Issues() > before; }));
    (void)story.world().WaitForQuiet(milliseconds(5'000), milliseconds(400));
  };
  // The first ones may count as older than the gateway: both clocks are trusted within a second.
  for (int i = 0; i < 14 && alert.slack.Requests() == 0; ++i) lose_one();
  ASSERT_TRUE(story.Soon([&] { return alert.slack.TextsWith("that no webhook announced") == 1; }));
  EXPECT_EQ(alert.slack.TextsWith("Automations"), 1);
  EXPECT_EQ(alert.slack.TextsWith("no webhook has ever come from there"), 1);
  // So many that one webhook alone does not end it.
  for (int i = 0; i < 5; ++i) lose_one();
  const std::string over = "no more changes without a webhook (Freshdesk)";
  EXPECT_EQ(alert.slack.TextsWith(over), 0);
  story.world().Set(WebhookFaults());
  for (const auto& ticket : story.desk().Tickets()) story.desk().AgentAddsTag(ticket.id, "told");
  EXPECT_TRUE(story.Soon([&] { return alert.slack.TextsWith(over) == 1; }));
}

TEST(AnAlert, TellsOfAQueueThatStandsStillAndThatItIsWorkedOffAgain) {
  SlackHook slack;
  OwnRedis stage({}, [&](Json& configuration) { configuration.Set("alerts", slack.Url()); });
  Story& story = stage.story;
  const auto ticket = story.LinkedTicket();
  story.world().Failing().Add(Refusing(Service::kGithub, "", "", 503));
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the steward</div>");
  ASSERT_TRUE(story.Soon([&] { return stage.Ask({"ZCARD", "tandem:since"}).Integer() == 1; }));
  constexpr std::int64_t kElevenMinutes = 660;
  constexpr std::int64_t kMillisecondsInASecond = 1000;
  const auto lane = stage.Ask({"ZRANGE", "tandem:since", "0", "0"}).Items().at(0).Text();
  const auto now = std::stoll(stage.Ask({"TIME"}).Items().at(0).Text());
  stage.Ask({"ZADD", "tandem:since", "XX",
             std::to_string((now - kElevenMinutes) * kMillisecondsInASecond), lane});
  ASSERT_TRUE(story.Soon([&] { return slack.TextsWith("has waited for 11 minutes") == 1; }));
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "From the steward") == 1; }));
  EXPECT_TRUE(story.Soon([&] { return slack.TextsWith("the queue is worked off again") == 1; }));
}

// Echoes of our own writes, changes that are none for the other side, and webhooks later than the
// poll are no news.
TEST(AnAlert, IsNotGivenWhileWebhooksArriveThoughThePollIsFasterThanThey) {
  AlertStory alert([](Json& configuration) { configuration.Set("catch_up", "100ms"); });
  Story& story = alert.story;
  WebhookFaults late;
  late.delay = milliseconds(500);
  story.world().Set(late);
  NewTicket tagged;
  tagged.tags = {"github"};
  const auto ticket = story.desk().CustomerCreatesTicket(tagged);
  ASSERT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "is linked to") == 1; }));
  const auto issue = story.hub().Repository().issues.rbegin()->first;
  for (int i = 0; i < 8; ++i) {
    const std::string text = "note " + std::to_string(i);
    story.desk().AgentAddsPrivateNote(ticket, "<div>" + text + "</div>");
    story.hub().Comments(issue, "comment " + std::to_string(i));
    EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(issue, text) == 1; }));
    EXPECT_TRUE(
        story.Soon([&] { return story.NotesWith(ticket, "comment " + std::to_string(i)) == 1; }));
  }
  EXPECT_TRUE(story.Soon([&] {
    return story.gateway()
               .Get("/metrics")
               .find("tandem_unannounced_changes{source=\"freshdesk\"} 0\n") != std::string::npos;
  }));
  EXPECT_EQ(alert.slack.Requests(), 0);
}

TEST(AnAlert, ThatCannotBePostedHoldsNoWorkUpAndShowsInTheMetrics) {
  AlertStory alert;
  Story& story = alert.story;
  alert.slack.Answer(500);
  const auto ticket = story.LinkedTicket();
  story.world().Failing().Add(Refusing(Service::kGithub, "POST", "/comments$", 403));
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the steward</div>");
  ASSERT_TRUE(story.Soon([&] {
    return story.gateway().Get("/metrics").find("tandem_alerts_total{outcome=\"failed\"} 1\n") !=
           std::string::npos;
  }));
  story.world().Failing().Clear();
  EXPECT_TRUE(story.Soon([&] { return story.CommentsWith(story.issue, "From the steward") == 1; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_TRUE(alert.slack.Texts().empty());
}

}  // namespace
}  // namespace tandem::sandbox
