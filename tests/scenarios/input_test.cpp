// What strangers, proxies and broken senders may send to the running gateway: each gets a clear
// status, and the gateway lives on.

#include "gateway/bounded_server.h"
#include "tests/gateway/raw_client.h"
#include "tests/sandbox/encoding.h"
#include "tests/scenarios/knocking.h"
#include "tests/scenarios/process_costs.h"

#include <atomic>
#include <string>
#include <utility>
#include <vector>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using tandem::testing::RawClient;

// An authentic payload as the sandbox sent it: a comment's.
std::string CommentPayload(Story& story) {
  story.LinkedTicket();
  story.hub().Comments(story.issue, "From the engineer");
  EXPECT_TRUE(story.Quiet());
  for (const Delivery& delivery : story.world().GithubWebhooks().Deliveries())
    if (delivery.event == "issue_comment.created") return delivery.body;
  ADD_FAILURE() << "no comment was delivered";
  return "{}";
}

TEST(TheGithubWebhook, AnswersAsItsTableSays) {
  Story story;
  const std::string body = CommentPayload(story);
  const Headers good = Signed("issue_comment", body);
  const std::string signature = Signature("github-secret", body);
  EXPECT_EQ(Hook(story, good, body), 202);
  EXPECT_EQ(Hook(story, good, body), 200) << "a duplicate";
  EXPECT_EQ(
      Hook(story, Signed("ping", "{\"zen\":\"z\",\"hook\":{}}"), "{\"zen\":\"z\",\"hook\":{}}"),
      200);
  EXPECT_EQ(Hook(story, Signed("star", "{}"), "{}"), 200) << "an unknown event";
  for (const std::string& wrong :
       {std::string("sha256="), signature.substr(0, 40), signature + "00",
        "sha1=" + signature.substr(7), signature.substr(7), Signature("another", body)}) {
    EXPECT_EQ(Hook(story, With(good, "X-Hub-Signature-256", wrong), body), 401) << wrong;
  }
  EXPECT_EQ(Hook(story, Without(good, "X-Hub-Signature-256"), body), 401);
  Headers two = good;
  two.emplace_back("X-Hub-Signature-256", signature);
  EXPECT_EQ(Hook(story, two, body), 401);
  EXPECT_EQ(Hook(story, Without(good, "X-GitHub-Delivery"), body), 400);
  EXPECT_EQ(Hook(story, Without(good, "X-GitHub-Event"), body), 400);
  EXPECT_EQ(Hook(story, With(good, "Content-Type", "text/plain"), body), 415);
  EXPECT_TRUE(Alive(story));
}

TEST(TheGithubWebhook, RefusesWhatIsNoJsonObject) {
  Story story;
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string("1"),
        std::string("\"text\""), std::string("{\"a\":}"), std::string("{} {}"),
        std::string("{\"a\":\"\xff\"}"), std::string("\0\0", 2), std::string(2'000'000, '[')}) {
    EXPECT_EQ(Hook(story, Signed("issues", body), body), 400) << body.substr(0, 20);
  }
  EXPECT_TRUE(Alive(story));
}

TEST(TheWebhooks, TakeNoBodyOverTheLimit) {
  Story story;
  std::string body;
  body.resize(25'000'000, 'x');
  EXPECT_EQ(Hook(story, Signed("issues", body), body), 413);
  const Headers chunked = With(Signed("issues", body), "Transfer-Encoding", "chunked");
  RawClient client(PortOf(story));
  client.Send(Head("POST", "/webhooks/github", chunked));
  constexpr std::size_t kChunk = 1'000'000;
  for (int i = 0; i < 25; ++i)
    if (!client.Send("f4240\r\n" + std::string(kChunk, 'x') + "\r\n")) break;
  client.Send("0\r\n\r\n");
  EXPECT_EQ(client.ReadStatus(), 413);
  const Headers secret = {{"X-Tandem-Secret", "freshdesk-secret"}};
  EXPECT_EQ(StatusOf(Ask(story, "POST", "/webhooks/freshdesk/1", secret, body)), 202);
  EXPECT_TRUE(Alive(story));
}

TEST(TheFreshdeskWebhook, AnswersAsItsTableSays) {
  Story story;
  const auto post = [&](const std::string& path, const Headers& headers, const std::string& body) {
    return StatusOf(Ask(story, "POST", path, headers, body));
  };
  const Headers secret = {{"X-Tandem-Secret", "freshdesk-secret"}};
  const Headers basic = {{"Authorization", "Basic " + Base64("anybody:freshdesk-secret")}};
  EXPECT_EQ(post("/webhooks/freshdesk/7", secret, "{}"), 202);
  EXPECT_EQ(post("/webhooks/freshdesk/7", basic, "no JSON at all"), 202);
  EXPECT_EQ(post("/webhooks/freshdesk", secret, "{\"ticket_id\":7}"), 202);
  EXPECT_EQ(post("/webhooks/freshdesk", secret, std::string(2'000'000, '[')), 202) << "parked";
  EXPECT_EQ(post("/webhooks/freshdesk/7", {{"X-Tandem-Secret", "wrong"}}, "{}"), 401);
  EXPECT_EQ(post("/webhooks/freshdesk/7", {}, "{}"), 401);
  EXPECT_EQ(post("/webhooks/freshdesk/7", {{"Authorization", "Basic !"}}, "{}"), 401);
  EXPECT_TRUE(Alive(story));
}

TEST(ThePaths, AreThoseOfTheTableAndNoOthers) {
  Story story;
  for (const char* path : {"/nowhere", "/webhooks", "/webhooks/gitlab", "/health", "/health/deep"})
    EXPECT_EQ(StatusOf(Ask(story, "GET", path)), 404) << path;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"GET", "/webhooks/github"},    {"PUT", "/webhooks/github"},
      {"GET", "/webhooks/freshdesk"}, {"DELETE", "/webhooks/freshdesk/1"},
      {"POST", "/health/live"},       {"POST", "/metrics"}};
  for (const auto& [method, path] : wrong) {
    const std::string answer = Ask(story, method, path);
    EXPECT_EQ(StatusOf(answer), 405) << method << " " << path;
    EXPECT_NE(answer.find("\r\nAllow: "), std::string::npos) << method << " " << path;
  }
}

TEST(ManyBadSignatures, AreToldToSlowDownAndAGoodOneIsNot) {
  Story story;
  const std::string body = "{}";
  const Headers bad = With(Signed("issues", body), "X-Hub-Signature-256", "sha256=00");
  int last = 0;
  for (int i = 0; i < 300 && last != 429; ++i) last = Hook(story, bad, body);
  EXPECT_EQ(last, 429);
  EXPECT_EQ(Hook(story, Signed("star", body), body), 200);
}

// Every way to replace one member, at any depth, by another value or to leave it out.
void Variants(const Json& json, const std::function<void(Json, const std::string&)>& use) {
  const std::vector<Json> others = {Json(),
                                    Json(0),
                                    Json(""),
                                    Json(Json::Array{}),
                                    Json(Json::Object{}),
                                    Json(true),
                                    Json(-1.5),
                                    Json("\xf0\x9f\x92\xa9")};
  for (std::size_t i = 0; i < json.Members().size(); ++i) {
    const auto& [name, value] = json.Members()[i];
    for (const Json& other : others) {
      Json changed = json;
      use(std::move(changed.Set(name, other)), name + " = " + other.Dump());
    }
    Json::Object rest = json.Members();
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    use(Json(rest), "without " + name);
    if (!value.IsObject()) continue;
    Variants(value, [&, member = name](Json inner, const std::string& what) {
      Json changed = json;
      use(std::move(changed.Set(member, std::move(inner))),
          std::string(member).append(".").append(what));
    });
  }
}

TEST(AWrongTypeInAnyField, IsAnsweredAndHarmsNothing) {
  Story story;
  const auto payload = Json::Parse(CommentPayload(story));
  ASSERT_TRUE(payload.ok());
  int tried = 0;
  Variants(*payload, [&](const Json& changed, const std::string& what) {
    const std::string body = changed.Dump();
    const int status = Hook(story, Signed("issue_comment", body), body);
    EXPECT_TRUE(status == 200 || status == 202 || status == 400) << status << " for " << what;
    ++tried;
  });
  EXPECT_GT(tried, 200);
  EXPECT_TRUE(Alive(story));
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(story.Issues(), 1);
}

TEST(ADeletedAccount, StillHasItsCommentMirrored) {
  Story story;
  const auto ticket = story.LinkedTicket();
  story.hub().Comments(story.issue, "By somebody who left", "erin");
  story.hub().DeletesAccount("erin");
  story.hub().Comments(story.issue, "By nobody", "");
  EXPECT_TRUE(story.Soon([&] {
    return story.NotesWith(ticket, "By somebody who left") == 1 &&
           story.NotesWith(ticket, "By nobody") == 1;
  }));
}

TEST(ABurstOnOneLink, CostsAHandfulOfCalls) {
  constexpr milliseconds kSettle{250};
  constexpr std::size_t kCallsOfASync = 12;
  Story story([&](Json& configuration) { configuration.Set("settle", "250ms"); });
  const std::string body = CommentPayload(story);
  const auto before = story.world().Log().Calls().size();
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) ASSERT_EQ(Hook(story, Signed("issue_comment", body), body), 202);
  // However long a slow machine takes for it: a sync each time that it settles, and one after it.
  const auto settled = (std::chrono::steady_clock::now() - began) / kSettle;
  EXPECT_TRUE(story.Quiet());
  const auto calls = story.world().Log().Calls().size() - before;
  EXPECT_GT(calls, 0U);
  EXPECT_LT(calls, kCallsOfASync * static_cast<std::size_t>(settled + 2));
}

TEST(TheAddressesInAPayload, AreNeverCalled) {
  std::atomic<int> calls = 0;
  const auto trap = BoundedServer::Start("127.0.0.1", 0, {}, [&](const ServerRequest&) {
    ++calls;
    return ServerResponse{200, {}, "{}"};
  });
  ASSERT_TRUE(trap.ok());
  const std::string url = "http://127.0.0.1:" + std::to_string((*trap)->port()) + "/x";
  Story story;
  std::string body = CommentPayload(story);
  // Into every object of the payload.
  std::string names;
  for (const char* name : {"url", "html_url", "comments_url", "issue_url", "labels_url", "api_url"})
    names += "\"" + std::string(name) + "\":\"" + url + "\",";
  for (auto at = body.find("{\""); at != std::string::npos;
       at = body.find("{\"", at + names.size()))
    body.insert(at + 1, names);
  EXPECT_EQ(Hook(story, Signed("issue_comment", body), body), 202);
  const Headers secret = {{"X-Tandem-Secret", "freshdesk-secret"}};
  const std::string ticket = "{" + names + "\"ticket_url\":\"" + url + "\",\"ticket_id\":1}";
  EXPECT_EQ(StatusOf(Ask(story, "POST", "/webhooks/freshdesk", secret, ticket)), 202);
  EXPECT_TRUE(story.Quiet());
  EXPECT_EQ(calls, 0);
}

TEST(ThePagesForAdmins, SayWhatTheyShouldAndNoSecret) {
  SandboxSettings settings;
  settings.freshdesk_key = "s3cret-desk-key-0001";
  settings.freshdesk_secret = "s3cret-desk-hook-0002";
  settings.github_token = "s3cret-hub-token-0003";
  settings.github_secret = "s3cret-hub-hook-0004";
  const std::string markers = "s3cret-marker-key-0005-0123456789abcdef";
  Story story(
      [&](Json& configuration) {
        Json freshdesk = configuration["freshdesk"];
        Json github = configuration["github"];
        freshdesk.Set("api_key", settings.freshdesk_key)
            .Set("webhook_secret", settings.freshdesk_secret);
        github.Set("token", settings.github_token).Set("webhook_secret", settings.github_secret);
        Json log;
        log.Set("level", "debug");
        configuration.Set("freshdesk", freshdesk).Set("github", github);
        configuration.Set("secret", markers).Set("log", log);
      },
      settings);
  const auto ticket = story.LinkedTicket();
  story.hub().Comments(story.issue, "From the engineer");
  EXPECT_TRUE(story.Soon([&] { return story.NotesWith(ticket, "From the engineer") == 1; }));
  EXPECT_EQ(Hook(story, Signed("issues", "{}"), "{}"), 401);
  EXPECT_EQ(
      StatusOf(Ask(story, "POST", "/webhooks/freshdesk/1", {{"X-Tandem-Secret", "almost"}}, "{}")),
      401);
  // A refused credential is where one would slip out.
  story.desk().Configure([](FreshdeskState& state) { state.key = "another"; });
  story.hub().Comments(story.issue, "Another");
  EXPECT_TRUE(story.Soon([&] {
    return story.gateway().Get("/metrics").find("\ntandem_parked 1\n") != std::string::npos;
  }));
  const std::string ready = story.gateway().Get("/health/ready");
  const std::string metrics = story.gateway().Get("/metrics");
  for (const char* check : {"\"status\"", "\"redis\"", "\"freshdesk\"", "\"github\"", "\"queue\""})
    EXPECT_NE(ready.find(check), std::string::npos) << check;
  for (const char* name :
       {"tandem_deliveries_total{", "tandem_actions_total{", "tandem_upstream_calls_total{",
        "tandem_upstream_budget_left{", "tandem_queue_depth ", "tandem_queue_oldest_age_seconds ",
        "tandem_parked ", "tandem_delivery_to_last_write_seconds_bucket{"})
    EXPECT_NE(metrics.find(name), std::string::npos) << name;
  const std::string log = LogOf(story);
  ASSERT_FALSE(log.empty());
  const std::string all = log + ready + metrics + story.gateway().Get("/health/live");
  for (const std::string& secret : {settings.freshdesk_key, settings.freshdesk_secret,
                                    settings.github_token, settings.github_secret, markers}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
    EXPECT_EQ(all.find(Base64(secret)), std::string::npos) << secret;
  }
  EXPECT_EQ(all.find(Base64(settings.freshdesk_key + ":X")), std::string::npos);
}

}  // namespace
}  // namespace tandem::sandbox
