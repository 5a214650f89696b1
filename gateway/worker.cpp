#include "gateway/worker.h"

#include "gateway/apply.h"
#include "gateway/catch_up.h"
#include "gateway/kill_point.h"
#include "gateway/lease_guard.h"
#include "gateway/rebuild.h"
#include "gateway/reconcile.h"
#include "gateway/retry.h"
#include "gateway/snapshot.h"
#include "gateway/worker_clients.h"

#include <algorithm>
#include <variant>

namespace tandem {
namespace {

// What a killed gateway had in hand waits for so long; the heartbeat keeps it while its worker
// lives, however long a call takes.
constexpr std::chrono::seconds kLease{10};
// A call's first byte leaves within kLongestStart of the question, or not at all, and with so much
// of the lease left that it is with the service before another gateway has the lane.
constexpr std::chrono::seconds kToArrive{3};
constexpr std::chrono::seconds kLongestStart{1};
// Another gateway's deliveries ring no bell here; this is how late they are seen.
constexpr std::chrono::milliseconds kLongestSleep{250};
// While the store is away there is nothing to do but to ask again.
constexpr std::chrono::milliseconds kStoreAway{250};

// One worker with everything that is its own.
class Worker {
 public:
  explicit Worker(const WorkerShare& share)
      : share_(share),
        guard_(share.queue, kLease, kToArrive, kLongestStart),
        beat_(share.heartbeat, [this] { return guard_.Beat(); }),
        clients_(share, guard_),
        snapshot_(clients_.freshdesk, clients_.github, share.store, share.directory, share.keys),
        apply_(clients_.freshdesk, clients_.github, share.store, snapshot_, share.keys,
               share.github_turns, guard_, share.metrics),
        reconcile_({share.config, share.queue, share.store, clients_.freshdesk, share.directory,
                    snapshot_, apply_, guard_,
                    [this] { return share_.freshdesk_budget.Low() || share_.github_budget.Low(); },
                    share.brake}),
        catch_up_(share.config, share.queue, share.store, clients_.freshdesk, clients_.github,
                  share.directory, share.metrics),
        rebuild_({share.config, share.queue, share.store, share.rebuilds, clients_.freshdesk,
                  clients_.github, share.directory, snapshot_,
                  [this] { return share_.freshdesk_budget.Low() || share_.github_budget.Low(); }}) {
  }

  // Takes one lane and works on it; how long to sleep when there is none.
  std::chrono::milliseconds Step() {
    const auto asked = std::chrono::steady_clock::now();
    const auto taken = share_.queue.Take(kLease);
    if (!taken.ok()) {
      share_.log.Warn("the store is away", {{"reason", taken.error().message}});
      return kStoreAway;
    }
    if (const auto* next = std::get_if<std::chrono::milliseconds>(&*taken))
      return std::min(*next, kLongestSleep);
    const auto& work = std::get<Work>(*taken);
    MayDie(KillPoint::kAfterClaim);
    guard_.Hold(work.lease, asked);
    if (CatchUp::IsLane(work.lease.lane)) {
      Poll(work);
    } else if (RebuildWork::IsLane(work.lease.lane)) {
      GoOnRebuilding(work);
    } else {
      Sync(work);
    }
    guard_.LetGo();
    return std::chrono::milliseconds(0);
  }

 private:
  void Sync(const Work& work) {
    const Reconciled done = reconcile_.Run(work);
    Judge(work, done);
    if (done.writes > 0 && work.since.time_since_epoch().count() > 0) ObserveLatency(work);
    End(done.lease, work.delivery, done.outcome);
  }

  // Writes that no hint led to mend a difference; those that only the poll hinted at, and that a
  // webhook should have announced, may mean that webhooks are lost.
  void Judge(const Work& work, const Reconciled& done) {
    const bool hinted = work.since.time_since_epoch().count() > 0 || work.attempts > 0;
    if (!hinted) share_.metrics.CountDriftRepairs(done.writes);
    if (work.found.empty() || done.writes == done.edits || !share_.suspect) return;
    const Status suspected = share_.suspect(work.found);
    if (!suspected.ok())
      share_.log.Warn("not recorded",
                      {{"link", work.lease.lane.text}, {"reason", suspected.error().message}});
  }

  void Poll(const Work& work) {
    const Status polled = catch_up_.Run(work.lease);
    if (polled.ok()) return End(work.lease, work.delivery, Rest{share_.config.catch_up});
    const auto now = share_.store.Now();
    End(work.lease, work.delivery,
        AfterError(polled.error(), work, now.ok() ? *now : work.since, share_.config.retry));
  }

  void GoOnRebuilding(const Work& work) {
    const auto stepped = rebuild_.Step(work.lease);
    if (stepped.ok()) return End(work.lease, work.delivery, *stepped);
    const auto now = share_.store.Now();
    End(work.lease, work.delivery,
        AfterError(stepped.error(), work, now.value_or(work.since), share_.config.retry));
  }

  void ObserveLatency(const Work& work) {
    const auto now = share_.store.Now();
    if (now.ok()) share_.metrics.ObserveDeliveryToLastWrite(*now - work.since);
  }

  void End(const Lease& lease, const std::string& delivery, Outcome outcome) {
    // What was broken off by our own stop is no failure: the next to come begins at once.
    if (share_.stopping && !std::holds_alternative<Finished>(outcome)) outcome = Again{};
    Tell(lease, delivery, outcome);
    if (std::holds_alternative<Park>(outcome)) MayDie(KillPoint::kWhileParking);
    MayDie(KillPoint::kBeforeRelease);
    const Status released = Release(lease, outcome);
    // The lease ends by itself, and the lane is handed out again.
    if (!released.ok())
      share_.log.Warn("not given back",
                      {{"link", lease.lane.text}, {"reason", released.error().message}});
  }

  // Asks again while the store is away: a lane that is not given back rests until its lease ends.
  Status Release(const Lease& lease, const Outcome& outcome) {
    const auto end = std::chrono::steady_clock::now() + kLease;
    while (true) {
      Status released = share_.queue.Release(lease, outcome);
      const bool lost = !released.ok() && released.error().remedy == Remedy::kConflict;
      if (released.ok() || lost || share_.stopping || std::chrono::steady_clock::now() >= end)
        return released;
      share_.bell.Wait(kStoreAway);
    }
  }

  void Tell(const Lease& lease, const std::string& delivery, const Outcome& outcome) {
    const std::string& lane = lease.lane.text;
    if (const auto* failed = std::get_if<Failed>(&outcome)) {
      share_.log.Warn("tried again later",
                      {{"delivery", delivery}, {"link", lane}, {"reason", failed->reason}});
      Record({delivery, lane, "failed", failed->reason});
    } else if (const auto* park = std::get_if<Park>(&outcome)) {
      share_.log.Error("parked",
                       {{"delivery", delivery}, {"link", lane}, {"reason", park->reason}});
      Record({delivery, lane, "parked", park->reason});
    } else if (std::holds_alternative<Finished>(outcome) ||
               (std::holds_alternative<Rest>(outcome) && !CatchUp::IsLane(lease.lane))) {
      share_.log.Info("in step", {{"delivery", delivery}, {"link", lane}});
    }
  }

  void Record(const Activity& activity) {
    const Status recorded = share_.store.Record({activity});
    if (!recorded.ok())
      share_.log.Warn("not recorded",
                      {{"link", activity.link}, {"reason", recorded.error().message}});
  }

  const WorkerShare& share_;
  LeaseGuard guard_;
  Heartbeat::Member beat_;
  WorkerClients clients_;
  Snapshot snapshot_;
  Apply apply_;
  Reconcile reconcile_;
  CatchUp catch_up_;
  RebuildWork rebuild_;
};

}  // namespace

void Bell::Ring() {
  {
    const std::lock_guard lock(mutex_);
    ++rings_;
  }
  rung_.notify_all();
}

void Bell::Wait(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  const auto before = rings_;
  rung_.wait_for(lock, longest, [&] { return rings_ != before; });
}

void RunWorker(const WorkerShare& share, const std::atomic<bool>& retiring) {
  Worker worker(share);
  while (!share.stopping && !retiring) {
    const auto sleep = worker.Step();
    if (sleep.count() > 0 && !share.stopping) share.bell.Wait(sleep);
  }
}

}  // namespace tandem
