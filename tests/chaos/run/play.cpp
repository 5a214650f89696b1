#include "tests/chaos/run/play.h"

#include "gateway/time_text.h"
#include "tests/chaos/run/bad_luck.h"
#include "tests/chaos/run/judge.h"
#include "tests/chaos/run/people.h"
#include "tests/chaos/run/stage.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <thread>

namespace tandem::chaos {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// An edit is carried over within this, and everything that was late has come.
constexpr milliseconds kCalm{6'000};
constexpr milliseconds kLongest{300'000};
constexpr milliseconds kWork{5'000};
constexpr milliseconds kStorm{60'000};

milliseconds Since(steady_clock::time_point begin, steady_clock::time_point end) {
  return std::chrono::duration_cast<milliseconds>(end - begin);
}

// As if by a fault of the program's own. It has ended when this returns, and nobody has looked.
void Crash(pid_t gateway) {
  ::kill(gateway, SIGABRT);
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(gateway), &ended, WEXITED | WNOWAIT);
}

// The kills of a run, spread evenly over its operations.
class Killer {
 public:
  Killer(Stage& stage, const Settings& settings, Verdict& verdict)
      : stage_(stage), settings_(settings), verdict_(verdict), dice_(settings.seed + 2) {}

  // False when the gateway does not come up again.
  bool After(std::size_t operation, People& people) {
    if (settings_.kills * (operation + 1) / settings_.operations == kills_) return true;
    ++kills_;
    const bool redis = dice_.Chance(0.3);
    // On a slow machine too: who is killed has been at work, and not always for as long.
    const std::size_t worked = calls_ + 5 + dice_.Below(30);
    (void)sandbox::Sandbox::WaitUntil([&] { return Calls() >= worked; }, kWork);
    if (redis) return KillRedis();
    ++verdict_.gateway_kills;
    stage_.gateway().Kill();
    // Life goes on meanwhile: nobody takes the webhooks.
    for (std::size_t i = dice_.Below(3); i > 0; --i) people.Act();
    calls_ = Calls();
    return stage_.Start();
  }

 private:
  bool KillRedis() {
    const pid_t redis = stage_.RedisProcess();
    if (redis == 0) return true;  // it is about to be started again already
    ++verdict_.redis_kills;
    ::kill(redis, SIGKILL);
    calls_ = Calls();
    return true;
  }
  std::size_t Calls() { return stage_.world().Log().CountCalls(); }

  Stage& stage_;
  const Settings& settings_;
  Verdict& verdict_;
  Dice dice_;
  std::size_t kills_ = 0;
  std::size_t calls_ = 0;  // when one was killed last
};

void Count(sandbox::Sandbox& world, const Ledger& ledger, const BadLuck& luck, Verdict& verdict) {
  verdict.links = ledger.links.size();
  verdict.messages = ledger.messages.size();
  verdict.secrets = ledger.secrets();
  verdict.field_edits = ledger.field_edits;
  verdict.clean_edits = ledger.clean_edits;
  verdict.commands = ledger.commands;
  verdict.asked = ledger.asked;
  for (auto* webhooks : {&world.FreshdeskWebhooks(), &world.GithubWebhooks()}) {
    const auto deliveries = webhooks->Deliveries();
    verdict.webhooks += deliveries.size();
    verdict.webhooks_lost += static_cast<std::size_t>(
        std::count_if(deliveries.begin(), deliveries.end(), [](const auto& each) {
          const bool taken = std::any_of(each.statuses.begin(), each.statuses.end(),
                                         [](int status) { return status >= 200 && status < 300; });
          return !taken;
        }));
  }
  verdict.calls = world.Log().CountCalls();
  verdict.writes = world.Log().CountWrites();
  verdict.faults = luck.faults();
  verdict.applied_unseen = luck.applied();
  verdict.refused = luck.refused();
}

// What the gateway and people did about the first link that is spoken of.
std::vector<std::string> ActivityOf(Stage& stage, const Ledger& ledger,
                                    const std::vector<Difference>& differences) {
  const auto about_one =
      std::find_if(differences.begin(), differences.end(),
                   [&](const Difference& each) { return each.link < ledger.links.size(); });
  if (about_one == differences.end()) return {};
  const Linked& link = ledger.links[about_one->link];
  std::vector<std::string> activity = stage.ActivityOf(link.ticket, link.issue);
  for (const Deed& deed : ledger.deeds) {
    if (deed.link == about_one->link)
      activity.push_back(FormatTime(deed.at) + " PERSON " + deed.what);
  }
  std::stable_sort(activity.begin(), activity.end(),
                   [](const std::string& left, const std::string& right) {
                     constexpr std::size_t kTime = 20;
                     return left.substr(0, kTime) < right.substr(0, kTime);
                   });
  return activity;
}

// A copy of the gateway's folder, for somebody to look into.
void Keep(const Stage& stage, std::uint64_t seed) {
  namespace fs = std::filesystem;
  const auto kept = fs::temp_directory_path() / ("tandem-chaos-" + std::to_string(seed));
  std::error_code fault;
  fs::remove_all(kept, fault);
  fs::copy(stage.Folder(), kept, fs::copy_options::recursive | fs::copy_options::skip_existing,
           fault);
}

}  // namespace

Verdict Play(const Settings& settings) {
  Verdict verdict;
  Stage stage(settings);
  BadLuck luck(stage.world(), settings);
  People people(stage.world(), settings, kCalm, [&](const Linked& link) {
    return link.issue == 0 ? 0 : luck.Looks(link.ticket, link.issue);
  });
  people.Use([&](const std::string& path) { return stage.Post(path); },
             [&](std::int64_t ticket) { return stage.LastSynced(ticket); });
  Killer killer(stage, settings, verdict);
  const auto begin = steady_clock::now();
  auto next = begin;
  // A gateway that has crashed is not started again: whatever follows, it is red.
  for (; verdict.operations < settings.operations && !stage.gateway().HasEnded();
       ++verdict.operations) {
    people.Act();
    if (verdict.operations + 1 == settings.crash_after) Crash(stage.gateway().id());
    // At once: in the end the gateway's log has forgotten it.
    if (verdict.activity.empty())
      verdict.activity = ActivityOf(stage, people.ledger(), people.ledger().undone);
    if (!killer.After(verdict.operations, people)) {
      verdict.differences.push_back(
          {"the gateway did not start again", people.ledger().links.size()});
      break;
    }
    next = std::max(next + settings.pace, steady_clock::now() - settings.pace);
    std::this_thread::sleep_until(next);
  }
  const auto last = steady_clock::now();
  verdict.took = Since(begin, last);
  luck.EndRefusals();
  if (luck.refused() > 0 && !stage.Mend())
    verdict.differences.push_back(
        {"the gateway did not start again", people.ledger().links.size()});
  // On a slow machine most of the work is still to be done: in the same bad weather.
  (void)stage.Rests(Stage::Rest::kForNow, kStorm);
  Count(stage.world(), people.ledger(), luck, verdict);
  luck.End();
  const bool rests = stage.Rests(Stage::Rest::kForGood, kLongest);
  verdict.time_to_quiet = Since(last, stage.last_write());
  if (!rests)
    verdict.differences.push_back({"it did not come to rest", people.ledger().links.size()});
  for (const std::string& parked : stage.Parked())
    verdict.differences.push_back({"parked: " + parked, people.ledger().links.size()});
  for (Difference& each : Judge(stage.world(), people.ledger()))
    verdict.differences.push_back(std::move(each));
  if (verdict.activity.empty())
    verdict.activity = ActivityOf(stage, people.ledger(), verdict.differences);
  stage.gateway().Stop();
  verdict.crashes = stage.gateway().Crashes();
  if (settings.keep && verdict.red()) Keep(stage, settings.seed);
  return verdict;
}

}  // namespace tandem::chaos
