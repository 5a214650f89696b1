// SIGHUP: the running gateway reads its configuration again. Nothing is lost meanwhile, and a bad
// one is refused.

#include "tests/scenarios/knocking.h"

#include <csignal>
#include <filesystem>
#include <fstream>

namespace tandem::sandbox {
namespace {

void Configure(Story& story, const Json& configuration) {
  story.gateway().Configure(configuration.DumpPretty());
}

int HookWith(Story& story, const std::string& secret) {
  return Hook(story, Signed("star", "{}", secret), "{}");
}

int DeskHookWith(Story& story, const std::string& secret) {
  return StatusOf(Ask(story, "POST", "/webhooks/freshdesk/7", {{"X-Tandem-Secret", secret}}, "{}"));
}

// How often a configuration was taken over.
int Reloads(Story& story) {
  const std::string metrics = story.gateway().Get("/metrics");
  const std::string name = "\ntandem_config_reloads_total{outcome=\"accepted\"} ";
  const auto at = metrics.find(name);
  return at == std::string::npos ? 0 : std::stoi(metrics.substr(at + name.size()));
}

bool LastReloadWasGood(Story& story) {
  return story.gateway().Get("/metrics").find("\ntandem_config_last_reload_successful 1\n") !=
         std::string::npos;
}

TEST(ASighup, RotatesASecretWithoutATimeWhenNeitherOrBothAreRefused) {
  Story story;
  EXPECT_EQ(HookWith(story, "next-secret"), 401);
  Configure(story, WithGithubSecrets(ConfigurationOf(story), {"next-secret", "github-secret"}));
  ASSERT_TRUE(story.gateway().Reload());
  EXPECT_EQ(HookWith(story, "next-secret"), 200);
  EXPECT_EQ(HookWith(story, "github-secret"), 200);
  Configure(story, WithGithubSecrets(ConfigurationOf(story), {"next-secret"}));
  ASSERT_TRUE(story.gateway().Reload());
  EXPECT_EQ(HookWith(story, "next-secret"), 200);
  EXPECT_EQ(HookWith(story, "github-secret"), 401);
  EXPECT_TRUE(LastReloadWasGood(story));
}

TEST(ASighup, RotatesTheSecretOfFreshdesksWebhooks) {
  Story story;
  const Json first = ConfigurationOf(story);
  const auto rotate = [&](const Json& secret) {
    Json configuration = first;
    Json freshdesk = first["freshdesk"];
    Configure(story, configuration.Set("freshdesk", freshdesk.Set("webhook_secret", secret)));
    return story.gateway().Reload();
  };
  EXPECT_EQ(DeskHookWith(story, "next-secret"), 401);
  ASSERT_TRUE(rotate(Json(Json::Array{"next-secret", "freshdesk-secret"})));
  EXPECT_EQ(DeskHookWith(story, "next-secret"), 202);
  EXPECT_EQ(DeskHookWith(story, "freshdesk-secret"), 202);
  ASSERT_TRUE(rotate("next-secret"));
  EXPECT_EQ(DeskHookWith(story, "next-secret"), 202);
  EXPECT_EQ(DeskHookWith(story, "freshdesk-secret"), 401);
}

// As a secret that a container is given: the configuration names the file and stays as it is.
TEST(ASighup, ReadsAgainTheFileThatASecretStandsIn) {
  const TemporaryDirectory folder;
  const auto file = folder.path() / "webhook_secret";
  const auto write = [&](const std::string& secret) { std::ofstream(file) << secret << "\n"; };
  write("first-secret");
  Story story([&](Json& configuration) {
    configuration = WithGithubSecrets(configuration, {"file:" + file.string()});
  });
  EXPECT_EQ(HookWith(story, "first-secret"), 200);
  write("second-secret");
  EXPECT_EQ(HookWith(story, "second-secret"), 401) << "nobody has said so yet";
  ASSERT_TRUE(story.gateway().Reload());
  EXPECT_EQ(HookWith(story, "second-secret"), 200);
  EXPECT_EQ(HookWith(story, "first-secret"), 401);
  std::filesystem::remove(file);
  ASSERT_TRUE(story.gateway().Reload());
  EXPECT_FALSE(LastReloadWasGood(story));
  EXPECT_EQ(HookWith(story, "second-secret"), 200) << "the one before stays in force";
}

TEST(ASighup, GoesOnWithTheTokenAndTheKeyThatTheServicesTakeFromNowOn) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().Configure([](GithubState& state) { state.token = "next-token"; });
  story.desk().Configure([](FreshdeskState& state) { state.key = "next-key"; });
  Json configuration = ConfigurationOf(story);
  Json github = configuration["github"];
  Json freshdesk = configuration["freshdesk"];
  configuration.Set("github", github.Set("token", "next-token"));
  configuration.Set("freshdesk", freshdesk.Set("api_key", "next-key"));
  Configure(story, configuration);
  ASSERT_TRUE(story.gateway().Reload());
  story.hub().Comments(story.issue, "After the change of keys");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "After the change of keys") == 1; }));
}

TEST(ASighup, BringsARuleIntoForceAndTakesOneOut) {
  Story story;
  story.LinkedTicket();
  Json configuration = ConfigurationOf(story);
  Json rule = configuration["rules"].Items().front();
  configuration.Set("rules", Json(Json::Array{rule.Set("tag", "engineering")}));
  Configure(story, configuration);
  ASSERT_TRUE(story.gateway().Reload());
  NewTicket before;
  before.tags = {"github"};
  NewTicket after;
  after.tags = {"engineering"};
  story.desk().CustomerCreatesTicket(before);
  story.desk().CustomerCreatesTicket(after);
  EXPECT_TRUE(story.Soon([&] { return story.Issues() == 2; }));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 2) << "the old tag counts no more";
}

TEST(ASighup, LeavesAServiceAloneThatAskedForIt) {
  Story story;
  const auto ticket = story.LinkedTicket();
  Fault fault;
  fault.service = Service::kGithub;
  fault.kind = FaultKind::kRateLimit;
  fault.retry_after = 60;
  story.world().Failing().Add(fault);
  const auto calls = [&] { return story.world().Log().Count(Service::kGithub, "", ""); };
  story.desk().AgentAddsPrivateNote(ticket, "<div>Before</div>");
  ASSERT_TRUE(story.Soon([&] { return story.world().Failing().Left() == 0; }));
  ASSERT_TRUE(story.gateway().Reload());
  const auto before = calls();
  const std::size_t logged = LogOf(story).size();
  story.desk().AgentAddsPrivateNote(ticket, "<div>After</div>");
  EXPECT_TRUE(story.Soon(
      [&] { return LogOf(story).find("GitHub is paused", logged) != std::string::npos; }));
  EXPECT_EQ(calls(), before);
}

TEST(ASighup, RefusesABadFileAndTheOldOneStaysInForce) {
  Story story;
  const Json good = ConfigurationOf(story);
  Json bad = WithGithubSecrets(good, {"next-secret"});
  story.gateway().Configure(bad.Set("rulez", Json(Json::Array{})).DumpPretty());
  ASSERT_TRUE(story.gateway().Reload());
  EXPECT_FALSE(LastReloadWasGood(story));
  EXPECT_EQ(HookWith(story, "github-secret"), 200);
  EXPECT_EQ(HookWith(story, "next-secret"), 401);
  const std::string log = LogOf(story);
  EXPECT_NE(log.find("rulez: "), std::string::npos) << "it says what is wrong";
  EXPECT_NE(log.find("did you mean"), std::string::npos);
  EXPECT_EQ(log.find("next-secret"), std::string::npos);

  for (const char* text : {"", "{", "[]", "{}"}) {
    story.gateway().Configure(text);
    ASSERT_TRUE(story.gateway().Reload()) << text;
    EXPECT_EQ(HookWith(story, "github-secret"), 200) << text;
  }
  Configure(story, good);
  ASSERT_TRUE(story.gateway().Reload());
  EXPECT_TRUE(LastReloadWasGood(story));
}

TEST(ASighup, SaysWhichSettingsWaitForARestartAndAppliesTheOthers) {
  Story story;
  Json configuration = WithGithubSecrets(ConfigurationOf(story), {"next-secret"});
  configuration.Set("listen", "127.0.0.1:1").Set("max_body", "1MiB");
  Configure(story, configuration);
  ASSERT_TRUE(story.gateway().Reload());
  EXPECT_TRUE(LastReloadWasGood(story));
  EXPECT_EQ(HookWith(story, "next-secret"), 200);
  const std::string log = LogOf(story);
  EXPECT_NE(log.find("setting=listen"), std::string::npos);
  EXPECT_NE(log.find("setting=max_body"), std::string::npos);
  EXPECT_EQ(log.find("setting=data"), std::string::npos);
}

// Each one brings another configuration into force while work is under way.
TEST(ManySighups, LoseNoDeliveryAndDoNothingTwice) {
  Story story;
  const auto ticket = story.LinkedTicket();
  const Json one = ConfigurationOf(story);
  Json other = WithGithubSecrets(one, {"github-secret", "other-secret"});
  other.Set("settle", "30ms").Set("catch_up", "300ms");
  constexpr int kRounds = 12;
  for (int round = 0; round < kRounds; ++round) {
    const bool is_other = round % 2 == 0;
    Configure(story, is_other ? other : one);
    story.hub().Comments(story.issue, "Comment " + std::to_string(round) + ".");
    kill(story.gateway().id(), SIGHUP);
    story.desk().AgentAddsPrivateNote(ticket, "Note " + std::to_string(round) + ".");
    EXPECT_EQ(HookWith(story, "github-secret"), 200);
    ASSERT_TRUE(story.Soon([&] { return Reloads(story) == round + 1; }));
    EXPECT_EQ(HookWith(story, "other-secret"), is_other ? 200 : 401);
  }
  EXPECT_TRUE(story.Quiet());
  for (int round = 0; round < kRounds; ++round) {
    const std::string number = std::to_string(round) + ".";
    EXPECT_EQ(story.NotesWith(ticket, "Comment " + number), 1) << round;
    EXPECT_EQ(story.CommentsWith(story.issue, "Note " + number), 1) << round;
  }
  for (const auto& delivery : story.world().GithubWebhooks().Deliveries()) {
    for (const int status : delivery.statuses) EXPECT_EQ(status / 100, 2) << delivery.event;
  }
}

}  // namespace
}  // namespace tandem::sandbox
