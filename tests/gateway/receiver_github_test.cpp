// The GitHub webhook, from the request to what reaches the queue.
#include "gateway/json.h"
#include "gateway/receiver.h"
#include "gateway/signature.h"
#include "tests/gateway/fake_intake.h"
#include "tests/gateway/fixture.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tandem::testing {
namespace {

using namespace std::chrono_literals;

const Secret kSecret("new secret");
const std::string kDeliveryId = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

std::string Sign(const std::string& body, const Secret& secret = kSecret) {
  return "sha256=" + HmacSha256(secret, body);
}

ServerRequest Signed(const std::string& event, const std::string& body) {
  return {"POST",
          "/webhooks/github",
          {},
          {{"content-type", "application/json"},
           {"X-GitHub-Event", event},
           {"X-GitHub-Delivery", kDeliveryId},
           {"X-Hub-Signature-256", Sign(body)}},
          body,
          "192.0.2.1",
          {}};
}

void Drop(ServerRequest& request, std::string_view name) {
  std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
}

void Set(ServerRequest& request, const std::string& name, const std::string& value) {
  Drop(request, name);
  request.headers.emplace_back(name, value);
}

class GithubWebhook : public ::testing::Test {
 protected:
  ServerResponse Post(const ServerRequest& request) { return router_.Answer(request); }
  ServerResponse Post(const std::string& event, const std::string& body) {
    return Post(Signed(event, body));
  }
  static Json BodyOf(const ServerResponse& response) {
    auto json = Json::Parse(response.body);
    return json ? *json : Json();
  }
  static std::string Text(const ServerResponse& response, const char* member) {
    return BodyOf(response)[member].StringOr("");
  }
  // The labeled issue with something else in place of a part of its text.
  static std::string LabeledWith(const std::string& part, const std::string& other) {
    std::string body = Fixture("deliveries/github_issues_labeled.json");
    const auto at = body.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return body.replace(at, part.size(), other);
  }

  GithubWebhook() {
    ReceiverSettings settings;
    settings.github_secrets = {kSecret, Secret("old secret")};
    settings.freshdesk_secrets = {Secret("freshdesk")};
    settings.rules = {{"printer", "acme/printers"}, {"github", "acme/infrastructure"}};
    settings.now = [this] { return now_; };
    settings.report = [this](const ReceptionReport& report) { reports_.push_back(report); };
    receiver_.emplace(std::move(settings), intake_.Functions());
    receiver_->AddRoutes(router_);
  }

  const std::string labeled_ = Fixture("deliveries/github_issues_labeled.json");
  FakeIntake intake_{};
  std::chrono::steady_clock::time_point now_{1h};
  std::vector<ReceptionReport> reports_{};
  std::optional<Receiver> receiver_{};
  Router router_{};
};

TEST_F(GithubWebhook, MarksTheIssueUnderTheConfigurationsNameOfItsRepository) {
  const ServerResponse response = Post("issues", LabeledWith("acme/infra", "ACME/Infra"));
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.body, "{\"delivery\":\"" + kDeliveryId + "\"}");
  ASSERT_EQ(intake_.accepted.size(), 1U);
  const Delivery& delivery = intake_.accepted.front();
  EXPECT_EQ(delivery.id, kDeliveryId);
  EXPECT_EQ(delivery.source, "github");
  EXPECT_EQ(delivery.event, "issues.labeled");
  EXPECT_EQ(delivery.key.text, "issue:2000000005");
  ASSERT_TRUE(delivery.place);
  EXPECT_EQ(delivery.place->repository_id, RepositoryId{701});
  EXPECT_EQ(delivery.place->repository, "acme/infrastructure");
  EXPECT_EQ(delivery.place->number, 5);
  EXPECT_FALSE(delivery.visibility_lost);
  EXPECT_FALSE(delivery.only_if_linked);
  EXPECT_EQ(reports_.back().reception, Reception::kAccepted);
  EXPECT_EQ(reports_.back().key, "issue:2000000005");
}

TEST_F(GithubWebhook, TakesACommentWhoseAuthorAndSenderAreGone) {
  const auto body = Fixture("deliveries/github_issue_comment_by_deleted_user.json");
  EXPECT_EQ(Post("issue_comment", body).status, 202);
  EXPECT_EQ(intake_.accepted.front().event, "issue_comment.created");
  EXPECT_EQ(intake_.accepted.front().key.text, "issue:2000000005");
}

TEST_F(GithubWebhook, LosesTheVisibilityWhenTheRepositoryBecomesPublicOrPrivate) {
  std::string body = Fixture("deliveries/github_repository_publicized.json");
  EXPECT_EQ(Post("repository", body).status, 202);
  body.replace(body.find("publicized"), 10, "privatized");
  EXPECT_EQ(Post("repository", body).status, 200);  // the same id again
  ASSERT_EQ(intake_.accepted.size(), 2U);
  for (const Delivery& delivery : intake_.accepted) {
    EXPECT_EQ(delivery.key.text, "repository:701");
    EXPECT_EQ(delivery.visibility_lost, RepositoryId{701});
    EXPECT_FALSE(delivery.place);
  }
}

TEST_F(GithubWebhook, FollowsARenamedRepositoryByItsId) {
  intake_.names[RepositoryId{702}] = "acme/infrastructure";
  const auto body = Fixture("deliveries/github_repository_renamed.json");
  EXPECT_EQ(Post("repository", body).status, 202);
  EXPECT_EQ(intake_.accepted.front().key.text, "repository:702");
  EXPECT_FALSE(intake_.accepted.front().visibility_lost);
}

TEST_F(GithubWebhook, NeverTakesARepositorysNameFromThePayload) {
  intake_.names[RepositoryId{701}] = "acme/old-name";
  Post("issues", LabeledWith("acme/infrastructure", "evil/../../x"));
  ASSERT_EQ(intake_.accepted.size(), 1U);
  EXPECT_EQ(intake_.accepted.front().place->repository, "acme/old-name");
}

TEST_F(GithubWebhook, HandsADuplicateOnAndAnswers200) {
  Post("issues", labeled_);
  const ServerResponse response = Post("issues", labeled_);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(BodyOf(response)["duplicate"], Json(true));
  EXPECT_EQ(intake_.accepted.size(), 2U);
}

TEST_F(GithubWebhook, Answers200AndSaysWhyWhenThereIsNothingToDo) {
  struct Case {
    const char* what;
    std::string event;
    std::string body;
    const char* why;
  };
  const auto fixture = [](const char* name) { return Fixture(std::string("deliveries/") + name); };
  const std::vector<Case> cases = {
      {"an unknown event", "star", fixture("github_star_created.json"), "event is not followed"},
      {"an unknown action", "issues", LabeledWith("\"labeled\"", "\"pinned\""), "action is not"},
      {"no action", "issues", LabeledWith("\"labeled\"", "null"), "action is not followed"},
      {"a numeric action", "issues", LabeledWith("\"labeled\"", "7"), "action is not followed"},
      {"an unknown repository action", "repository", fixture("github_star_created.json"),
       "action is not followed"},
      {"a comment on a pull request", "issue_comment",
       fixture("github_issue_comment_on_pull_request.json"), "pull requests"},
      {"a pull request", "pull_request", R"({"action":"opened","pull_request":{"id":1}})",
       "pull requests"},
      {"another repository", "issues", LabeledWith("acme/infrastructure", "acme/other"), "no rule"},
      {"a name that begins like a rule's", "issues",
       LabeledWith("acme/infrastructure", "acme/infrastructure2"), "no rule"},
      {"an event that the body denies", "issue_comment", labeled_, "header"},
      {"a ping that is an issue", "ping", labeled_, "not followed"},
      {"no object in it", "issues", "{}", "action is not followed"},
      {"issue null", "issues", R"({"action":"opened","issue":null,"repository":{"id":701}})",
       "issue"},
      {"issue a list", "issues", R"({"action":"opened","issue":[],"repository":{"id":701}})",
       "issue"},
      {"labels an object", "issues",
       LabeledWith(R"([{ "id": 31, "name": "support", "color": "ededed" }])", "{}"), "issue"},
      {"a comment without id", "issue_comment",
       R"({"action":"created","comment":{},"issue":{"id":1,"number":1},"repository":{"id":701}})",
       "comment"},
      {"no repository", "issues", R"({"action":"opened","issue":{"id":1,"number":1}})",
       "repository"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    const ServerResponse response = Post(c.event, c.body);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(Text(response, "delivery"), kDeliveryId);
    EXPECT_NE(Text(response, "ignored").find(c.why), std::string::npos) << response.body;
  }
  EXPECT_TRUE(intake_.accepted.empty());
}

TEST_F(GithubWebhook, IgnoresIdsThatAreNone) {
  const std::string huge(400, '9');
  for (const std::string& id :
       {std::string("0"), std::string("-1"), std::string("1.5"), std::string("1e3"),
        std::string("9007199254740993"), std::string("18446744073709551616"), huge,
        std::string("null"), std::string("{}"), std::string("\"5\""), std::string("true")}) {
    for (const char* part : {"\"id\": 2000000005", "\"id\": 701"}) {
      EXPECT_EQ(Post("issues", LabeledWith(part, "\"id\": " + id)).status, 200) << id;
    }
    EXPECT_EQ(Post("issues", LabeledWith("\"number\": 5", "\"number\": " + id)).status, 200) << id;
  }
  EXPECT_TRUE(intake_.accepted.empty());
}

TEST_F(GithubWebhook, AnswersAPing) {
  const ServerResponse response = Post("ping", Fixture("deliveries/github_ping.json"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(BodyOf(response)["ping"], Json(true));
  EXPECT_EQ(Text(response, "delivery"), kDeliveryId);
}

TEST_F(GithubWebhook, TakesTheSignatureOfAnySecretAndTextOfAnyKind) {
  ServerRequest request = Signed("issues", labeled_);
  Set(request, "X-Hub-Signature-256", Sign(labeled_, Secret("old secret")));
  Set(request, "content-type", "Application/JSON; charset=utf-8");
  EXPECT_EQ(Post(request).status, 202);
  std::string marks;
  for (int i = 0; i < 10'000; ++i) marks += "\xcc\x81";
  const std::string title = std::string(1'000'000, 'a') + "\xf0\x9f\x98\x80\xe2\x80\xae" + marks;
  for (const std::string& text : {title, std::string("\\u0000"), std::string("%s\\r\\n*{{x}}")}) {
    Post("issues", LabeledWith("Mail is late", text));
  }
  EXPECT_EQ(intake_.accepted.size(), 4U);
}

TEST_F(GithubWebhook, RefusesWhatIsNotSignedWhateverItIs) {
  using Change = std::function<void(ServerRequest&)>;
  const std::string header = "X-Hub-Signature-256";
  const std::string digest = Sign(labeled_).substr(7);
  const std::vector<std::pair<const char*, Change>> changes = {
      {"none", [&](ServerRequest& r) { Drop(r, header); }},
      {"empty", [&](ServerRequest& r) { Set(r, header, ""); }},
      {"SHA-1 alone",
       [&](ServerRequest& r) {
         Drop(r, header);
         Set(r, "X-Hub-Signature", "sha1=" + digest.substr(0, 40));
       }},
      {"63 digits", [&](ServerRequest& r) { Set(r, header, "sha256=" + digest.substr(1)); }},
      {"65 digits", [&](ServerRequest& r) { Set(r, header, "sha256=" + digest + "0"); }},
      {"wrong", [&](ServerRequest& r) { Set(r, header, Sign("x")); }},
      {"wrong prefix", [&](ServerRequest& r) { Set(r, header, "sha512=" + digest); }},
      {"two headers",
       [&](ServerRequest& r) { r.headers.emplace_back("x-hub-signature-256", Sign(labeled_)); }},
      {"body and newline", [&](ServerRequest& r) { r.body += "\n"; }},
      {"a form",
       [&](ServerRequest& r) {
         Drop(r, header);
         Set(r, "content-type", "application/x-www-form-urlencoded");
       }},
      {"the other webhook's secret",
       [&](ServerRequest& r) { Set(r, header, Sign(labeled_, Secret("freshdesk"))); }},
  };
  for (const auto& [what, change] : changes) {
    SCOPED_TRACE(what);
    ServerRequest request = Signed("issues", labeled_);
    change(request);
    const ServerResponse response = Post(request);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(Text(response, "error"), "unauthorized");
  }
  EXPECT_TRUE(intake_.accepted.empty());
  EXPECT_EQ(reports_.back().reception, Reception::kUnauthorized);
}

TEST_F(GithubWebhook, RefusesWhatIsSignedButNoDelivery) {
  struct Case {
    const char* what;
    std::function<void(ServerRequest&)> change;
    int status;
  };
  const auto body = [](std::string text) {
    return [text = std::move(text)](ServerRequest& r) {
      r.body = text;
      Set(r, "X-Hub-Signature-256", Sign(text));
    };
  };
  const auto header = [](const char* name, const std::string& value) {
    return [=](ServerRequest& r) {
      Drop(r, name);
      if (!value.empty()) r.headers.emplace_back(name, value);
    };
  };
  const auto labeled = [](const std::string& title) { return LabeledWith("Mail is late", title); };
  const std::string deep(1'000'000, '[');
  const std::string deep65 = std::string(65, '[') + std::string(65, ']');
  std::string many = R"({"a":[1)";
  for (int i = 0; i < 20'000; ++i) many += ",1";
  many += "]}";
  const std::vector<Case> cases = {
      {"a form", header("content-type", "application/x-www-form-urlencoded"), 415},
      {"text", header("content-type", "text/json"), 415},
      {"no type", header("content-type", ""), 415},
      {"no delivery id", header("X-GitHub-Delivery", ""), 400},
      {"an id of 10 kB", header("X-GitHub-Delivery", std::string(10'000, 'a')), 400},
      {"an id of 101", header("X-GitHub-Delivery", std::string(101, 'a')), 400},
      {"an id with a space", header("X-GitHub-Delivery", "a b"), 400},
      {"an id with a colon", header("X-GitHub-Delivery", "a:b"), 400},
      {"no event", header("X-GitHub-Event", ""), 400},
      {"an event with spaces", header("X-GitHub-Event", "is sues"), 400},
      {"an empty body", body(""), 400},
      {"truncated", body(R"({"action":"opened")"), 400},
      {"trailing garbage", body("{} x"), 400},
      {"an array", body("[]"), 400},
      {"a string", body("\"x\""), 400},
      {"a number", body("1"), 400},
      {"null", body("null"), 400},
      {"a BOM", body("\xef\xbb\xbf{}"), 400},
      {"NaN", body(R"({"a":NaN})"), 400},
      {"Infinity", body(R"({"a":Infinity})"), 400},
      {"01", body(R"({"a":01})"), 400},
      {"single quotes", body("{'a':1}"), 400},
      {"65 levels", body("{\"a\":" + deep65 + "}"), 400},
      {"a million levels", body(deep), 400},
      {"more values than any delivery has", body(many), 400},
      {"FF", body(labeled("\xff")), 400},
      {"C0 AF", body(labeled("\xc0\xaf")), 400},
      {"ED A0 80", body(labeled("\xed\xa0\x80")), 400},
      {"a lone surrogate", body(labeled("\\ud800")), 400},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    ServerRequest request = Signed("issues", labeled_);
    c.change(request);
    const ServerResponse response = Post(request);
    EXPECT_EQ(response.status, c.status);
    EXPECT_FALSE(Text(response, "error").empty());
    EXPECT_FALSE(Text(response, "detail").empty());
  }
  EXPECT_TRUE(intake_.accepted.empty());
}

TEST_F(GithubWebhook, AsksToComeAgainWhileTheStoreIsAway) {
  intake_.away = true;
  for (const std::string& body : {labeled_, LabeledWith("acme/infrastructure", "acme/other")}) {
    const ServerResponse response = Post("issues", body);
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.headers.front().first, "Retry-After");
    EXPECT_EQ(response.body.find("10.0.0.1"), std::string::npos);
  }
  EXPECT_EQ(reports_.back().reception, Reception::kUnavailable);
}

TEST_F(GithubWebhook, SlowsDownWhoGuessesAndStillTakesAValidSignature) {
  ServerRequest guess = Signed("issues", labeled_);
  Set(guess, "X-Hub-Signature-256", Sign("x"));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Post(guess).status, 401);
  const ServerResponse response = Post(guess);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(Text(response, "error"), "too_many_requests");
  EXPECT_EQ(Post("issues", labeled_).status, 202);
  guess.path = "/webhooks/freshdesk/1";
  EXPECT_EQ(Post(guess).status, 429);
  now_ += 1s;
  EXPECT_EQ(Post(guess).status, 401);
}

TEST_F(GithubWebhook, AnswersOtherMethodsAndPaths) {
  ServerRequest request = Signed("issues", labeled_);
  for (const char* method : {"GET", "PUT", "OPTIONS", "HEAD"}) {
    request.method = method;
    const ServerResponse response = Post(request);
    EXPECT_EQ(response.status, 405);
    ASSERT_FALSE(response.headers.empty());
    EXPECT_EQ(response.headers.front(), (std::pair<std::string, std::string>("Allow", "POST")));
  }
  request.method = "POST";
  for (const char* path : {"/webhooks/github/", "/webhooks//github", "/webhooks", "/",
                           "/webhooks/freshdesk/1/2", "/webhooks/GitHub"}) {
    request.path = path;
    EXPECT_EQ(Post(request).status, 404) << path;
  }
}

TEST_F(GithubWebhook, IsAnsweredByTheServerWhenItsBodyWasRefused) {
  ServerRequest request = Signed("issues", labeled_);
  request.refusal = Refusal{413, "the body is larger than 2 bytes"};
  EXPECT_EQ(Post(request).status, 413);
  EXPECT_TRUE(intake_.accepted.empty());
}

}  // namespace
}  // namespace tandem::testing
