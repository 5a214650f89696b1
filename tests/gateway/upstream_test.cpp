#include "gateway/upstream.h"

#include "gateway/budget.h"
#include "tests/free_port.h"
#include "tests/gateway/scripted_server.h"

#include <gtest/gtest.h>

#include <array>
#include <gmock/gmock.h>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

using Headers = std::vector<std::pair<std::string, std::string>>;

Result<Headers> WithToken() {
  return Headers{{"Authorization", "Bearer t0ken"}};
}

HttpRequest Get() {
  return {"GET", "/things/1?q=2", {}, {}};
}
HttpRequest Put() {
  return {"PUT", "/things/1", {}, "{}"};
}

struct Row {
  const char* name;
  Service service;
  std::string answer;
  Remedy of_get;
  Remedy of_put;
  std::vector<const char*> said{};      // what the message must hold
  std::vector<const char*> not_said{};  // advice that would be wrong
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

class Verdict : public ::testing::TestWithParam<Row> {};

TEST_P(Verdict, NamesTheRemedyAndTheSetting) {
  const Row& row = GetParam();
  for (const auto& [request, remedy] : {std::pair(Get(), row.of_get), {Put(), row.of_put}}) {
    ScriptedServer server({Answering({row.answer})});
    Budget budget(row.service, 0.8);
    Upstream upstream(server.Url(), WithToken, budget, {}, {500ms, 500ms});
    const auto answer = upstream.Call(request);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().remedy, remedy) << answer.error().message;
    for (const char* words : row.said) EXPECT_THAT(answer.error().message, HasSubstr(words));
    for (const char* words : row.not_said)
      EXPECT_THAT(answer.error().message, Not(HasSubstr(words)));
    EXPECT_THAT(answer.error().message, Not(HasSubstr("t0ken")));
    EXPECT_THAT(answer.error().message, Not(HasSubstr("customer")));
  }
}

const auto kRows = std::to_array<Row>({
    {"BadCredential",
     Service::kGithub,
     AnswerText(401, R"({"message":"Bad credentials"})"),
     Remedy::kUnauthorized,
     Remedy::kUnauthorized,
     {"401", "github.token"}},
    {"BadApiKey",
     Service::kFreshdesk,
     AnswerText(401, "<html>customer"),
     Remedy::kUnauthorized,
     Remedy::kUnauthorized,
     {"freshdesk.api_key"}},
    {"MissingPermission",
     Service::kGithub,
     AnswerText(403, R"({"message":"Resource not accessible by personal access token"})",
                {"X-Accepted-GitHub-Permissions: issues=write"}),
     Remedy::kUnauthorized,
     Remedy::kUnauthorized,
     {"issues=write", "the token lacks a permission; look at the rights of github.token"}},
    {"Locked",
     Service::kGithub,
     AnswerText(403, R"({"message":"Unable to create comment because issue is locked."})"),
     Remedy::kUnauthorized,
     Remedy::kUnauthorized,
     {"the issue is locked; unlock it"},
     {"github.token"}},
    {"ArchivedRepository",
     Service::kGithub,
     AnswerText(403, R"({"message":"Repository was archived so is read-only."})"),
     Remedy::kUnauthorized,
     Remedy::kUnauthorized,
     {"can only be read; unarchive the repository", "rules[].enabled"},
     {"github.token"}},
    {"ArchivedTicket",
     Service::kFreshdesk,
     AnswerText(403, R"({"message":"The ticket is archived, customer"})"),
     Remedy::kUnauthorized,
     Remedy::kUnauthorized,
     {"it is archived and can only be read"},
     {"freshdesk.api_key", "repository"}},
    {"SingleSignOn",
     Service::kGithub,
     AnswerText(403, R"({"message":"Resource protected by organization SAML enforcement."})"),
     Remedy::kUnauthorized,
     Remedy::kUnauthorized,
     {"single sign-on", "github.token"}},
    {"ForbiddenByFreshdesk",
     Service::kFreshdesk,
     AnswerText(403, R"({"code":"access_denied","message":"You are not authorized, customer"})"),
     Remedy::kUnauthorized,
     Remedy::kUnauthorized,
     {"403", "/things/1", "look at the rights of freshdesk.api_key"}},
    {"SecondaryLimit",
     Service::kGithub,
     AnswerText(403, R"({"message":"You have exceeded a secondary rate limit."})"),
     Remedy::kUnavailable,
     Remedy::kUnavailable,
     {"too many"}},
    {"PrimaryLimit", Service::kGithub, AnswerText(403, "", {"x-ratelimit-remaining: 0"}),
     Remedy::kUnavailable, Remedy::kUnavailable},
    {"TooManyRequests", Service::kFreshdesk, AnswerText(429, "", {"Retry-After: 7"}),
     Remedy::kUnavailable, Remedy::kUnavailable},
    {"NotFound",
     Service::kFreshdesk,
     AnswerText(404, ""),
     Remedy::kNotFound,
     Remedy::kNotFound,
     {"404", "it is gone, or freshdesk.api_key may not see it"}},
    {"NotFoundByGithub",
     Service::kGithub,
     AnswerText(404, R"({"message":"Not Found"})"),
     Remedy::kNotFound,
     Remedy::kNotFound,
     {"404", "it is gone, or github.token may not see it"}},
    {"Gone",
     Service::kGithub,
     AnswerText(410, "{}"),
     Remedy::kNotFound,
     Remedy::kNotFound,
     {"it is gone, or github.token may not see it"}},
    {"IssuesDisabled",
     Service::kGithub,
     AnswerText(410, R"({"message":"Issues are disabled for this repo"})"),
     Remedy::kNotFound,
     Remedy::kNotFound,
     {"issues are switched off in this repository", "rules[].repository"},
     {"gone", "github.token"}},
    {"Conflict", Service::kGithub, AnswerText(409, "{}"), Remedy::kConflict, Remedy::kConflict},
    {"LedAway",
     Service::kGithub,
     AnswerText(301, "", {"Location: https://evil.invalid/"}),
     Remedy::kInvalid,
     Remedy::kConflict,
     {}},
    {"FreshdeskFields",
     Service::kFreshdesk,
     AnswerText(400, R"({"description":"Validation failed","errors":[
       {"field":"status","message":"the customer said","code":"invalid_value"},
       {"field":"a customer's text","code":"x"},{"field":"cf_team","code":"missing_field"},"x"]})"),
     Remedy::kInvalid,
     Remedy::kInvalid,
     {"status (invalid_value), cf_team (missing_field)", "a value is required in cf_team first"}},
    {"GithubFields",
     Service::kGithub,
     AnswerText(422, R"({"message":"customer","errors":[
       {"resource":"Issue","code":"custom","field":"body","message":"customer"},"customer"]})"),
     Remedy::kInvalid,
     Remedy::kInvalid,
     {"body (custom)"}},
    {"RequestTimeout", Service::kGithub, AnswerText(408, ""), Remedy::kUnavailable,
     Remedy::kUnknownOutcome},
    {"ServerError",
     Service::kGithub,
     AnswerText(500, "customer"),
     Remedy::kUnavailable,
     Remedy::kUnknownOutcome,
     {"500"}},
    {"BadGateway", Service::kGithub, AnswerText(502, "{}"), Remedy::kUnavailable,
     Remedy::kUnknownOutcome},
    {"HtmlForJson",
     Service::kGithub,
     AnswerText(200, "<html>customer"),
     Remedy::kUnavailable,
     Remedy::kUnknownOutcome,
     {"no JSON", "github.api_url"}},
    {"HtmlOfSomethingElse",
     Service::kFreshdesk,
     AnswerText(200, "<html>customer"),
     Remedy::kUnavailable,
     Remedy::kUnknownOutcome,
     {"freshdesk.url"}},
    {"RefusedWithoutAWord",
     Service::kGithub,
     AnswerText(422, R"({"message":"customer"})"),
     Remedy::kInvalid,
     Remedy::kInvalid,
     {"tandem preview", "rules[]"}},
    {"EmptyForJson", Service::kGithub, AnswerText(201, ""), Remedy::kUnavailable,
     Remedy::kUnknownOutcome},
    {"NoAnswer", Service::kGithub, "", Remedy::kUnavailable, Remedy::kUnknownOutcome},
});

INSTANTIATE_TEST_SUITE_P(Each, Verdict, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Upstream, GivesTheAnswerWithItsJson) {
  ScriptedServer server({Answering(
      {AnswerText(200, R"({"a":1})"), AnswerText(204, ""), "HTTP/1.1 304 Not Modified\r\n\r\n"})});
  Budget budget(Service::kGithub, 0.8);
  Upstream upstream(server.Url(), WithToken, budget, {});
  const auto answer = upstream.Call(Get());
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->json["a"].Integer(), 1);
  EXPECT_THAT(server.requests()[0], HasSubstr("Authorization: Bearer t0ken\r\n"));
  EXPECT_TRUE(upstream.Call(Put(), false).ok());
  EXPECT_TRUE(upstream.Call(Get()).ok());
  EXPECT_EQ(upstream.LastStatus(), 304);
}

TEST(Upstream, NamesTheAddressWhenThereIsNoConnection) {
  ScriptedServer plain({Answering({AnswerText(200, "{}")})});
  const std::string no_tls = "https" + plain.Url().substr(4);
  const std::string nobody = "http://127.0.0.1:" + std::to_string(FreePort());
  for (const std::string& url : {nobody, no_tls}) {
    for (const auto& [service, setting] :
         {std::pair(Service::kFreshdesk, "freshdesk.url"), {Service::kGithub, "github.api_url"}}) {
      Budget budget(service, 0.8);
      Upstream upstream(url, WithToken, budget, {}, {500ms, 500ms});
      const auto answer = upstream.Call(Put());
      ASSERT_FALSE(answer.ok());
      EXPECT_EQ(answer.error().remedy, Remedy::kUnavailable);
      EXPECT_THAT(answer.error().message, HasSubstr(std::string("look at ") + setting)) << url;
    }
  }
}

TEST(Upstream, CallsNobodyWhileItsServiceIsPaused) {
  ScriptedServer server({Answering({AnswerText(429, "", {"Retry-After: 60"})})});
  Budget budget(Service::kGithub, 0.8);
  Budget other(Service::kFreshdesk, 0.8);
  Upstream upstream(server.Url(), WithToken, budget, {});
  EXPECT_EQ(upstream.Call(Get()).error().retry_after, 60s);
  const auto second = upstream.Call(Get());
  EXPECT_EQ(second.error().remedy, Remedy::kUnavailable);
  EXPECT_GT(second.error().retry_after, 50s);
  EXPECT_EQ(upstream.LastStatus(), 0);
  EXPECT_EQ(server.requests().size(), 1U);
  EXPECT_TRUE(other.MayCall(CallKind::kRead).ok());
}

TEST(Upstream, DoesNotHammerAfterA401) {
  ScriptedServer server({Answering({AnswerText(401, ""), AnswerText(401, "")})});
  Budget budget(Service::kFreshdesk, 0.8);
  Upstream upstream(server.Url(), WithToken, budget, {});
  const Error refused = upstream.Call(Get()).error();
  EXPECT_EQ(refused.remedy, Remedy::kUnauthorized);
  EXPECT_EQ(refused.retry_after, 60s);
  const Error not_asked = upstream.Call(Put()).error();
  EXPECT_THAT(not_asked.message, HasSubstr("freshdesk.api_key"));
  EXPECT_EQ(server.requests().size(), 1U);
  EXPECT_EQ(not_asked.message, refused.message) << "what it holds up is told once";
  EXPECT_EQ(not_asked.remedy, refused.remedy);
  EXPECT_GT(not_asked.retry_after, 50s);
}

TEST(Upstream, PassesOnWhatA503AsksForWithoutPausing) {
  ScriptedServer server(
      {Answering({AnswerText(503, "", {"Retry-After: 5"}), AnswerText(200, "{}")})});
  Budget budget(Service::kGithub, 0.8);
  Upstream upstream(server.Url(), WithToken, budget, {});
  EXPECT_EQ(upstream.Call(Get()).error().retry_after, 5s);
  EXPECT_TRUE(upstream.Call(Get()).ok());
}

TEST(Upstream, LearnsTheBudgetFromRefusalsToo) {
  ScriptedServer server({Answering(
      {AnswerText(404, "", {"X-RateLimit-Total: 100", "X-RateLimit-Remaining: 55.0"})})});
  Budget budget(Service::kFreshdesk, 0.8);
  Upstream(server.Url(), WithToken, budget, {}).Call(Get());
  EXPECT_EQ(budget.Snapshot().remaining, 55);
}

TEST(Upstream, AsksItsHooksAroundEachCall) {
  ScriptedServer server({Answering({AnswerText(404, "")})});
  Budget budget(Service::kGithub, 0.8);
  std::vector<std::string> told;
  bool allow = false;
  const CallHooks hooks{
      [&](const HttpRequest& request) -> Result<std::chrono::steady_clock::time_point> {
        told.push_back("before " + request.method);
        if (!allow) return Error{Remedy::kConflict, "the lease is lost"};
        return std::chrono::steady_clock::now() + 1min;
      },
      [&](const HttpRequest&, int status) { told.push_back("after " + std::to_string(status)); }};
  Upstream upstream(server.Url(), WithToken, budget, hooks);
  EXPECT_EQ(upstream.Call(Get()).error().remedy, Remedy::kConflict);
  EXPECT_EQ(server.connections(), 0);
  allow = true;
  EXPECT_EQ(upstream.Call(Get()).error().remedy, Remedy::kNotFound);
  EXPECT_THAT(told, ::testing::ElementsAre("before GET", "before GET", "before GET", "after 404"));
}

// What is true before connecting need not be true seconds later, when the connection stands.
TEST(Upstream, AsksOnceMoreWhenTheConnectionStandsRightBeforeTheFirstByte) {
  std::vector<std::string> received;
  const Script reading = [&](Peer& peer) { received.push_back(peer.ReadRequest()); };
  std::vector<int> statuses;
  {
    ScriptedServer server({reading});
    Budget budget(Service::kGithub, 0.8);
    std::vector<int> connections;
    const CallHooks hooks{[&](const HttpRequest&) -> Result<std::chrono::steady_clock::time_point> {
                            connections.push_back(static_cast<int>(connections.size()));
                            if (connections.size() == 2)
                              return Error{Remedy::kConflict, "the lease is lost"};
                            return std::chrono::steady_clock::time_point::max();
                          },
                          [&](const HttpRequest&, int status) { statuses.push_back(status); }};
    Upstream upstream(server.Url(), WithToken, budget, hooks);
    EXPECT_EQ(upstream.Call(Put()).error().remedy, Remedy::kConflict);
    EXPECT_EQ(connections.size(), 2U);
  }
  EXPECT_THAT(received, ::testing::Each("")) << "no byte was sent";
  EXPECT_TRUE(statuses.empty()) << "that was no call: the service is not to blame";
}

TEST(Upstream, SendsNoByteOnceItIsTooLateToBegin) {
  std::vector<std::string> received;
  const Script reading = [&](Peer& peer) { received.push_back(peer.ReadRequest()); };
  {
    ScriptedServer server({reading});
    Budget budget(Service::kFreshdesk, 0.8);
    const CallHooks hooks{[&](const HttpRequest&) -> Result<std::chrono::steady_clock::time_point> {
                            return std::chrono::steady_clock::now() - 1ms;
                          },
                          {}};
    Upstream upstream(server.Url(), WithToken, budget, hooks);
    EXPECT_EQ(upstream.Call(Put()).error().remedy, Remedy::kUnavailable) << "definite: not sent";
  }
  EXPECT_THAT(received, ::testing::Each(""));
}

TEST(Upstream, SendsNothingWithoutACredential) {
  ScriptedServer server({Answering({AnswerText(200, "{}")})});
  Budget budget(Service::kGithub, 0.8);
  Upstream upstream(server.Url(),
                    []() -> Result<Headers> {
                      return Error{Remedy::kUnauthorized, "no key"};
                    },
                    budget, {});
  EXPECT_EQ(upstream.Call(Put()).error().remedy, Remedy::kUnauthorized);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Upstream, FindsTheNextPageOnItsOwnHostOnly) {
  Budget budget(Service::kGithub, 0.8);
  const Upstream upstream("https://ghe/api/v3", WithToken, budget, {});
  const auto next = [&](const std::string& link) {
    return upstream.NextPage({200, {{"Link", link}}, "", ""});
  };
  EXPECT_EQ(*next("<https://ghe/api/v3/x?after=a%3D%2B>; rel=\"next\""), "/x?after=a%3D%2B");
  EXPECT_EQ(*next("<https://ghe/api/v3/x>; rel=\"last\""), "");
  EXPECT_EQ(*upstream.NextPage({}), "");
  EXPECT_EQ(next("<https://evil/api/v3/x>; rel=\"next\"").error().remedy, Remedy::kInvalid);
}

}  // namespace
}  // namespace tandem
