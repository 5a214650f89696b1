#include "tests/simulator/story.h"

#include "tests/simulator/people.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

// The weather goes on for a while after the last word.
constexpr auto kStormAfterwards = 60s;
// When a person has what is parked tried again; what he leaves comes by itself within the hour.
constexpr auto kLooksAtParked = 2min;
// Catch-up polls that find nothing, until nothing is expected any more.
constexpr auto kRest = 16min;
constexpr auto kRestAfterLate = 1min;
// Further away than any wait of work that is not at rest, but for what is parked.
constexpr auto kFarAway = 90min;
constexpr auto kNeverAtRest = 48h;
constexpr auto kRestart = 3s;

class Teller {
 public:
  Teller(const Script& script, Weather weather, Stage& stage, std::vector<std::string>* journal)
      : script_(script), stage_(stage), world_(std::move(weather), stage.teeth) {
    world_.journal = journal;
    world_.short_pages = script.deeds.size() % 8 == 1;  // they cost more calls
    world_.two_repositories = script.plot == Plot::kTransfers;
  }

  Told Tell() {
    for (const Deed& deed : script_.deeds) {
      world_.At(World::kBegin + deed.at, [this, &deed] {
        world_.weather.After(deed.id);
        world_.Say(InWords(deed));
        Do(world_, deed);
      });
    }
    calm_ = World::kBegin + script_.deeds.back().at + kStormAfterwards;
    world_.At(calm_, [this] { world_.weather.Calm(); });
    if (script_.deeds.size() % 2 == 0)
      world_.At(calm_ + kLooksAtParked, [this] { world_.shelf.RetryParked(); });
    world_.others = [this](Time until) {
      Process other(world_, stage_);
      WorkUntil(other, until);
    };
    Work();
    told_.judged = Judge(world_, script_);
    while (told_.judged.findings.empty() && world_.NextHappening()) {
      WaitForLate();
      told_.judged = Judge(world_, script_);
    }
    told_.lasted = std::chrono::duration_cast<milliseconds>(world_.now() - World::kBegin);
    told_.deeds = world_.deeds_done;
    told_.faults = world_.weather.Seen();
    return std::move(told_);
  }

 private:
  // What comes hours later, when all is at rest. Nobody polls meanwhile: nothing would come of it.
  void WaitForLate() {
    world_.PassUntil(*world_.NextHappening());
    calm_ = world_.now() - kRest + kRestAfterLate;
    Work();
  }

  void Work() {
    if (!process_) process_ = std::make_unique<Process>(world_, stage_);
    while (!AtRest() && world_.now() < calm_ + kNeverAtRest) {
      if (process_->dead()) {
        world_.Pass(kRestart);
        process_ = std::make_unique<Process>(world_, stage_);
        // The only gateway there is takes its leases back when it starts.
        if (++told_.crashes % 2 == 0) world_.shelf.DropLeases();
      }
      if (!process_->Step()) PassToNext(calm_ + kNeverAtRest);
      ++told_.syncs;
    }
  }

  void WorkUntil(Process& process, Time until) {
    while (world_.now() < until && !process.dead()) {
      if (!process.Step()) PassToNext(until);
      ++told_.syncs;
    }
  }

  void PassToNext(Time latest) {
    Time next = latest;
    if (const auto happening = world_.NextHappening()) next = std::min(next, *happening);
    if (const auto due = world_.shelf.NextDue()) next = std::min(next, *due);
    world_.PassUntil(std::max(next, world_.now() + 1ms));
  }

  bool AtRest() const {
    if (world_.now() < calm_ + kRest) return false;
    const auto next = world_.NextHappening();
    if (next && *next < world_.now() + kFarAway) return false;
    const auto& lanes = world_.shelf.lanes();
    return std::all_of(lanes.begin(), lanes.end(), [&](const auto& entry) {
      const Lane& lane = entry.second;
      if (WaitsForPeople(lane)) return true;
      if (lane.lease || lane.attempts > 0) return false;
      if (CatchUp::IsLane({entry.first})) return true;
      return !lane.due || *lane.due > world_.now() + kFarAway;
    });
  }

  const Script& script_;
  Stage& stage_;
  World world_;
  std::unique_ptr<Process> process_{};
  Time calm_{};
  Told told_{};
};

}  // namespace

Told Tell(const Script& script, Weather weather, Stage& stage, std::vector<std::string>* journal) {
  return Teller(script, std::move(weather), stage, journal).Tell();
}

}  // namespace tandem::simulator
