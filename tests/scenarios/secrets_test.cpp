// Secrets: whatever the gateway writes, in good days and in bad ones, none of its configuration's
// secrets is in it in any form; and what a store that is away does to deliveries.

#include "gateway/url.h"
#include "tests/gateway/program.h"
#include "tests/gateway/redis_process.h"
#include "tests/sandbox/encoding.h"
#include "tests/sandbox/slack_hook.h"
#include "tests/scenarios/knocking.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>

namespace tandem::sandbox {
namespace {

std::string FileText(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// All that a Redis has ever been told: its files hold each write.
std::string FilesUnder(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) all += entry.path().string() + "\n" + FileText(entry.path());
  }
  return all;
}

std::string Command(const RedisProcess& redis, const std::string& password,
                    const std::string& words) {
  const std::string command = "redis-cli -s " + redis.socket() + " --no-auth-warning -a " +
                              password + " " + words + " 2>&1";
  std::string out;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return out;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) out += static_cast<char>(c);
  pclose(pipe);
  return out;
}

// Every form in which a secret could be written down by accident.
std::vector<std::string> FormsOf(const std::string& secret) {
  std::vector<std::string> forms = {secret,
                                    PercentEncode(secret),
                                    Base64(secret),
                                    Base64(secret + ":X"),
                                    Base64("anybody:" + secret),
                                    Base64(":" + secret)};
  for (std::string& form : forms) {
    while (form.ends_with('=')) form.pop_back();
  }
  return forms;
}

// Distinct secrets with characters that encodings change.
struct Secrets {
  std::string desk_key = "s3cret/desk+key?0001";
  std::string desk_hook = "s3cret/desk+hook?0002";
  std::string old_desk_hook = "s3cret/desk+hook?0003";
  std::string hub_token = "s3cret/hub+token~0004";
  std::string hub_hook = "s3cret/hub+hook?0005";
  std::string old_hub_hook = "s3cret/hub+hook?0006";
  std::string marker = "s3cret/marker+key?0007-0123456789abcdef";
  std::string old_marker = "s3cret/marker+key?0008-0123456789abcdef";
  std::string admin = "s3cret/admin+token~0009";
  std::string redis = "s3cret-redis-pass-0010";
  std::string alerts = "secret-of-slack";  // the hook's own
  std::string next_token = "s3cret/hub+token~0012";
  std::string next_hub_hook = "s3cret/hub+hook?0013";

  std::vector<std::string> All() const {
    return {desk_key,   desk_hook, old_desk_hook, hub_token, hub_hook,   old_hub_hook, marker,
            old_marker, admin,     redis,         alerts,    next_token, next_hub_hook};
  }
};

Json List(const std::string& first, const std::string& second) {
  return Json(Json::Array{first, second});
}

// What the secrets lie in or go to that the gateway is not.
struct Places {
  TemporaryDirectory folder{};
  int redis_port = FreePort();
  SlackHook slack{};

  // GitHub's newest secret is read from here.
  std::filesystem::path HookFile() const { return folder.path() / "webhook_secret"; }
};

void Hide(const Secrets& secrets, const Places& places, Json& configuration) {
  Json freshdesk = configuration["freshdesk"];
  Json github = configuration["github"];
  freshdesk.Set("api_key", secrets.desk_key)
      .Set("webhook_secret", List(secrets.desk_hook, secrets.old_desk_hook));
  github.Set("token", secrets.hub_token)
      .Set("webhook_secret", List("file:" + places.HookFile().string(), secrets.old_hub_hook));
  std::ofstream(places.HookFile()) << secrets.hub_hook << "\n";
  configuration.Set("freshdesk", freshdesk).Set("github", github);
  configuration.Set("secret", List(secrets.marker, secrets.old_marker));
  configuration.Set("admin_token", secrets.admin);
  configuration.Set("redis", "redis://:" + secrets.redis +
                                 "@127.0.0.1:" + std::to_string(places.redis_port) + "/0");
  configuration.Set("alerts", places.slack.Url());
  configuration.Set("log", Json(Json::Object{{"level", "trace"}}));
}

SandboxSettings Settings(const Secrets& secrets) {
  SandboxSettings settings;
  settings.freshdesk_key = secrets.desk_key;
  settings.freshdesk_secret = secrets.desk_hook;
  settings.github_token = secrets.hub_token;
  settings.github_secret = secrets.hub_hook;
  return settings;
}

// Everything that the API and the pages say, right and wrong.
std::string AllAnswers(Story& story, const Secrets& secrets, std::int64_t ticket) {
  const std::string id = std::to_string(ticket);
  const Headers admin = {{"Authorization", "Bearer " + secrets.admin}};
  std::string all;
  for (const std::string& path :
       {std::string("/"), std::string("/page/app.js"), std::string("/metrics"),
        std::string("/health/live"), std::string("/health/ready"), std::string("/api/links"),
        "/api/links/" + id, std::string("/api/activity?limit=1000"), std::string("/api/parked"),
        "/api/preview/" + id, "/api/sync/" + id, std::string("/api/session")})
    all += Ask(story, "GET", path, admin) + Ask(story, "GET", path);
  for (const std::string& path :
       {std::string("/api/sync"), "/api/sync/" + id, std::string("/api/parked/ticket:999/retry"),
        std::string("/api/links")})
    all += Ask(story, "POST", path, admin) + Ask(story, "POST", path);
  const std::string login = Json(Json::Object{{"token", secrets.admin}}).Dump();
  all += Ask(story, "POST", "/api/session", {{"Content-Type", "application/json"}}, login);
  return all;
}

// Everything that the commands say.
std::string AllCommands(Story& story, std::int64_t ticket) {
  const std::string id = std::to_string(ticket);
  const std::vector<std::vector<std::string>> commands = {{"check"},
                                                          {"health"},
                                                          {"links"},
                                                          {"links", "--json"},
                                                          {"activity"},
                                                          {"activity", "--json"},
                                                          {"parked"},
                                                          {"parked", "--json"},
                                                          {"parked", "retry", "--all"},
                                                          {"preview", id},
                                                          {"preview", id, "--json"},
                                                          {"sync", "--all", "--dry-run"},
                                                          {"sync", "--all"},
                                                          {"link", "999", "acme/nowhere#1"},
                                                          {"unlink", "999"}};
  std::string all;
  for (std::vector<std::string> words : commands) {
    words.insert(words.end(), {"--config", story.gateway().config_path()});
    const Ended ended = RunTandem(words);
    EXPECT_GE(ended.exit, 0) << words.front();
    all += "$ tandem " + words.front() + "\n" + ended.out + ended.error;
  }
  return all;
}

// All that was written to the services, and what was posted as an alert. A service has its own
// credential in each call's head, so only the rest of the calls is of interest.
std::string AllSent(Story& story, const SlackHook& slack) {
  std::string all;
  for (const Write& write : story.world().Log().Writes())
    all += write.method + " " + write.path + "\n" + write.body + "\n";
  for (const std::string& text : slack.Texts()) all += "alert: " + text + "\n";
  return all;
}

// What goes wrong in a life: wrong proofs, services that refuse us, a store that is away, a bad and
// a good change of configuration.
void Trouble(Story& story, const Secrets& secrets, const Places& places, RedisProcess& redis) {
  Hook(story, Signed("issues", "{}", "wrong"), "{}");
  Ask(story, "POST", "/webhooks/freshdesk/1", {{"X-Tandem-Secret", secrets.desk_hook + "x"}});
  Ask(story, "GET", "/api/links", {{"Authorization", "Bearer " + secrets.admin + "x"}});
  Ask(story, "POST", "/webhooks/freshdesk", {{"X-Tandem-Secret", secrets.old_desk_hook}}, "?");
  story.desk().Configure([](FreshdeskState& state) { state.key = "another"; });
  story.hub().Configure([](GithubState& state) { state.token = "another"; });
  story.hub().Comments(story.issue, "While nobody lets us in");
  EXPECT_TRUE(story.Soon([&] {
    const std::string metrics = story.gateway().Get("/metrics");
    return metrics.find("status=\"401\"} ") != std::string::npos &&
           metrics.find("tandem_alerts_total{outcome=\"failed\"} ") != std::string::npos;
  })) << "the hook fails as well, so that the gateway has something to complain about";
  const std::string good = FileText(story.gateway().config_path());
  std::ofstream(places.HookFile()) << secrets.next_hub_hook << "\n";
  story.gateway().Configure(good.substr(0, good.size() / 2));
  EXPECT_TRUE(story.gateway().Reload());
  std::string next = good;
  next.replace(next.find(secrets.hub_token), secrets.hub_token.size(), secrets.next_token);
  story.gateway().Configure(next);
  EXPECT_TRUE(story.gateway().Reload());
  redis.Kill();
  EXPECT_EQ(Hook(story, Signed("issues", "{}", secrets.next_hub_hook), "{}"), 200)
      << "of no interest";
  EXPECT_EQ(StatusOf(Ask(story, "POST", "/webhooks/freshdesk/7",
                         {{"X-Tandem-Secret", secrets.desk_hook}}, "{}")),
            503);
  redis.Start();
  EXPECT_TRUE(story.Soon([&] {
    return story.gateway().Get("/health/ready").find("\"redis\":{\"ok\":true") != std::string::npos;
  }));
}

TEST(NoSecret, IsInAnythingThatTheGatewayWrites) {
  const Secrets secrets;
  Places places;
  places.slack.Answer(500);
  RedisProcess redis({"--port", std::to_string(places.redis_port), "--requirepass", secrets.redis});
  Story story([&](Json& configuration) { Hide(secrets, places, configuration); },
              Settings(secrets));
  const auto ticket = story.LinkedTicket();
  story.hub().Comments(story.issue, "From the engineer");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "From the engineer") == 1; }));
  std::string all = AllAnswers(story, secrets, ticket) + AllCommands(story, ticket);
  Trouble(story, secrets, places, redis);
  places.slack.Answer(200);
  // What failed is posted again half a minute later.
  EXPECT_TRUE(story.Soon([&] { return places.slack.TextsWith("has refused our credential") > 0; },
                         std::chrono::seconds(60)));
  all += AllAnswers(story, secrets, ticket) + AllCommands(story, ticket);
  all += AllSent(story, places.slack);
  all += LogOf(story);
  all += FileText("/proc/" + std::to_string(story.gateway().id()) + "/cmdline");
  all += FilesUnder(redis.directory());
  ASSERT_NE(all.find("tandem:activity"), std::string::npos) << "the store's content is there";
  ASSERT_NE(all.find("tandem_deliveries_total"), std::string::npos);
  ASSERT_NE(all.find(" debug "), std::string::npos) << "the log's finest lines are there";
  ASSERT_NE(all.find("\"activity\":[{"), std::string::npos);
  ASSERT_NE(all.find("$ tandem preview"), std::string::npos);
  ASSERT_NE(all.find("From the engineer"), std::string::npos) << "what was written is there";
  ASSERT_NE(all.find("alert: "), std::string::npos);
  for (const std::string& secret : secrets.All()) {
    for (const std::string& form : FormsOf(secret)) {
      const auto at = all.find(form);
      EXPECT_EQ(at, std::string::npos)
          << form << " in: " << all.substr(at < 200 ? 0 : at - 200, 400);
    }
  }
  EXPECT_NE(FileText("/proc/" + std::to_string(story.gateway().id()) + "/limits")
                .find("Max core file size        0                    0 "),
            std::string::npos)
      << "no core file either";
}

TEST(AStoreThatTakesNothing, MakesDeliveriesComeAgainAndTakesThemWhenItIsWell) {
  const std::string password = "redis-password";
  const int port = FreePort();
  RedisProcess redis({"--port", std::to_string(port), "--requirepass", password,
                      "--enable-protected-configs", "yes"});
  Story story([&](Json& configuration) {
    configuration.Set("redis",
                      "redis://:" + password + "@127.0.0.1:" + std::to_string(port) + "/0");
    configuration.Set("secret", "marker-key-0123456789abcdef-0123456789abcdef");
  });
  const auto deliver = [&] {
    return Ask(story, "POST", "/webhooks/freshdesk/7", {{"X-Tandem-Secret", "freshdesk-secret"}},
               "{}");
  };
  const auto is_well = [&] { return StatusOf(deliver()) == 202; };
  std::filesystem::create_directory(redis.directory() / "blocked.rdb");
  struct Fault {
    std::string what{};
    std::vector<std::string> begin{};
    std::vector<std::string> end{};
  };
  const std::string kick = "-a other CLIENT KILL TYPE normal";
  const std::vector<Fault> faults = {
      {"OOM", {"CONFIG SET maxmemory 1"}, {"CONFIG SET maxmemory 0"}},
      {"READONLY", {"REPLICAOF 127.0.0.1 1"}, {"REPLICAOF NO ONE"}},
      {"MISCONF",
       {"CONFIG SET dbfilename blocked.rdb", "CONFIG SET save '1 1'", "BGSAVE"},
       {"CONFIG SET save ''", "CONFIG SET dbfilename dump.rdb", "BGSAVE"}},
      {"NOAUTH", {"CONFIG SET requirepass other", kick}, {}},
      {"no answer", {"CLIENT PAUSE 60000 ALL"}, {}}};
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.what);
    EXPECT_TRUE(story.Soon(is_well));
    for (const std::string& words : fault.begin) Command(redis, password, words);
    std::string answer;
    EXPECT_TRUE(story.Soon([&] {
      answer = deliver();
      return StatusOf(answer) == 503;
    }));
    EXPECT_FALSE(HeaderOf(answer, "Retry-After").empty());
    EXPECT_EQ(answer.find("redis"), std::string::npos) << "a stranger is told no more";
    EXPECT_EQ(StatusOf(Ask(story, "GET", "/health/live")), 200);
    for (const std::string& words : fault.end) Command(redis, password, words);
    if (fault.end.empty()) redis.Restart();
  }
  redis.Kill();
  EXPECT_EQ(StatusOf(deliver()), 503);
  EXPECT_EQ(StatusOf(Ask(story, "GET", "/health/ready")), 503);
  redis.Start();
  EXPECT_TRUE(story.Soon(is_well));
}

}  // namespace
}  // namespace tandem::sandbox
