#include "tests/chaos/run/stage.h"

#include "gateway/http.h"
#include "gateway/time_text.h"
#include "gateway/url.h"
#include "tests/chaos/run/ledger.h"
#include "tests/places.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

namespace tandem::chaos {
namespace {

using namespace sandbox;  // NOLINT(google-build-using-namespace): this file is all about it
using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string Text(milliseconds time) {
  return std::to_string(time.count()) + "ms";
}

Json Configured(const Settings& settings, Sandbox& world, const std::string& folder) {
  // A run makes more calls than an account may in an hour.
  const RateLimit none{1'000'000'000, std::chrono::hours(24)};
  world.Freshdesk().Limit(none);
  world.Github().Limit(none);
  world.Github().LimitContent(none);
  if (settings.is_public) {
    world.Github().Configure(
        [](GithubState& state) { FindRepository(state, kRepository)->is_private = false; });
  }
  Json configuration = TestConfiguration(world, folder + "/data", FreePort());
  Json retry;
  retry.Set("first", "50ms")
      .Set("max", "400ms")
      .Set("for", "1h")
      .Set("look_after", Text(kLookAfter));
  Json rule = configuration["rules"].Items()[0];
  rule.Set("create_limit", 0);
  rule.Set("priority",
           Json(Json::Object{{"Urgent", LabelOf(Field::kPriority)}, {"High", kHighLabel}}));
  configuration.Set("retry", retry).Set("rules", Json(Json::Array{rule}));
  configuration.Set("catch_up", settings.polls ? Text(kPoll) : "1h");
  return configuration;
}

Launch LaunchOf(const Settings& settings) {
  Launch launch;
  if (!settings.without.empty()) launch.environment = {"TANDEM_WITHOUT=" + settings.without};
  return launch;
}

}  // namespace

Stage::Stage(const Settings& settings)
    : settings_(settings),
      gateway_(TANDEM_BINARY, folder_.path().string(),
               Configured(settings, world_, folder_.path().string()), LaunchOf(settings)) {
  world_.DeliverTo(gateway_.url());
}

bool Stage::Start() {
  return gateway_.Start(LaunchOf(settings_));
}

pid_t Stage::RedisProcess() const {
  std::error_code fault;
  const std::string tasks = "/proc/" + std::to_string(gateway_.id()) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks, fault)) {
    pid_t child = 0;
    if (std::ifstream(task.path() / "children") >> child) return child;
  }
  return 0;
}

bool Stage::Rests(Rest how, milliseconds longest) {
  const milliseconds all = 2 * kLookAfter + (settings_.polls ? 2 * kPoll : milliseconds(0));
  const milliseconds rest = how == Rest::kForGood ? all : milliseconds(500);
  const auto end = steady_clock::now() + longest;
  std::size_t writes = world_.Log().CountWrites();
  auto since = steady_clock::now();
  last_write_ = since;
  while (steady_clock::now() < end) {
    if (gateway_.HasEnded()) return false;
    const std::size_t now = world_.Log().CountWrites();
    if (now != writes) last_write_ = since = steady_clock::now();
    writes = now;
    if (!gateway_.IsIdle()) since = steady_clock::now();
    if (steady_clock::now() - since >= rest) return true;
    std::this_thread::sleep_for(milliseconds(50));
  }
  return false;
}

Json Stage::Ask(const std::string& path, const std::string& method, int* status) const {
  std::ifstream file(gateway_.folder() + "/data/admin_token");
  std::string token;
  std::getline(file, token);
  const HttpRequest request{method, path, {{"Authorization", "Bearer " + token}}, {}};
  const auto answer = HttpClient(gateway_.url()).Send(request);
  if (status != nullptr) *status = answer.ok() ? answer->status : 0;
  const auto json = Json::Parse(answer.ok() ? answer->body : "");
  return json.ok() ? *json : Json();
}

int Stage::Post(const std::string& path) const {
  int status = 0;
  (void)Ask(path, "POST", &status);
  return status;
}

Time Stage::LastSynced(std::int64_t ticket) const {
  const Json link = Ask("/api/links/" + std::to_string(ticket));
  return ParseTime(link["last_synced"].StringOr("")).value_or(Time{});
}

bool Stage::Mend() {
  gateway_.Stop();
  if (!Start()) return false;
  const Json answer = Ask("/api/parked");
  for (const Json& each : answer["parked"].Items())
    (void)Post("/api/parked/" + tandem::PercentEncode(each["key"].StringOr("")) + "/retry");
  return true;
}

std::vector<std::string> Stage::Parked() const {
  std::vector<std::string> parked;
  const Json answer = Ask("/api/parked");
  for (const Json& each : answer["parked"].Items())
    parked.push_back(each["key"].StringOr("") + ": " + each["reason"].StringOr(""));
  return parked;
}

std::vector<std::string> Stage::ActivityOf(std::int64_t ticket, std::int64_t issue) {
  const std::int64_t id = issue == 0 ? 0 : world_.Github().Issue(issue).id;
  const std::string of_ticket = "ticket:" + std::to_string(ticket);
  const std::string of_issue = "issue:" + std::to_string(id);
  std::vector<std::string> lines;
  const Json answer = Ask("/api/activity?limit=10000");
  for (const Json& each : answer["activity"].Items()) {
    const std::string link = each["link"].StringOr("");
    const std::string what = each["what"].StringOr("");
    if (link != of_ticket && link != of_issue) continue;
    if (what == "accepted") continue;
    std::string line = each["at"].StringOr("");
    line.append(" ").append(link).append(" ").append(what).append(" ");
    lines.push_back(line.append(each["detail"].StringOr("")));
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace tandem::chaos
