// Text that means something to a log, a terminal, HTTP, Lua, Redis or a template, in whatever may
// hold text: to the gateway it is text.

#include "gateway/redis.h"
#include "tests/gateway/fixture.h"
#include "tests/scenarios/knocking.h"

#include <algorithm>
#include <functional>
#include <gmock/gmock.h>
#include <regex>
#include <sstream>

namespace tandem::sandbox {
namespace {

using tandem::testing::Fixture;
using ::testing::HasSubstr;
using ::testing::Not;

// As key names are cut at 40 bytes, the line break stands at the beginning.
const std::string kHostile =
    "\r\n2001-01-01T00:00:00.000Z error forged=1\r\nSet-Cookie: forged=1\r\n\r\n\x1b[2J\x07\xe2\x80"
    "\xa8\xe2\x80\xae *?[a-z] tandem:* %s%n ${HOME} {{ticket.id}} '); redis.call('FLUSHALL') --";

using Use = std::function<void(const Json&)>;

// The JSON with the text in place of one string after another, then of one name after another.
void EachPlace(const Json& json, const Use& use) {
  if (json.IsString()) return use(Json(kHostile));
  for (std::size_t i = 0; i < json.Members().size(); ++i) {
    const auto put = [&](Json::Member member) {
      Json::Object members = json.Members();
      members[i] = std::move(member);
      use(Json(std::move(members)));
    };
    const auto& [name, value] = json.Members()[i];
    put({kHostile, value});
    EachPlace(value, [&, key = name](const Json& other) { put({key, other}); });
  }
  for (std::size_t i = 0; i < json.Items().size(); ++i) {
    EachPlace(json.Items()[i], [&](const Json& other) {
      Json::Array items = json.Items();
      items[i] = other;
      use(Json(std::move(items)));
    });
  }
}

void ForEachPlaceIn(const std::string& fixture,
                    const std::function<void(const std::string&)>& use) {
  const auto json = Json::Parse(Fixture("deliveries/" + fixture));
  ASSERT_TRUE(json.ok()) << fixture;
  EachPlace(*json, [&](const Json& changed) { use(changed.Dump()); });
}

class HostileText : public ::testing::Test {
 protected:
  HostileText()
      : story_([](Json& configuration) {
          configuration.Set("log", Json(Json::Object{{"level", "trace"}}));
        }),
        redis_({RedisUnix{story_.gateway().folder() + "/data/redis.sock"}, {}, {}, 0}) {
    EXPECT_TRUE(redis_.Command({"SET", "other:kept", "kept"}).ok());
  }
  // The answer's status; `sent_` counts what the receiver has to report.
  int Send(const std::string& path, const Headers& headers, const std::string& body) {
    ++sent_;
    return StatusOf(Ask(story_, "POST", path, headers, body));
  }
  void FromGithub(const std::string& event, const std::string& body) {
    const int status = Send("/webhooks/github", Signed(event, body), body);
    EXPECT_TRUE(status == 200 || status == 202) << status << " for " << body;
  }
  void FromFreshdesk(const std::string& path, const std::string& body) {
    EXPECT_EQ(Send(path, {{"X-Tandem-Secret", "freshdesk-secret"}}, body), 202) << body;
  }
  std::vector<std::string> Keys(const std::string& pattern) {
    std::vector<std::string> keys;
    const auto reply = redis_.Command({"KEYS", pattern});
    if (!reply.ok()) return keys;
    for (const RedisReply& key : reply->Items()) keys.push_back(key.Text());
    return keys;
  }

  // Each line is one of ours from its beginning, and each delivery has one.
  void ExpectAnOrderlyLog() {
    const std::string log = LogOf(story_);
    const std::regex ours("20[0-9-]{8}T[0-9:.]{12}Z (trace|debug|info|warn|error) [^\x01-\x1f]+");
    std::istringstream lines(log);
    int reports = 0;
    for (std::string line; std::getline(lines, line);) {
      EXPECT_TRUE(std::regex_match(line, ours)) << line;
      EXPECT_THAT(line, Not(::testing::StartsWith("2001")));
      if (line.find(" source=") != std::string::npos) ++reports;
    }
    EXPECT_EQ(reports, sent_);
    for (const char* raw : {"\x1b", "\x07", "\xe2\x80\xa8", "\xe2\x80\xae", "\r"})
      EXPECT_EQ(log.find(raw), std::string::npos);
  }
  // Nothing was run, and nothing but names of our own is a key.
  void ExpectAnOrderlyStore() {
    EXPECT_EQ(redis_.Command({"GET", "other:kept"}).value_or(RedisReply()).Text(), "kept");
    for (const std::string& key : Keys("*"))
      EXPECT_TRUE(key == "other:kept" || key.starts_with("tandem:")) << key;
    for (const char* part : {"*forged*", "*FLUSHALL*", "*redis.call*"})
      EXPECT_TRUE(Keys(part).empty()) << part;
  }

  Story story_;
  RedisPool redis_;
  int sent_ = 0;
};

TEST_F(HostileText, InAnyStringOrNameOfAPayloadIsOneEscapedLineAndNoKey) {
  ForEachPlaceIn("github_issues_labeled.json",
                 [&](const std::string& body) { FromGithub("issues", body); });
  ForEachPlaceIn("github_issue_comment_by_deleted_user.json",
                 [&](const std::string& body) { FromGithub("issue_comment", body); });
  ForEachPlaceIn("github_repository_renamed.json",
                 [&](const std::string& body) { FromGithub("repository", body); });
  for (const char* fixture : {"freshdesk_simple.json", "freshdesk_advanced.json"}) {
    ForEachPlaceIn(fixture, [&](const std::string& body) {
      FromFreshdesk("/webhooks/freshdesk", body);
      FromFreshdesk("/webhooks/freshdesk/123", body);
    });
  }
  EXPECT_GT(sent_, 80);
  EXPECT_TRUE(Alive(story_));
  ExpectAnOrderlyLog();
  ExpectAnOrderlyStore();
}

TEST_F(HostileText, InANameThatIsKeptIsKeptAsItIs) {
  FromFreshdesk("/webhooks/freshdesk", Json(Json::Object{{kHostile, kHostile}}).Dump());
  const auto kept = Keys("tandem:parked_delivery:*");
  ASSERT_EQ(kept.size(), 1U);
  const std::string text = redis_.Command({"GET", kept[0]}).value_or(RedisReply()).Text();
  const auto description = Json::Parse(text);
  ASSERT_TRUE(description.ok()) << text;
  EXPECT_THAT(description->Dump(), HasSubstr(Json(kHostile.substr(0, 40)).Dump()));
  EXPECT_THAT(text, Not(HasSubstr("FLUSHALL"))) << "of a value nothing is kept";
  ExpectAnOrderlyLog();
  ExpectAnOrderlyStore();
}

TEST_F(HostileText, InAHeaderOrAPathReachesNoAnswerAndNoLine) {
  const std::string encoded = "%0d%0aSet-Cookie:%20forged=1%0d%0a%1b[2J%00*";
  const Headers good = Signed("issues", "{}");
  for (const char* name : {"X-GitHub-Event", "X-GitHub-Delivery"}) {
    const std::string answer =
        Ask(story_, "POST", "/webhooks/github", With(good, name, encoded), "{}");
    ++sent_;
    EXPECT_EQ(StatusOf(answer), 400);
    EXPECT_EQ(answer.find("forged"), std::string::npos) << answer;
  }
  const std::vector<std::pair<std::string, std::string>> others = {
      {"X-Hub-Signature-256", encoded}, {"Content-Type", encoded}, {"User-Agent", encoded}};
  for (const auto& [name, value] : others) {
    const std::string answer =
        Ask(story_, "POST", "/webhooks/github", With(good, name, value), "{}");
    ++sent_;
    EXPECT_EQ(answer.find("forged"), std::string::npos) << answer;
  }
  const Headers desk = {{"X-Tandem-Secret", "freshdesk-secret"}};
  const std::string parked = Ask(story_, "POST", "/webhooks/freshdesk/" + encoded, desk, "{}");
  const int status = StatusOf(parked);
  EXPECT_TRUE(status == 202 || status == 400) << status;
  if (status == 202) ++sent_;
  EXPECT_EQ(parked.find("forged"), std::string::npos) << parked;
  EXPECT_TRUE(Alive(story_));
  ExpectAnOrderlyLog();
  ExpectAnOrderlyStore();
}

TEST_F(HostileText, FromPeopleTravelsAsTextAndTheWorkGoesOn) {
  NewTicket ticket;
  ticket.subject = "Subject " + kHostile;
  ticket.html = "<div>" + kHostile + "</div>";
  const auto id = story_.LinkedTicket(ticket);
  EXPECT_EQ(story_.Issues(), 1);
  story_.hub().Comments(story_.issue, "Before " + kHostile + " after");
  story_.desk().AgentAddsPrivateNote(id, "<div>Noted " + kHostile + " too</div>");
  EXPECT_TRUE(story_.Soon([&] {
    return story_.NotesWith(id, "Before") == 1 && story_.CommentsWith(story_.issue, "Noted") == 1;
  }));
  EXPECT_TRUE(story_.Quiet());
  EXPECT_TRUE(Alive(story_));
  const std::string log = LogOf(story_);
  EXPECT_EQ(log.find("forged"), std::string::npos) << "no text of a person is logged";
  ExpectAnOrderlyStore();
}

}  // namespace
}  // namespace tandem::sandbox
