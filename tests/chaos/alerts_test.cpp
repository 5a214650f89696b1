// What an admin is told by the webhook that "alerts" names, while the whole gateway works.

#include "tests/chaos/own_redis.h"
#include "tests/sandbox/slack_hook.h"
#include "tests/scenarios/story.h"

#include <algorithm>
#include <fstream>
#include <sstream>

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

Fault Refusing(Service service, const std::string& method, const std::string& path, int status) {
  Fault fault;
  fault.service = service;
  fault.method = method;
  fault.path = path;
  fault.status = status;
  fault.times = 100'000;
  fault.body = R"({"message":"Resource not accessible by personal access token"})";
  return fault;
}

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
    Fault fault;
    fault.service = Service::kFreshdesk;
    fault.method = row.method;
    fault.status = row.status;
    fault.times = 100'000;
    story.world().Failing().Add(fault);
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

// A ticket's note that GitHub will not have, whoever asks: its link is parked, and is tried again
// of its own accord in an hour only.
class AParkedLink : public testing::Test {
 protected:
  AParkedLink() {
    Fault invalid = Refusing(Service::kGithub, "POST", "/comments$", 422);
    invalid.body =
        R"({"message":"Validation Failed","errors":[{"field":"body","code":"invalid"}]})";
    story.world().Failing().Add(invalid);
    story.desk().AgentAddsPrivateNote(ticket, "<div>From the steward</div>");
    EXPECT_TRUE(story.Soon([&] { return ParkedAre(1); }));
    EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "A person has to look") == 1; }));
    EXPECT_TRUE(IsQuiet());
  }
  bool IsQuiet() {
    return story.world().WaitForQuiet(milliseconds(1'500), std::chrono::seconds(15));
  }
  bool ParkedAre(int count) const {
    return story.gateway()
               .Get("/metrics")
               .find("\ntandem_parked " + std::to_string(count) + "\n") != std::string::npos;
  }
  std::size_t Polls() { return story.world().Log().Count(Service::kFreshdesk, "GET", "/tickets"); }
  // The poll that comes with a start and a SIGHUP is over, `polls` being how many were before.
  void WaitForAnotherPoll(std::size_t polls) {
    EXPECT_TRUE(story.Soon([&] { return Polls() > polls; }));
    EXPECT_TRUE(IsQuiet());
  }
  // GitHub takes the note from now on, and nobody says so.
  void Mend() {
    EXPECT_TRUE(IsQuiet());
    story.world().Failing().Clear();
    EXPECT_TRUE(IsQuiet());
    EXPECT_EQ(story.CommentsWith(story.issue, "From the steward"), 0) << "within the hour";
    EXPECT_TRUE(ParkedAre(1));
  }
  void ExpectItGoesOn() {
    EXPECT_TRUE(
        story.Soon([&] { return story.CommentsWith(story.issue, "From the steward") == 1; }));
    EXPECT_TRUE(story.Soon([&] { return ParkedAre(0); }));
  }
  // Each start and each SIGHUP also polls, and so looks at what changed lately: only this tells
  // why.
  bool ConfigurationLetItTryAgain() const {
    std::ifstream file(story.gateway().log_path());
    std::stringstream log;
    log << file.rdbuf();
    return log.str().find("the configuration is new parked_and_tried_again=1") != std::string::npos;
  }
  void ChangeTheConfiguration() {
    std::ifstream file(story.gateway().config_path());
    std::stringstream text;
    text << file.rdbuf();
    auto configuration = *Json::Parse(text.str());
    // It matters to no link: any change may be the mend.
    story.gateway().Configure(configuration.Set("budget_share", 0.7).DumpPretty());
  }

  Story story;
  std::int64_t ticket = story.LinkedTicket();
};

TEST_F(AParkedLink, SaysWhyAndWhatToDoWhereverOneLooksForIt) {
  const auto ready = Json::Parse(story.gateway().Get("/health/ready"));
  ASSERT_TRUE(ready.ok());
  const Json parked = (*ready)["checks"]["queue"]["parked_by_kind"];
  ASSERT_EQ(parked.Items().size(), 1U);
  EXPECT_EQ(parked.Items()[0]["kind"], Json("link"));
  EXPECT_EQ(parked.Items()[0]["count"], Json(1));
  const std::string reason = parked.Items()[0]["reason"].StringOr("");
  const std::string advice = parked.Items()[0]["what_to_do"].StringOr("");
  EXPECT_NE(reason.find("a service or a setting does not allow"), std::string::npos) << reason;
  EXPECT_NE(advice.find("see \"tandem parked\""), std::string::npos) << advice;
  const std::string metrics = story.gateway().Get("/metrics");
  const auto line = metrics.find("\ntandem_parked_since_seconds{");
  ASSERT_NE(line, std::string::npos);
  const std::string said = metrics.substr(line + 1, metrics.find('\n', line + 1) - line);
  EXPECT_NE(said.find("reason=\"" + reason), std::string::npos) << said;
  EXPECT_NE(said.find("what_to_do=\"mend what"), std::string::npos) << said;
  for (const std::string& text : {said, story.gateway().Get("/health/ready")}) {
    EXPECT_EQ(text.find("From the steward"), std::string::npos) << "a person's text";
    EXPECT_EQ(text.find("422"), std::string::npos) << "what a service answered: " << text;
    EXPECT_EQ(text.find("issue:"), std::string::npos) << "a key: " << text;
  }
  story.world().Failing().Clear();
  story.hub().Comments(story.issue, "/sync");
  ExpectItGoesOn();
  EXPECT_EQ(story.gateway().Get("/metrics").find("tandem_parked_since_seconds{"),
            std::string::npos);
  EXPECT_EQ(story.gateway().Get("/health/ready").find("parked_by_kind"), std::string::npos);
}

TEST_F(AParkedLink, IsTriedAgainAtTheStartWithAChangedConfiguration) {
  const auto polls = Polls();
  ASSERT_EQ(story.gateway().Stop(), 0);
  ASSERT_TRUE(story.gateway().Start());
  WaitForAnotherPoll(polls);
  Mend();
  EXPECT_FALSE(ConfigurationLetItTryAgain()) << "it is the same";
  ASSERT_EQ(story.gateway().Stop(), 0);
  ChangeTheConfiguration();
  ASSERT_TRUE(story.gateway().Start());
  ExpectItGoesOn();
  EXPECT_TRUE(ConfigurationLetItTryAgain());
}

TEST_F(AParkedLink, IsTriedAgainAtASighupThatBringsAChangedConfiguration) {
  const auto polls = Polls();
  ASSERT_TRUE(story.gateway().Reload());
  WaitForAnotherPoll(polls);
  Mend();
  EXPECT_FALSE(ConfigurationLetItTryAgain()) << "it is the same";
  ChangeTheConfiguration();
  ASSERT_TRUE(story.gateway().Reload());
  ExpectItGoesOn();
  EXPECT_TRUE(ConfigurationLetItTryAgain());
}

TEST_F(AParkedLink, IsTriedAgainAtOnceWhenAnEngineerWritesSync) {
  Mend();
  story.hub().Comments(story.issue, "/sync");
  ExpectItGoesOn();
}

TEST_F(AParkedLink, IsTriedAgainAtOnceWhenAStewardWritesSync) {
  Mend();
  story.desk().AgentAddsPrivateNote(ticket, "<div>/sync</div>");
  ExpectItGoesOn();
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.CommentsWith(story.issue, "/sync"), 0) << "a command is no message";
}

}  // namespace
}  // namespace tandem::sandbox
