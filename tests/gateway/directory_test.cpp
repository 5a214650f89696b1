// Who wrote a note is asked once, and asked again later where nobody was to be seen.

#include "gateway/directory.h"

#include "gateway/budget.h"
#include "gateway/http_freshdesk.h"
#include "gateway/http_github.h"
#include "gateway/upstream.h"
#include "tests/gateway/scripted_server.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

using namespace std::chrono_literals;

constexpr FreshdeskUserId kAnn{7};

const std::string kAnnsJson = R"({"id":7,"contact":{"name":"Ann Agent","email":"ann@acme.org"}})";

struct Fixture {
  explicit Fixture(std::vector<std::string> answers) : server({Answering(std::move(answers))}) {}

  ScriptedServer server;
  Budget budget{Service::kFreshdesk, 0.8};
  Upstream upstream{
      server.Url(), [] { return std::vector<std::pair<std::string, std::string>>(); }, budget, {}};
  HttpFreshdesk freshdesk{upstream};
  Directory::Moment now{};
  Directory directory{[this] { return now; }};
};

TEST(Directory, LooksAnAgentUpOnce) {
  Fixture fixture({AnswerText(200, kAnnsJson)});
  for (int i = 0; i < 3; ++i) {
    const auto agent = fixture.directory.AgentOf(fixture.freshdesk, kAnn);
    ASSERT_TRUE(agent.ok() && *agent);
    EXPECT_EQ((*agent)->name, "Ann Agent");
    EXPECT_EQ((*agent)->mail, "ann@acme.org");
    fixture.now += 100h;
  }
  EXPECT_EQ(fixture.server.requests().size(), 1U);
}

TEST(Directory, AsksAgainForAnAgentWhomItsKeyMayNotSeeAfterTenMinutes) {
  Fixture fixture({AnswerText(403, R"({"code":"access_denied"})"), AnswerText(404, ""),
                   AnswerText(200, kAnnsJson)});
  const auto is_there = [&] {
    const auto agent = fixture.directory.AgentOf(fixture.freshdesk, kAnn);
    EXPECT_TRUE(agent.ok());
    return agent.ok() && agent->has_value();
  };
  EXPECT_FALSE(is_there());
  fixture.now += 9min + 59s;
  EXPECT_FALSE(is_there());
  EXPECT_EQ(fixture.server.requests().size(), 1U);
  fixture.now += 1s;
  EXPECT_FALSE(is_there());
  fixture.now += 9min;
  EXPECT_FALSE(is_there());
  EXPECT_EQ(fixture.server.requests().size(), 2U);
  fixture.now += 1min;
  EXPECT_TRUE(is_there());
  EXPECT_EQ(fixture.server.requests().size(), 3U);
}

TEST(Directory, KeepsNoFailure) {
  Fixture fixture({AnswerText(500, ""), AnswerText(200, kAnnsJson)});
  EXPECT_FALSE(fixture.directory.AgentOf(fixture.freshdesk, kAnn).ok());
  EXPECT_TRUE(fixture.directory.AgentOf(fixture.freshdesk, kAnn).ok());
}

TEST(Directory, AsksForARepositoryThatCouldNotBeReadOnceAMinute) {
  Fixture fixture({AnswerText(404, ""), AnswerText(200, R"({"id":500,"full_name":"acme/tools"})")});
  HttpGithub github(fixture.upstream);
  const auto read = [&] { return fixture.directory.RepositoryIfThere(github, "acme/infra"); };
  EXPECT_FALSE(read());
  fixture.now += 59s;
  EXPECT_FALSE(read());
  EXPECT_EQ(fixture.server.requests().size(), 1U);
  fixture.now += 1s;
  EXPECT_EQ(read(), RepositoryId{500});
  EXPECT_EQ(read(), RepositoryId{500});
  EXPECT_EQ(fixture.server.requests().size(), 2U);
}

}  // namespace
}  // namespace tandem
