// The gateway of one configuration that never changes: the receiver, the workers and what they
// share, but for the listener, which outlives it. Used by one thread; its parts have threads of
// their own.
#pragma once

#include "gateway/address_range.h"
#include "gateway/alerts.h"
#include "gateway/api.h"
#include "gateway/budget.h"
#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/foundation.h"
#include "gateway/heartbeat.h"
#include "gateway/log.h"
#include "gateway/marker.h"
#include "gateway/metrics.h"
#include "gateway/planners.h"
#include "gateway/rebuild_store.h"
#include "gateway/receiver.h"
#include "gateway/redis_brake.h"
#include "gateway/redis_queue.h"
#include "gateway/redis_store.h"
#include "gateway/relay.h"
#include "gateway/result.h"
#include "gateway/router.h"
#include "gateway/vital_signs.h"
#include "gateway/witness.h"
#include "gateway/workers.h"
#include "gateway/writer_turn.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace tandem {

// Whether others of this process are at work on the same store when a gateway begins.
enum class Beginning { kAtStart, kAsSuccessor };

class Gateway {
 public:
  // The last three must outlive it.
  Gateway(Config given, const Log& log, Metrics& metrics, Foundation& foundation);

  // Knows what its predecessor learned about the services, as far as the same credentials ask them.
  // To be called before it starts.
  void Inherit(const Gateway& predecessor);
  // An error when the store does not answer: then nothing has begun.
  Status Start(Beginning beginning);

  const Config& config() const { return config_; }
  // Where requests are to be sent, once it has started.
  const Line& line() const { return line_; }

  // Its successor is at work: what it has in hand is finished, for so long as may be. Asks only.
  void Retire();
  // Whether nothing is in hand any more.
  bool HasRetired();

  // From here on nothing is sent any more, and it says that it is not ready.
  void BeginStop();
  // False when a worker waits for an answer that does not come: only the end of the process ends
  // it.
  bool Stop(std::chrono::milliseconds patience);

 private:
  Status RetryParked();
  ReceiverSettings ReceiverSettingsOf();
  ApiGateSettings GateSettingsOf();
  WitnessSettings WitnessSettingsOf() const;
  AlertParts AlertPartsOf();
  ApiParts ApiPartsOf();
  AddressRanges Proxies() const;
  Intake IntakeWithBell();
  void Report(const ReceptionReport& report);
  Budget::TellCapped CappedTellerOf(Service service);
  VitalParts Vitals();

  const Config config_;
  const Log& log_;
  Metrics& metrics_;
  Foundation& foundation_;
  RedisQueue queue_;
  RedisQueue people_queue_;  // the same one: what people ask for does not wait for more
  RedisStore store_;
  RebuildStore rebuilds_;
  RedisBrake brake_;
  MarkerKeys keys_;
  Directory directory_;
  Budget freshdesk_budget_;
  Budget github_budget_;
  const std::string name_;  // of this gateway among all
  WriterTurns github_turns_;
  ServiceStates services_;
  Bell bell_;
  Heartbeat heartbeat_;
  Heartbeat::Member turns_beat_{heartbeat_, [this] { return github_turns_.Beat(); }};
  Witness witness_;
  std::optional<Heartbeat::Member> witness_beat_{};  // from the start on: the first look is ours
  std::atomic<bool> stopping_{false};
  WorkerShare share_;
  Receiver receiver_;
  Planners planners_;
  ApiGate gate_;
  Alerts alerts_;
  ApiParts api_;
  Router router_;
  Line line_{};
  std::chrono::steady_clock::time_point retired_at_{};
  std::optional<Workers> workers_;
};

}  // namespace tandem
