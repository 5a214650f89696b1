// The room of the alerts: a thread of its own that looks at how things stand and posts what an
// admin is due to a Slack-compatible webhook. It takes no part in the work: its own failures hold
// nothing up and show in the log and in tandem_alerts_total. Owned by main's thread.
//
// Question: a lane of the queue, which runs once over all gateways by itself, or a thread? Choice:
// a thread, because one alert tells that the workers do not get on, and because an address that
// does not answer would keep a worker. Price: a turn in the store, so that one gateway tells.
#pragma once

#include "gateway/alert_rules.h"
#include "gateway/alert_state.h"
#include "gateway/http.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "gateway/queue.h"
#include "gateway/secret.h"
#include "gateway/service_states.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace tandem {

// What the room works with; all references must outlive it.
struct AlertParts {
  Secret address{};       // empty: nothing is posted; the metrics are kept all the same
  std::string account{};  // says which Tandem speaks: "acme.freshdesk.com"
  AlertPace pace{};
  std::chrono::milliseconds look_every{std::chrono::seconds(5)};
  AlertState state;
  Queue& queue;
  const ServiceStates& services;
  Metrics& metrics;
  const Log& log;
  // Together less than the workers are given to stop.
  HttpLimits limits{std::chrono::seconds(2), std::chrono::seconds(4), std::size_t{64} * 1024};
  // Longer than posting may take. A failure keeps the turn, so that others wait as long too.
  std::chrono::milliseconds turn{std::chrono::seconds(30)};
  std::chrono::milliseconds try_again{std::chrono::seconds(30)};  // after a failure, then doubling
};

class Alerts {
 public:
  explicit Alerts(AlertParts parts) : parts_(std::move(parts)) {}
  ~Alerts() { Stop(); }
  Alerts(const Alerts&) = delete;
  Alerts& operator=(const Alerts&) = delete;

  void Start();
  // No look begins any more.
  void AskToStop();
  // The same, and waits for a message that is being posted: at most as long as `limits` allow.
  void Stop();

  // Looks once, and posts what is due. What Start's thread does over and over; for tests.
  void Look();

 private:
  struct Standing;  // what one look has found
  Result<Standing> Read();
  Status Tell();
  Status Post(const std::string& text);
  void Failed(const Error& error);
  void Wait(const Error& error);

  AlertParts parts_;
  std::chrono::milliseconds wait_{};  // after the last failure to post; 0 after a success
  std::chrono::steady_clock::time_point not_before_{};
  std::string unreadable_{};  // why the last look found nothing; empty when it did
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tandem
