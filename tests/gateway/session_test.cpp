// The page's login: what a browser with its cookie may do, and what other sites may not.
#include "gateway/session.h"

#include "gateway/api_gate.h"
#include "gateway/json.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <set>
#include <string>
#include <vector>

namespace tandem {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string HeaderOf(const ServerResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (EqualNoCase(key, name)) return value;
  }
  return {};
}

// A gate with one address behind it, and a browser before it.
class Browser : public ::testing::Test {
 protected:
  Browser() { Build("the token"); }

  void Build(const std::string& token) {
    ApiGateSettings settings;
    settings.token = Secret(token);
    settings.now = [this] { return now_; };
    settings.wall = [this] { return wall_; };
    settings.ended.add = [this](const std::string& name) -> Status {
      if (away_ || full_) return Error{Remedy::kUnavailable, "the store takes nothing"};
      ended_.insert(name);
      return Done{};
    };
    settings.ended.has = [this](const std::string& name) -> Result<bool> {
      if (away_) return Error{Remedy::kUnavailable, "the store is away"};
      return ended_.contains(name);
    };
    gate_.emplace(std::move(settings));
    router_.emplace();
    gate_->AddSessionRoutes(*router_);
    for (const char* method : {"GET", "POST", "DELETE"})
      router_->Add(method, "/api/thing", gate_->Behind([](const ServerRequest&, std::string_view) {
        return ServerResponse{200, {}, "{}"};
      }));
  }
  ServerResponse Send(const std::string& method, const std::string& path, ServerHeaders headers,
                      const std::string& body = {}) {
    headers.emplace_back("Host", "tandem.example:8080");
    return router_->Answer({method, path, {}, std::move(headers), body, "192.0.2.7", {}});
  }
  ServerResponse Login(const std::string& token, ServerHeaders headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return Send("POST", "/api/session", headers, Json(Json::Object{{"token", token}}).Dump());
  }
  // Logs in and keeps what the page would.
  void Enter() {
    const ServerResponse response = Login("the token");
    ASSERT_EQ(response.status, 200);
    const std::string cookie = HeaderOf(response, "Set-Cookie");
    cookie_ = cookie.substr(0, cookie.find(';'));
    csrf_ = (*Json::Parse(response.body))["csrf"].StringOr("");
    ASSERT_FALSE(csrf_.empty());
  }
  int Thing(const std::string& method, ServerHeaders headers) {
    return Send(method, "/api/thing", std::move(headers)).status;
  }

  std::chrono::steady_clock::time_point now_{};
  std::chrono::system_clock::time_point wall_{std::chrono::hours(500'000)};
  std::optional<ApiGate> gate_{};
  std::optional<Router> router_{};
  std::set<std::string> ended_{};
  bool away_ = false;  // the store
  bool full_ = false;  // the store: it can only be read
  std::string cookie_{};
  std::string csrf_{};
};

TEST_F(Browser, GetsACookieThatScriptsAndOtherSitesCannotUse) {
  const ServerResponse response = Login("the token");
  const std::string cookie = HeaderOf(response, "Set-Cookie");
  EXPECT_THAT(cookie, HasSubstr("; HttpOnly"));
  EXPECT_THAT(cookie, HasSubstr("; SameSite=Strict"));
  EXPECT_THAT(cookie, HasSubstr("; Path=/"));
  EXPECT_THAT(cookie, HasSubstr("; Max-Age=28800"));
  EXPECT_THAT(cookie, Not(HasSubstr("Secure"))) << "plain http would never send it back";
  EXPECT_THAT(cookie, Not(HasSubstr("the token")));
  EXPECT_EQ(HeaderOf(response, "Cache-Control"), "no-store");
  EXPECT_THAT(HeaderOf(Login("the token", {{"X-Forwarded-Proto", "https"}}), "Set-Cookie"),
              HasSubstr("; Secure"));
}

TEST_F(Browser, MayReadWithTheCookieAndChangeThingsWithThePagesTokenToo) {
  Enter();
  EXPECT_EQ(Thing("GET", {{"Cookie", cookie_}}), 200);
  EXPECT_EQ(Thing("GET", {{"Cookie", "other=1; " + cookie_ + "; more=2"}}), 200);
  for (const char* method : {"POST", "DELETE"}) {
    EXPECT_EQ(Thing(method, {{"Cookie", cookie_}, {"X-CSRF-Token", csrf_}}), 200);
    EXPECT_EQ(Thing(method, {{"Cookie", cookie_},
                             {"X-CSRF-Token", csrf_},
                             {"Origin", "http://tandem.example:8080"}}),
              200);
    EXPECT_EQ(Thing(method, {{"Cookie", cookie_}}), 403);
    EXPECT_EQ(Thing(method, {{"Cookie", cookie_}, {"X-CSRF-Token", ""}}), 403);
    EXPECT_EQ(Thing(method, {{"Cookie", cookie_}, {"X-CSRF-Token", csrf_ + "0"}}), 403);
    EXPECT_EQ(
        Thing(method, {{"Cookie", cookie_}, {"X-CSRF-Token", csrf_}, {"X-CSRF-Token", csrf_}}),
        403);
  }
}

TEST_F(Browser, IsRefusedWhenAPageOfAnotherSiteMakesTheRequest) {
  Enter();
  const std::vector<std::pair<std::string, std::string>> foreign = {
      {"Origin", "https://evil.example"},
      {"Origin", "http://tandem.example"},
      {"Origin", "http://tandem.example:8080.evil.example"},
      {"Origin", "null"},
      {"Origin", ""},
      {"Sec-Fetch-Site", "cross-site"},
      {"Sec-Fetch-Site", "same-site"}};
  for (const auto& header : foreign) {
    SCOPED_TRACE(header.first + " " + header.second);
    EXPECT_EQ(Thing("POST", {{"Cookie", cookie_}, {"X-CSRF-Token", csrf_}, header}), 403);
    EXPECT_EQ(Login("the token", {header}).status, 403) << "nor may it log the browser in";
  }
  // A proxy that changed the Host: the browser itself says where the page is from.
  EXPECT_EQ(Thing("POST", {{"Cookie", cookie_},
                           {"X-CSRF-Token", csrf_},
                           {"Origin", "https://outside.example"},
                           {"Sec-Fetch-Site", "same-origin"}}),
            200);
  // A program that knows the token is no browser.
  EXPECT_EQ(
      Thing("POST", {{"Authorization", "Bearer the token"}, {"Origin", "https://evil.example"}}),
      200);
}

TEST_F(Browser, IsOutWhenItsSessionIsOverForgedOrOfAnotherToken) {
  Enter();
  const std::string cookie = cookie_;
  for (const std::string& wrong :
       {std::string("tandem_session="), std::string("tandem_session=1.2.3"), cookie + "0",
        cookie.substr(0, cookie.size() - 1), "tandem_session=9" + cookie.substr(15),
        std::string(cookie).append("; ").append(cookie)}) {
    EXPECT_EQ(Thing("GET", {{"Cookie", wrong}}), 401) << wrong;
  }
  wall_ += kSessionLength - std::chrono::seconds(1);
  EXPECT_EQ(Thing("GET", {{"Cookie", cookie}}), 200);
  wall_ += std::chrono::seconds(1);
  EXPECT_EQ(Thing("GET", {{"Cookie", cookie}}), 401);
  EXPECT_EQ(Thing("POST", {{"Cookie", cookie}, {"X-CSRF-Token", csrf_}}), 401);
  wall_ -= kSessionLength;
  EXPECT_EQ(Thing("GET", {{"Cookie", cookie}}), 200);
  Build("another token");
  EXPECT_EQ(Thing("GET", {{"Cookie", cookie}}), 401);
}

TEST_F(Browser, CannotUseThePagesTokenOfAnotherSession) {
  Enter();
  const std::string first = csrf_;
  Enter();
  EXPECT_NE(csrf_, first);
  EXPECT_EQ(Thing("POST", {{"Cookie", cookie_}, {"X-CSRF-Token", first}}), 403);
}

TEST_F(Browser, IsToldItsPagesTokenAgainAfterAReload) {
  Enter();
  const ServerResponse response = Send("GET", "/api/session", {{"Cookie", cookie_}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ((*Json::Parse(response.body))["csrf"].StringOr(""), csrf_);
  EXPECT_EQ(Send("GET", "/api/session", {}).status, 401);
  EXPECT_EQ(Send("GET", "/api/session", {{"Authorization", "Bearer the token"}}).status, 404);
}

TEST_F(Browser, LogsOutAndEndsTheSessionWhereverItsCookieIs) {
  Enter();
  const std::string other = cookie_;
  Enter();
  const ServerHeaders mine = {{"Cookie", cookie_}, {"X-CSRF-Token", csrf_}};
  EXPECT_EQ(Thing("POST", mine), 200);
  EXPECT_EQ(Send("DELETE", "/api/session", mine).status, 200);
  EXPECT_EQ(Thing("GET", {{"Cookie", cookie_}}), 401);
  EXPECT_EQ(Thing("POST", mine), 401);
  EXPECT_EQ(Send("GET", "/api/session", mine).status, 401);
  EXPECT_EQ(Send("DELETE", "/api/session", mine).status, 401);
  EXPECT_EQ(Thing("GET", {{"Cookie", other}}), 200) << "another browser's goes on";
  EXPECT_EQ(Thing("GET", {{"Cookie", cookie_}, {"Authorization", "Bearer the token"}}), 200);
  for (const std::string& name : ended_) EXPECT_THAT(cookie_, HasSubstr(name + "."));
}

TEST_F(Browser, WaitsWhileNobodyKnowsWhetherItHasLoggedOut) {
  Enter();
  const ServerHeaders mine = {{"Cookie", cookie_}, {"X-CSRF-Token", csrf_}};
  away_ = true;
  for (const char* method : {"GET", "POST"}) EXPECT_EQ(Thing(method, mine), 503);
  EXPECT_EQ(Thing("POST", {{"Authorization", "Bearer the token"}}), 200) << "which needs no store";
  EXPECT_EQ(Login("the token").status, 200);
  away_ = false;
  EXPECT_EQ(Thing("POST", mine), 200);
}

TEST_F(Browser, IsToldThatItIsStillInWhileTheStoreCannotNoteThatItHasLoggedOut) {
  Enter();
  const ServerHeaders mine = {{"Cookie", cookie_}, {"X-CSRF-Token", csrf_}};
  full_ = true;
  const ServerResponse response = Send("DELETE", "/api/session", mine);
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(HeaderOf(response, "Set-Cookie"), "") << "it can be tried again";
  EXPECT_NE(HeaderOf(response, "Retry-After"), "");
  EXPECT_EQ(Thing("POST", mine), 200);
  full_ = false;
  EXPECT_EQ(Send("DELETE", "/api/session", mine).status, 200);
  EXPECT_EQ(Thing("POST", mine), 401);
}

TEST_F(Browser, LogsOutByForgettingTheCookie) {
  Enter();
  EXPECT_EQ(Send("DELETE", "/api/session", {{"Cookie", cookie_}}).status, 403);
  const ServerResponse response =
      Send("DELETE", "/api/session", {{"Cookie", cookie_}, {"X-CSRF-Token", csrf_}});
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(HeaderOf(response, "Set-Cookie"), HasSubstr("tandem_session=; "));
  EXPECT_THAT(HeaderOf(response, "Set-Cookie"), HasSubstr("Max-Age=0"));
}

TEST_F(Browser, LogsInWithTheTokenAsJsonOnlyAndIsSlowedDownWhenItGuesses) {
  EXPECT_EQ(
      Send("POST", "/api/session", {{"Content-Type", "text/plain"}}, R"({"token":"the token"})")
          .status,
      415);
  for (const char* wrong : {"", "the toke", "the token "}) EXPECT_EQ(Login(wrong).status, 401);
  EXPECT_EQ(Send("POST", "/api/session", {{"Content-Type", "application/json"}}, "{").status, 401);
  int last = 0;
  for (int i = 0; i < 30; ++i) last = Login("guess").status;
  EXPECT_EQ(last, 429);
  EXPECT_EQ(Login("the token").status, 200);
}

TEST_F(Browser, FindsNothingWhereTheApiIsOff) {
  Build("");
  EXPECT_EQ(Login("").status, 404);
  EXPECT_EQ(
      Thing("GET", {{"Cookie", "tandem_session=" +
                                   Sessions(Secret(""), [this] { return wall_; }).Begin().id}}),
      404);
}

}  // namespace
}  // namespace tandem
