// The API's door, byte by byte: who knows no token that counts now is not let in, and a page of
// another site changes nothing with the cookie of ours.

#include "gateway/session.h"
#include "tests/scenarios/knocking.h"

#include <fstream>
#include <sstream>

namespace tandem::sandbox {
namespace {

using std::chrono::hours;

const std::string kToken = "the-admin-token-of-this-test";

void Admin(Json& configuration) {
  configuration.Set("admin_token", kToken);
}

struct Login {
  std::string cookie{};  // "tandem_session=..."
  std::string csrf{};
};

Login LogIn(Story& story, const std::string& token = kToken) {
  const std::string answer =
      Ask(story, "POST", "/api/session", {{"Content-Type", "application/json"}},
          Json(Json::Object{{"token", token}}).Dump());
  EXPECT_EQ(StatusOf(answer), 200);
  const std::string cookie = HeaderOf(answer, "Set-Cookie");
  const auto body = Json::Parse(BodyOf(answer));
  return {cookie.substr(0, cookie.find(';')), body.ok() ? (*body)["csrf"].StringOr("") : ""};
}

int Links(Story& story, const Headers& headers) {
  return StatusOf(Ask(story, "GET", "/api/links", headers));
}

int Sync(Story& story, const Headers& headers) {
  return StatusOf(Ask(story, "POST", "/api/sync", headers));
}

Headers Bearer(const std::string& token) {
  return {{"Authorization", "Bearer " + token}};
}

// The cookie of a login that was made that long ago.
Headers LoginOf(hours ago) {
  const Sessions sessions(Secret(kToken), [ago] { return std::chrono::system_clock::now() - ago; });
  return {{"Cookie", "tandem_session=" + sessions.Begin().id}};
}

TEST(TheDoorOfTheApi, IsShutForASessionThatIsOver) {
  Story story(Admin);
  EXPECT_EQ(Links(story, LoginOf(hours(7))), 200);
  EXPECT_EQ(Links(story, LoginOf(hours(8))), 401);
  EXPECT_EQ(Sync(story, LoginOf(hours(8))), 401);
  EXPECT_TRUE(Alive(story));
}

TEST(TheDoorOfTheApi, IsShutForTheTokenBeforeThisOneAndItsSessions) {
  Story story(Admin);
  const Login login = LogIn(story);
  EXPECT_EQ(Links(story, {{"Cookie", login.cookie}}), 200);
  EXPECT_EQ(Links(story, Bearer(kToken)), 200);
  std::ostringstream text;
  text << std::ifstream(story.gateway().config_path()).rdbuf();
  Json configuration = *Json::Parse(text.str());
  const std::string next = "the-next-admin-token-of-this-test";
  story.gateway().Configure(configuration.Set("admin_token", next).Dump());
  ASSERT_TRUE(story.gateway().Reload());
  EXPECT_EQ(Links(story, Bearer(next)), 200);
  EXPECT_EQ(Links(story, Bearer(kToken)), 401);
  EXPECT_EQ(Links(story, {{"Cookie", login.cookie}}), 401);
  EXPECT_EQ(Sync(story, {{"Cookie", login.cookie}, {"X-CSRF-Token", login.csrf}}), 401);
  EXPECT_TRUE(Alive(story));
}

TEST(TheDoorOfTheApi, IsShutForTheCopyOfACookieWhoseOwnerHasLoggedOut) {
  Story story(Admin);
  const Login login = LogIn(story);
  const Login other = LogIn(story);
  const Headers copy = {{"Cookie", login.cookie}, {"X-CSRF-Token", login.csrf}};
  EXPECT_EQ(Sync(story, copy), 202);
  EXPECT_EQ(StatusOf(Ask(story, "DELETE", "/api/session", copy)), 200);
  EXPECT_EQ(Links(story, copy), 401);
  EXPECT_EQ(Sync(story, copy), 401);
  EXPECT_EQ(Links(story, {{"Cookie", other.cookie}}), 200);
  EXPECT_EQ(Links(story, Bearer(kToken)), 200);
  // Another process, as a replica would be.
  EXPECT_EQ(story.gateway().Stop(), 0);
  ASSERT_TRUE(story.gateway().Start());
  EXPECT_EQ(Links(story, copy), 401);
  EXPECT_EQ(Links(story, {{"Cookie", other.cookie}}), 200);
}

TEST(TheDoorOfTheApi, TakesAChangeFromOurOwnPageOnly) {
  Story story(Admin);
  const Login login = LogIn(story);
  const Headers ours = {{"Cookie", login.cookie}, {"X-CSRF-Token", login.csrf}};
  EXPECT_EQ(Sync(story, ours), 202);
  EXPECT_EQ(Sync(story, With(ours, "Origin", "http://gateway")), 202);
  EXPECT_EQ(Sync(story, Without(ours, "X-CSRF-Token")), 403);
  for (const std::string& wrong : {std::string(), LogIn(story).csrf, login.csrf + "0"})
    EXPECT_EQ(Sync(story, With(ours, "X-CSRF-Token", wrong)), 403) << wrong;
  for (const char* origin : {"http://evil.example", "http://gateway.evil.example", "null", ""}) {
    EXPECT_EQ(Sync(story, With(ours, "Origin", origin)), 403) << origin;
    EXPECT_EQ(Links(story, With(ours, "Origin", origin)), 403) << origin;
  }
  EXPECT_EQ(Sync(story, With(ours, "Sec-Fetch-Site", "cross-site")), 403);
  EXPECT_TRUE(Alive(story));
}

}  // namespace
}  // namespace tandem::sandbox
