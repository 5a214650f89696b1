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
constexpr FreshdeskUserId kCarla{8};

const std::string kAnnsJson = R"({"id":7,"contact":{"name":"Ann Agent","email":"ann@acme.org"}})";

const std::string kCarlasJson = R"({"id":8,"name":"Carla Customer"})";
const std::string kFixedJson =
    R"([{"type":"default_status","choices":{"2":["Open","Open"],"6":["Fixed","Fixed"]}}])";

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

TEST(Directory, TakesAContactForAbsentOnlyAfterTwoLooksThatAreApart) {
  Fixture fixture({AnswerText(404, ""), AnswerText(403, R"({"code":"access_denied"})"),
                   AnswerText(404, ""), AnswerText(404, ""), AnswerText(200, kCarlasJson)});
  const auto look = [&](Time at) {
    return fixture.directory.ContactOf(fixture.freshdesk, kCarla, at).value_or({});
  };
  const Time begin{1h};
  EXPECT_FALSE(look(begin).sure);
  fixture.now += 4s;
  EXPECT_FALSE(look(begin + 4s).sure);
  fixture.now += 1s;
  EXPECT_TRUE(look(begin + 5s).sure);
  EXPECT_TRUE(look(begin + 10min).sure);
  EXPECT_EQ(fixture.server.requests().size(), 3U) << "it is kept for ten minutes";
  EXPECT_TRUE(look(begin + 11min).sure) << "as it was before";
  const auto seen = look(begin + 22min);
  ASSERT_TRUE(seen.contact);
  EXPECT_EQ(seen.contact->names, std::vector<std::string>{"Carla Customer"});
}

TEST(Directory, DoubtsAContactAnewWhoWasSeenMeanwhile) {
  Fixture fixture({AnswerText(404, ""), AnswerText(200, kCarlasJson), AnswerText(404, "")});
  const auto look = [&](Time at) {
    return fixture.directory.ContactOf(fixture.freshdesk, kCarla, at).value_or({});
  };
  EXPECT_FALSE(look(Time{1h}).sure);
  fixture.now += 1h;
  EXPECT_TRUE(look(Time{2h}).contact);
  EXPECT_FALSE(look(Time{3h}).sure);
}

TEST(Directory, AsksAgainForFieldsThatItCouldOnlyAssume) {
  Fixture fixture(
      {AnswerText(403, ""), AnswerText(404, ""), AnswerText(403, ""), AnswerText(200, kFixedJson)});
  const auto knows_fixed = [&] {
    const auto fields = fixture.directory.Fields(fixture.freshdesk);
    return fields.ok() && fields->statuses.contains("Fixed");
  };
  EXPECT_FALSE(knows_fixed());
  fixture.now += 9min;
  EXPECT_FALSE(knows_fixed());
  EXPECT_EQ(fixture.server.requests().size(), 1U);
  fixture.now += 1min;
  EXPECT_FALSE(knows_fixed());
  fixture.directory.DoubtFields();
  EXPECT_FALSE(knows_fixed());
  EXPECT_EQ(fixture.server.requests().size(), 3U);
  fixture.directory.DoubtFields();
  EXPECT_TRUE(knows_fixed());
  fixture.directory.DoubtFields();
  fixture.now += 100h;
  EXPECT_TRUE(knows_fixed()) << "what was seen is kept";
  EXPECT_EQ(fixture.server.requests().size(), 4U);
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
