// The workers: each takes the lane that has been due longest, reconciles it, and gives it back.
// Each runs on a thread of its own with connections of its own; what they share is safe from all
// threads.
#pragma once

#include "gateway/brake.h"
#include "gateway/budget.h"
#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/heartbeat.h"
#include "gateway/log.h"
#include "gateway/marker.h"
#include "gateway/metrics.h"
#include "gateway/queue.h"
#include "gateway/rebuild_store.h"
#include "gateway/service_states.h"
#include "gateway/store.h"
#include "gateway/wire.h"
#include "gateway/writer_turn.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace tandem {

// What wakes workers early: a delivery that this very process has accepted, or the end.
class Bell {
 public:
  void Ring();
  // Waits for a ring, at most so long.
  void Wait(std::chrono::milliseconds longest);

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  std::uint64_t rings_ = 0;
};

// What all workers share; all must outlive them.
struct WorkerShare {
  const Config& config;
  Queue& queue;
  Store& store;
  RebuildStore& rebuilds;
  Directory& directory;
  Budget& freshdesk_budget;
  Budget& github_budget;
  WriterTurns& github_turns;
  const MarkerKeys& keys;
  Metrics& metrics;
  ServiceStates& services;
  const Log& log;
  Bell& bell;
  Heartbeat& heartbeat;
  std::atomic<bool>& stopping;  // once true, no call to a service begins any more
  Brake& brake;
  // Told when what only the poll had found led to a write; see AlertState::Suspect.
  std::function<Status(const std::string& found)> suspect{};
  std::shared_ptr<const TlsSettings> tls = std::make_shared<TlsSettings>();
};

// Works until it is to stop and the lane in hand is given back, or until it is to retire and that
// lane is done.
void RunWorker(const WorkerShare& share, const std::atomic<bool>& retiring);

}  // namespace tandem
