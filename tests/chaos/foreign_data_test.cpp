// Other people's data under each of our names in Redis: no crash, what cannot be taken is refused
// or tried again, and once it is gone all arrives.

#include "tests/chaos/own_redis.h"
#include "tests/chaos/talk.h"
#include "tests/places.h"
#include "tests/sandbox/slack_hook.h"

#include <httplib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::sandbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Words = std::vector<std::string>;

constexpr const char* kToken = "the-token-of-the-admin-of-this-gateway";
constexpr const char* kWrongType = "WRONGTYPE";

// Two links, an alert's receiver, polls: whatever has a name in Redis is in use.
struct Alerted {
  SlackHook slack{};
};
struct Stage : Alerted, OwnRedis {
  Stage()
      : OwnRedis({}, [this](Json& configuration) {
          configuration.Set("admin_token", kToken).Set("alerts", slack.Url());
          configuration.Set("catch_up", "3s");
          configuration.Set("log", Json(Json::Object{{"level", "debug"}}));
        }) {}
  void Post(const std::string& path, const httplib::Headers& headers) {
    httplib::Client(story.gateway().url()).Post(path, headers, "{}", "application/json");
  }
  // The status of the answer.
  int Api(const std::string& method, const std::string& path) {
    const httplib::Headers headers{{"Authorization", std::string("Bearer ") + kToken}};
    httplib::Client client(story.gateway().url());
    const auto answer = method == "GET" ? client.Get(path, headers)
                                        : client.Post(path, headers, "", "application/json");
    return answer ? answer->status : 0;
  }
  // What was parked meanwhile is tried again when something happens to it.
  void TouchOthers(const std::string& why) {
    const auto tickets = story.desk().Tickets();
    for (int i = 0; i < others; ++i)
      story.desk().AgentAddsTag(tickets.at(tickets.size() - 1 - static_cast<std::size_t>(i)).id,
                                why);
  }

  int others = 0;  // tickets that a test has linked besides
};

// What makes the gateway look at a name that people's talk does not touch.
void Nothing(Stage&) {}
void TellWhatCannotBeRead(Stage& stage) {
  stage.Post("/webhooks/freshdesk", {{"X-Tandem-Secret", "freshdesk-secret"}});
}
void ShowWhatIsParked(Stage& stage) {
  EXPECT_EQ(stage.Api("GET", "/api/parked"), 200);
}
void ShowWhatIsParkedInVain(Stage& stage) {
  EXPECT_GE(stage.Api("GET", "/api/parked"), 500);
}
void TellOfTheRepository(Stage& stage) {
  stage.story.hub().Privatizes();
}
void AskForAnIssue(Stage& stage) {
  NewTicket ticket;
  ticket.tags = {"github"};
  stage.story.desk().CustomerCreatesTicket(ticket);
  ++stage.others;
}
void LoseATicket(Stage& stage) {
  const int before = stage.story.Issues();
  AskForAnIssue(stage);
  EXPECT_TRUE(Story::Soon([&] { return stage.story.Issues() > before; }));
  const auto ticket = stage.story.desk().Tickets().back().id;
  EXPECT_TRUE(Story::Soon([&] { return stage.story.NotesWith(ticket, "is linked to") == 1; }));
  stage.story.desk().AgentDeletesTicket(ticket);
}
void Rebuild(Stage& stage) {
  EXPECT_EQ(stage.Api("POST", "/api/rebuild"), 202);
  EXPECT_TRUE(Story::Soon([&] {
    return stage.Ask({"EXISTS", "tandem:rebuild:going_on"}).Integer() == 0;
  }));
}
void Reload(Stage& stage) {
  EXPECT_TRUE(stage.story.gateway().Reload());
}

struct Foreign {
  const char* area = nullptr;
  std::string key{};           // {issue}: an issue's id; {ticket}; {number}; {repository}: its id
  std::vector<Words> put{};    // in place of what was there; "KEY" is the key
  const char* said = nullptr;  // in the log; nothing: it is overcome without a word
  void (*use)(Stage&) = Nothing;
  Words undo{};  // besides taking the key away
};

const std::vector<Foreign>& Rows() {  // NOLINT(readability-function-size): a table
  const std::vector<Words> text{{"SET", "KEY", "x"}};
  const std::vector<Words> list{{"RPUSH", "KEY", "x"}};
  const std::vector<Words> hash{{"HSET", "KEY", "a", "b"}};
  static const std::vector<Foreign> rows{
      {"Queue", "tandem:due", text, kWrongType},
      {"Queue", "tandem:leases", list, kWrongType},
      {"Queue", "tandem:since", text, kWrongType},
      {"Queue", "tandem:lane:issue:{issue}", text, kWrongType},
      {"Queue", "tandem:fence", {{"SET", "KEY", "abc"}}},
      {"Queue", "tandem:clock", {{"SET", "KEY", "abc"}}, "arithmetic"},
      {"Queue", "tandem:deliveries", hash, kWrongType},
      {"Queue", "tandem:activity", text, kWrongType},
      {"Parked", "tandem:parked", text, kWrongType},
      {"Parked", "tandem:parked_deliveries", text, kWrongType, TellWhatCannotBeRead},
      {"Parked",
       "tandem:parked_delivery:x",
       {{"HSET", "KEY", "a", "b"}, {"ZADD", "tandem:parked_deliveries", "9999999999999", "x"}},
       nullptr,
       ShowWhatIsParkedInVain,
       {"ZREM", "tandem:parked_deliveries", "x"}},
      {"Parked", "tandem:let_go_on:issue:{issue}", list},
      {"Parked", "tandem:vanished", text, kWrongType, LoseATicket},
      {"Parked",
       "tandem:brake_holds",
       {{"SET", "KEY", "x"}, {"ZADD", "tandem:parked", "1", "brake"}},
       kWrongType,
       Nothing,
       {"ZREM", "tandem:parked", "brake"}},
      {"Parked", "tandem:brake_let_go", list, nullptr, LoseATicket},
      {"Links", "tandem:link:{issue}", text, kWrongType},
      {"Links", "tandem:link:{issue}", {{"HSET", "KEY", "core", "{]"}}, "tandem:link:"},
      {"Links",
       "tandem:ticket:{ticket}",
       {{"HSET", "KEY", "issue", "no id"}},
       "field issue is damaged"},
      {"Links", "tandem:links", {{"SADD", "KEY", "x", "*"}}},
      {"Links", "tandem:links_indexed", list},
      {"Links", "tandem:place:{repository}:{number}", list, kWrongType, TellOfTheRepository},
      {"Links", "tandem:moved:{issue}", list, kWrongType},
      {"Links", "tandem:repository:{repository}", text, kWrongType},
      {"Links", "tandem:request:{ticket}", list},
      {"Links", "tandem:creations:github", text, kWrongType, AskForAnIssue},
      {"Links", "tandem:born", list, kWrongType},
      {"Links", "tandem:born_first", list},
      {"Services", "tandem:writer:github", list, kWrongType},
      {"Services", "tandem:writer:freshdesk", list},
      {"Services", "tandem:high_water:poll:freshdesk", text, kWrongType},
      {"Services", "tandem:configuration", list, kWrongType, Reload},
      {"Services", "tandem:witness", text},
      {"Services", "tandem:comparing:x", hash},
      {"Services", "tandem:ended_session:x", hash, nullptr, ShowWhatIsParked},
      {"Alerts", "tandem:writer:alerts", list, kWrongType, TellWhatCannotBeRead},
      {"Alerts", "tandem:alerts", text, kWrongType},
      {"Alerts", "tandem:refused", text, kWrongType},
      {"Alerts", "tandem:webhooks", text, kWrongType},
      {"Alerts", "tandem:announced", text, kWrongType},
      {"Alerts", "tandem:unannounced", text, kWrongType},
      {"Rebuild", "tandem:rebuild:going_on", list, nullptr, Rebuild},
      {"Rebuild", "tandem:rebuild", list, nullptr, Rebuild},
      {"Rebuild", "tandem:rebuild:tickets", text, nullptr, Rebuild},
      {"Rebuild", "tandem:rebuild:found", text, nullptr, Rebuild},
  };
  return rows;
}

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class ForeignDataInRedis : public testing::TestWithParam<const char*> {
 protected:
  std::string Filled(std::string word) {
    const HubIssue issue = stage.story.hub().Issue(talk.issue(0));
    const std::vector<std::pair<const char*, std::string>> values{
        {"{issue}", std::to_string(issue.id)},
        {"{number}", std::to_string(issue.number)},
        {"{ticket}", std::to_string(talk.ticket(0))},
        {"{repository}", std::to_string(stage.story.hub().Repository().id)}};
    for (const auto& [name, value] : values) {
      const auto at = word.find(name);
      if (at != std::string::npos) word.replace(at, std::string_view(name).size(), value);
    }
    return word;
  }
  // In one step, or the gateway would make it anew in between.
  void Put(const Foreign& row, const std::string& key) {
    Words words{"EVAL",
                "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], 'ours') "
                "end local at = 1 while at <= #ARGV do local last = at + ARGV[at] "
                "redis.call(unpack(ARGV, at + 1, last)) at = last + 1 end",
                "1", key};
    for (const Words& command : row.put) {
      words.push_back(std::to_string(command.size()));
      for (const auto& word : command) words.push_back(word == "KEY" ? key : word);
    }
    stage.Ask(words);
  }
  void TakeAway(const Foreign& row, const std::string& key) {
    if (!row.undo.empty()) stage.Ask(row.undo);
    stage.Ask({"EVAL",
               "redis.call('DEL', KEYS[1]) if redis.call('EXISTS', 'ours') == 1 then "
               "redis.call('RENAME', 'ours', KEYS[1]) end",
               "1", key});
  }
  void Try(const Foreign& row) {
    const std::string key = Filled(row.key);
    // What is under way would write over it.
    EXPECT_TRUE(stage.story.world().WaitForQuiet(milliseconds(200), seconds(20)));
    const auto logged = Read(stage.story.gateway().log_path()).size();
    Put(row, key);
    talk.Say("beside foreign data in " + row.key);
    row.use(stage);
    if (row.said == nullptr) {
      EXPECT_TRUE(talk.Arrives());
    } else {
      EXPECT_TRUE(Story::Soon([&] {
        return Read(stage.story.gateway().log_path()).find(row.said, logged) != std::string::npos;
      }));
    }
    EXPECT_TRUE(stage.story.gateway().IsRunning());
    TakeAway(row, key);
    talk.Say("after it was taken away from " + row.key);
    stage.TouchOthers("after " + std::to_string(logged));
    if (row.use == TellOfTheRepository) TellOfTheRepository(stage);
    EXPECT_TRUE(talk.Arrives());
  }

  Stage stage{};
  Talk talk{stage.story, 2};
};

TEST_P(ForeignDataInRedis, StopsNothingForGood) {
  for (const Foreign& row : Rows()) {
    if (row.area != std::string_view(GetParam())) continue;
    SCOPED_TRACE(row.key);
    Try(row);
  }
  const int issues = 2 + stage.others;
  EXPECT_TRUE(Story::Soon([&] { return stage.story.Issues() == issues; }));
  EXPECT_TRUE(stage.story.Quiet(seconds(40)));
  talk.ExpectEachOnce(Talk::Answers::kAlways, stage.others);
}

std::vector<const char*> Areas() {
  std::vector<const char*> areas;
  for (const Foreign& row : Rows())
    if (areas.empty() || areas.back() != std::string_view(row.area)) areas.push_back(row.area);
  return areas;
}

INSTANTIATE_TEST_SUITE_P(Under, ForeignDataInRedis, testing::ValuesIn(Areas()),
                         [](const auto& area) { return std::string(area.param); });

// As they are written in the sources: "tandem:due", and "tandem:link:" where something follows.
std::set<std::string> NamesInTheSources() {
  static const std::regex name("['\"](tandem(:[a-z_]+)+:?)['\"]");
  std::set<std::string> names;
  const std::filesystem::path gateway = std::filesystem::path(TANDEM_SOURCE_DIR) / "gateway";
  for (const auto& file : std::filesystem::recursive_directory_iterator(gateway)) {
    const std::string ending = file.path().extension().string();
    if (ending != ".lua" && ending != ".cpp" && ending != ".h") continue;
    const std::string text = Read(file.path());
    for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at)
      names.insert((*at)[1]);
  }
  return names;
}

TEST(TheNamesInRedis, HaveEachARowOfForeignData) {
  const auto names = NamesInTheSources();
  EXPECT_GT(names.size(), 35U);
  for (const std::string& name : names) {
    const bool is_tried = std::any_of(Rows().begin(), Rows().end(), [&](const Foreign& row) {
      return name.ends_with(':') ? row.key.starts_with(name) : row.key == name;
    });
    EXPECT_TRUE(is_tried) << name;
  }
}

}  // namespace
}  // namespace tandem::sandbox
