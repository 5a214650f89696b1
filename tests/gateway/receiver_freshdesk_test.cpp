// The Freshdesk webhook, from the request to what reaches the queue.
#include "gateway/json.h"
#include "gateway/receiver.h"
#include "gateway/signature.h"
#include "tests/gateway/fake_intake.h"
#include "tests/gateway/fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tandem::testing {
namespace {

class FreshdeskWebhook : public ::testing::Test {
 protected:
  FreshdeskWebhook() {
    ReceiverSettings settings;
    settings.github_secrets = {Secret("github")};
    settings.freshdesk_secrets = {Secret("new secret"), Secret("old secret")};
    settings.rules = {{"github", "acme/infrastructure"}};
    settings.report = [this](const ReceptionReport& report) { reports_.push_back(report); };
    receiver_.emplace(std::move(settings), intake_.Functions());
    receiver_->AddRoutes(router_);
  }

  static ServerRequest Request(const std::string& path, const std::string& body) {
    return {"POST", "/webhooks/freshdesk" + path,
            {},     {{"x-tandem-secret", "new secret"}},
            body,   "192.0.2.1",
            {}};
  }
  ServerResponse Post(const std::string& path, const std::string& body) {
    return router_.Answer(Request(path, body));
  }
  std::string LastKey() { return intake_.accepted.empty() ? "" : intake_.accepted.back().key.text; }

  FakeIntake intake_{};
  std::vector<ReceptionReport> reports_{};
  std::optional<Receiver> receiver_{};
  Router router_{};
};

const std::vector<std::string>& UnreadableBodies() {
  static const std::vector<std::string> bodies = {"",
                                                  R"({"a":)",
                                                  "{} x",
                                                  "[]",
                                                  "\"x\"",
                                                  "1",
                                                  "null",
                                                  "\xef\xbb\xbf{}",
                                                  R"({"a":NaN})",
                                                  R"({"a":01})",
                                                  "{'a':1}",
                                                  std::string(1'000'000, '['),
                                                  "\"\xff\"",
                                                  R"({"a":"\ud800"})",
                                                  "ticket_id=123",
                                                  R"({"ticket_id":0})",
                                                  R"({"ticket_id":-1})",
                                                  R"({"ticket_id":1.5})",
                                                  R"({"ticket_id":1e3})",
                                                  R"({"ticket_id":9007199254740993})",
                                                  R"({"ticket_id":null})",
                                                  R"({"ticket_id":{}})",
                                                  R"({"ticket_id":"12x"})",
                                                  R"({"ticket_id":"+12"})",
                                                  R"({"ticket_id":"{{ticket.id}}"})",
                                                  R"({"freshdesk_webhook":[]})",
                                                  R"({"ticket_id":)" + std::string(400, '9') + "}"};
  return bodies;
}

TEST_F(FreshdeskWebhook, MarksTheTicketOfThePathWhateverTheBody) {
  for (const std::string& body : UnreadableBodies()) {
    EXPECT_EQ(Post("/123", body).status, 202);
    EXPECT_EQ(LastKey(), "ticket:123");
  }
  EXPECT_EQ(Post("/123", Fixture("deliveries/freshdesk_unescaped_quotes.json")).status, 202);
  EXPECT_EQ(intake_.accepted.size(), UnreadableBodies().size() + 1);
  for (const Delivery& delivery : intake_.accepted) EXPECT_FALSE(delivery.only_if_linked);
  EXPECT_TRUE(intake_.parked.empty());
}

TEST_F(FreshdeskWebhook, AnswersWithAnIdOfItsOwnForEachDelivery) {
  const auto first = Json::Parse(Post("/123", "").body);
  const auto second = Json::Parse(Post("/123", "").body);
  EXPECT_EQ((*first)["delivery"], Json(intake_.accepted[0].id));
  EXPECT_EQ((*second)["delivery"], Json(intake_.accepted[1].id));
  EXPECT_NE(intake_.accepted[0].id, intake_.accepted[1].id);
  EXPECT_EQ(intake_.accepted[0].source, "freshdesk");
}

TEST_F(FreshdeskWebhook, FindsTheTicketInTheBodyWhenThePathNamesNone) {
  const std::vector<std::string> bodies = {Fixture("deliveries/freshdesk_simple.json"),
                                           Fixture("deliveries/freshdesk_advanced.json"),
                                           R"({"freshdesk_webhook":{"ticket_id":"123"}})",
                                           R"({"ticket_id":123})", R"({"ticket_id":" 123 "})"};
  for (const std::string& body : bodies) {
    for (const char* path : {"", "/", "/abc", "/0", "/-5", "/%7B%7Bticket.id%7D%7D"}) {
      intake_.accepted.clear();
      EXPECT_EQ(Post(path, body).status, 202);
      EXPECT_EQ(LastKey(), "ticket:123") << path << " " << body;
    }
  }
}

TEST_F(FreshdeskWebhook, BelievesThePathMoreThanTheBody) {
  Post("/7", Fixture("deliveries/freshdesk_advanced.json"));
  EXPECT_EQ(LastKey(), "ticket:7");
  EXPECT_FALSE(intake_.accepted.back().only_if_linked);
}

TEST_F(FreshdeskWebhook, ParksWhatNamesNoTicket) {
  for (const std::string& body : UnreadableBodies()) {
    for (const char* path : {"", "/abc"}) {
      intake_.parked.clear();
      const ServerResponse response = Post(path, body);
      EXPECT_EQ(response.status, 202);
      ASSERT_EQ(intake_.parked.size(), 1U) << body;
      EXPECT_EQ(intake_.parked.front().id.size(), 36U);
      EXPECT_NE(response.body.find(intake_.parked.front().id), std::string::npos);
      EXPECT_EQ(intake_.parked.front().size, body.size());
      EXPECT_EQ(intake_.parked.front().sha256, Sha256(body));
      EXPECT_EQ(intake_.parked.front().source, "freshdesk");
      EXPECT_FALSE(intake_.parked.front().reason.empty());
    }
  }
  EXPECT_TRUE(intake_.accepted.empty());
  EXPECT_EQ(reports_.back().reception, Reception::kParked);
}

TEST_F(FreshdeskWebhook, KeepsOnlyTheNamesOfWhatItParks) {
  const std::string long_name = std::string(39, 'a') + "\xc3\xa9";
  Post("", R"({"subject":"private words","who":{"mail":"a@b.c"},")" + long_name + R"(":1})");
  ASSERT_EQ(intake_.parked.size(), 1U);
  const std::vector<std::string> names = {"subject", "who", std::string(39, 'a')};
  EXPECT_EQ(intake_.parked.front().key_names, names);
}

TEST_F(FreshdeskWebhook, IsOfInterestOnlyIfLinkedWhenTheBodyClearlySaysSo) {
  struct Case {
    const char* tags;
    const char* event;
    bool only_if_linked;
  };
  const std::vector<Case> cases = {
      {R"("vip, printer")", R"("{ticket_action:created}")", true},
      {R"("")", R"("{status:{from:4,to:6}}")", true},
      {R"([])", R"("{priority:{from:1,to:2}}")", true},
      {R"(["vip"])", R"("{note_type:public}")", true},
      {R"("vip")", R"("{ Ticket_Action: Created }")", true},
      {R"("vip")", R"({"status":{"from":4,"to":6}})", true},
      {R"("vip, GitHub ")", R"("{ticket_action:created}")", false},
      {R"(["github"])", R"("{ticket_action:created}")", false},
      {R"("vip")", R"("{note_type:private}")", false},
      {R"("vip")", R"("{status:{from:4,to:6},note_type:private}")", false},
      {R"("vip")", R"("{ticket_action:update}")", false},
      {R"("vip")", R"("")", false},
      {R"("vip")", R"("something new")", false},
      {R"("vip")", "null", false},
      {"null", R"("{ticket_action:created}")", false},
      {"7", R"("{ticket_action:created}")", false},
      {"[7]", R"("{ticket_action:created}")", false},
      {R"("{{ticket.tags}}")", R"("{ticket_action:created}")", false},
  };
  for (const Case& c : cases) {
    for (const auto& [tags, event] :
         {std::pair("tags", "event"), std::pair("ticket_tags", "triggered_event")}) {
      const std::string members =
          std::string("\"") + tags + "\":" + c.tags + ",\"" + event + "\":" + c.event;
      Post("/123", "{" + members + "}");
      EXPECT_EQ(intake_.accepted.back().only_if_linked, c.only_if_linked) << members;
      Post("", R"({"freshdesk_webhook":{"ticket_id":5,)" + members + "}}");
      EXPECT_EQ(intake_.accepted.back().only_if_linked, c.only_if_linked) << members;
    }
  }
}

TEST_F(FreshdeskWebhook, Answers202WhenThereIsNothingToDo) {
  intake_.answer = Accepted::kOfNoInterest;
  EXPECT_EQ(Post("/123", "").status, 202);
  EXPECT_EQ(reports_.back().reception, Reception::kIgnored);
}

TEST_F(FreshdeskWebhook, TakesTheSecretInItsHeaderOrAsABasicPassword) {
  using Headers = ServerHeaders;
  // user:old secret; new secret:x; user:wrong
  const std::string right = "Basic dXNlcjpvbGQgc2VjcmV0";
  struct Case {
    const char* what;
    Headers headers;
    int status;
  };
  const std::vector<Case> cases = {
      {"new", {{"X-Tandem-Secret", "new secret"}}, 202},
      {"old", {{"X-TANDEM-SECRET", "old secret"}}, 202},
      {"basic", {{"Authorization", right}}, 202},
      {"wrong header, right password", {{"X-Tandem-Secret", "x"}, {"Authorization", right}}, 202},
      {"none", {}, 401},
      {"empty", {{"X-Tandem-Secret", ""}}, 401},
      {"wrong", {{"X-Tandem-Secret", "wrong sort"}}, 401},
      {"twice", {{"X-Tandem-Secret", "new secret"}, {"X-Tandem-Secret", "new secret"}}, 401},
      {"the user's name", {{"Authorization", "Basic bmV3IHNlY3JldDp4"}}, 401},
      {"bearer", {{"Authorization", "Bearer new secret"}}, 401},
      {"github's", {{"X-Tandem-Secret", "github"}}, 401},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    ServerRequest request = Request("/123", "");
    request.headers = c.headers;
    request.query = "secret=new%20secret&X-Tandem-Secret=new%20secret";
    EXPECT_EQ(router_.Answer(request).status, c.status);
  }
}

TEST_F(FreshdeskWebhook, MarksOrParksWhatTheServerRefusedWhenItIsAuthentic) {
  ServerRequest request = Request("/123", "");
  request.refusal = Refusal{413, "the body is too large"};
  EXPECT_EQ(router_.Answer(request).status, 202);
  EXPECT_EQ(LastKey(), "ticket:123");
  request.path = "/webhooks/freshdesk";
  EXPECT_EQ(router_.Answer(request).status, 202);
  ASSERT_EQ(intake_.parked.size(), 1U);
  EXPECT_EQ(intake_.parked.front().reason, "the body is too large");
  request.headers.clear();
  EXPECT_EQ(router_.Answer(request).status, 401);
}

TEST_F(FreshdeskWebhook, AsksToComeAgainWhileTheStoreIsAway) {
  intake_.away = true;
  for (const char* path : {"/123", ""}) {
    const ServerResponse response = Post(path, "");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.headers.front().first, "Retry-After");
  }
}

}  // namespace
}  // namespace tandem::testing
