// One gateway process in a story: the product's own reconcile, snapshot, apply and catch-up, on
// simulated services, store and clock. When it dies, nothing that it still does has any effect; a
// new one takes its place. Not thread-safe: each story has its own.
#pragma once

#include "gateway/apply.h"
#include "gateway/brake.h"
#include "gateway/catch_up.h"
#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/lease_guard.h"
#include "gateway/marker.h"
#include "gateway/metrics.h"
#include "gateway/reconcile.h"
#include "gateway/snapshot.h"
#include "gateway/writer_turn.h"
#include "tests/simulator/simulated_freshdesk.h"
#include "tests/simulator/simulated_github.h"
#include "tests/simulator/simulated_store.h"

namespace tandem::simulator {

// What all stories share.
struct Stage {
  Stage(double faults_of_all, Teeth teeth_of_all);

  double faults = 0;
  Teeth teeth{};
  Config config{};
  Config of_two_repositories{};
  MarkerKeys keys;
  Metrics metrics{};
};

// Nothing of a link goes away here but by people's commands, so the brake is never put on.
class NoBrake final : public Brake {
 public:
  Result<BrakeState> Read(IssueId) override { return BrakeState{}; }
  Result<std::string> Vanishes(const Lease&, IssueId, Vanishing, Look,
                               std::chrono::milliseconds) override {
    return std::string();
  }
  Status IsBack(const Lease&, IssueId) override { return Done{}; }
  Result<bool> WasLetGoOn(const Key&) override { return false; }
};

class Process {
 public:
  // Both must outlive this.
  Process(World& world, Stage& stage);

  // Takes the lane that is due and works on it; false when there is none.
  bool Step();
  bool dead() const { return life_.dead; }

 private:
  void Sync(const Work& work);
  void Poll(const Work& work);
  bool End(const Lease& lease, const Outcome& outcome);

  World& world_;
  const Config& config_;
  Life life_{};
  SimulatedQueue queue_;
  SimulatedStore store_;
  SimulatedFreshdesk freshdesk_;
  SimulatedGithub github_;
  Directory directory_;
  Snapshot snapshot_;
  WriterTurns turns_;
  LeaseGuard guard_;
  NoBrake brake_;
  Apply apply_;
  Reconcile reconcile_;
  CatchUp catch_up_;
};

}  // namespace tandem::simulator
