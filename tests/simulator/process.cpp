#include "tests/simulator/process.h"

#include "gateway/retry.h"

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

// As the worker's.
// Longer than the product's: here no heartbeat renews it during a call.
constexpr auto kLease = 20s;
constexpr auto kLongestCall = 11s;
constexpr auto kLongestStart = 1s;

Rule RuleFor(const char* repository, const char* name, const char* tag) {
  Rule rule;
  rule.name = name;
  rule.tag = tag;
  rule.repository = repository;
  rule.mirror = {{"bug", "bug"}, {"outage", "impact: outage"}};
  rule.priority = {{4, "priority: urgent"}, {3, "priority: high"}};
  return rule;
}

}  // namespace

Stage::Stage(double faults_of_all, Teeth teeth_of_all)
    : faults(faults_of_all), teeth(teeth_of_all), keys({Secret("the simulator's")}) {
  config.freshdesk.url = "https://acme.freshdesk.com";
  config.settle = kSettle;
  config.rules = {RuleFor(kRepositoryName, "infrastructure", "github")};
  if (teeth.off == Safeguard::kWait) config.retry.look_after = 1ms;
  of_two_repositories = config;
  of_two_repositories.rules.push_back(RuleFor(kOtherRepositoryName, "applications", "apps"));
}

Process::Process(World& world, Stage& stage)
    : world_(world),
      config_(world.two_repositories ? stage.of_two_repositories : stage.config),
      queue_(world, life_),
      store_(world, life_),
      freshdesk_(world, life_),
      github_(world, life_),
      directory_([&world] { return world.monotonic(); }),
      snapshot_(freshdesk_, github_, store_, directory_, stage.keys),
      turns_(store_, "github", "simulator"),
      guard_(queue_, kLease, kLongestCall, kLongestStart, [&world] { return world.monotonic(); }),
      apply_(freshdesk_, github_, store_, snapshot_, stage.keys, turns_, guard_, stage.metrics,
             [&world] { return world.monotonic(); }),
      reconcile_({config_, queue_, store_, freshdesk_, directory_, snapshot_, apply_, guard_,
                  [] { return false; }, brake_}),
      catch_up_(config_, queue_, store_, freshdesk_, github_, directory_, stage.metrics) {
  life_.may_send = [this](LeaseGuard::Call call) -> Status {
    TRY(guard_.MayBegin(call));
    return Done{};
  };
  static_cast<void>(queue_.Schedule(CatchUp::Lanes(config_), 0ms));
}

bool Process::Step() {
  const auto asked = world_.monotonic();
  const auto taken = queue_.Take(kLease);
  if (!taken.ok()) return false;
  const auto* work = std::get_if<Work>(&*taken);
  if (work == nullptr) return false;
  guard_.Hold(work->lease, asked);
  if (CatchUp::IsLane(work->lease.lane)) {
    Poll(*work);
  } else {
    Sync(*work);
  }
  guard_.LetGo();
  return true;
}

void Process::Sync(const Work& work) {
  const Time began = world_.now();
  world_.Say(work.lease.lane.text + " taken");
  const Reconciled done = reconcile_.Run(work);
  const bool nothing_left =
      std::holds_alternative<Finished>(done.outcome) || std::holds_alternative<Rest>(done.outcome);
  if (const auto* failed = std::get_if<Failed>(&done.outcome))
    world_.Say(done.lease.lane.text + " failed: " + failed->reason);
  if (!End(done.lease, done.outcome) || !nothing_left) return;
  // The lane of a transferred issue whose link has not gone along yet has nothing to compare.
  const auto issue = NumberIn(done.lease.lane, "issue:");
  if (issue > 0 && world_.shelf.IsLinked(IssueId{issue}))
    world_.in_step[issue].push_back({began, world_.now()});
}

void Process::Poll(const Work& work) {
  const Status polled = catch_up_.Run(work.lease);
  if (polled.ok()) {
    End(work.lease, Rest{config_.catch_up});
    return;
  }
  End(work.lease, AfterError(polled.error(), work, world_.now(), config_.retry));
}

// Asks again while the store is away, as the worker does.
bool Process::End(const Lease& lease, const Outcome& outcome) {
  constexpr int kTries = 20;
  for (int i = 0; i < kTries && !life_.dead; ++i) {
    const Status released = queue_.Release(lease, outcome);
    if (released.ok()) return true;
    if (released.error().remedy == Remedy::kConflict) return false;
    world_.Pass(250ms);
  }
  return false;
}

}  // namespace tandem::simulator
