// What an admin watches, as Prometheus text: counters, gauges and one histogram. Every label value
// comes from a closed set; a value outside it is counted as "other". Thread-safe.
#pragma once

#include "mappers/model.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// How the receiver or the catch-up poll answered a delivery.
enum class DeliveryOutcome {
  kAccepted,      // stored, and its key marked
  kDuplicate,     // seen before; marked all the same
  kOfNoInterest,  // authentic, nothing to do
  kParked,        // authentic, its ticket could not be told
  kUnauthorized,  // wrong or missing signature or secret
  kThrottled,     // 429: too many of those from one address
  kInvalid,       // malformed, of another type, without an id
  kTooLarge,
  kUnavailable,  // 503: the store is away
};

// How one write to a service ended.
enum class ActionOutcome {
  kDone,
  kFailed,   // it did not happen
  kUnknown,  // it may have happened
};

// What was found to be there twice: the count of all should stay 0.
enum class DoubleKind {
  kComment,  // removed
  kNote,     // removed
  kIssue,    // closed as a duplicate
  kLeft,     // a comment or note that somebody had edited
};

// What is parked of one kind. All words are from closed sets: anybody reads them.
struct ParkedInWords {
  std::string kind{};
  std::string reason{};
  std::string what_to_do{};
  Time since{};  // the oldest of it
  std::int64_t count = 0;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // `source`: github, freshdesk, catch_up.
  void CountDelivery(std::string_view source, DeliveryOutcome outcome);
  // `kind`: create_issue, or an action's name as NameOf in mappers/action.h tells it.
  void CountAction(std::string_view kind, ActionOutcome outcome);
  void CountDouble(DoubleKind kind, int count = 1);
  // `service`: freshdesk, github, slack. `status`: of HTTP; 0 when there was no answer. The
  // statuses that mean something of their own are labels of their own, the others go by class
  // ("5xx").
  void CountCall(std::string_view service, int status);
  // Writes of a sync that no delivery had hinted at.
  void CountDriftRepairs(int writes);
  // A service asked to be left alone for so long that it was cut (see Budget). `service`:
  // freshdesk, github.
  void CountCappedWait(std::string_view service);
  // A message of alerts was posted, or could not be.
  void CountAlert(ActionOutcome outcome);
  // Changes that only the catch-up poll found. `source`: freshdesk, github.
  void SetUnannounced(std::string_view source, std::int64_t changes);
  // The embedded Redis died and was started again.
  void CountRedisRestart();
  // The configuration was read again; whether it came into force.
  void TellReload(bool accepted);
  // Redis lost, or may have lost, writes that it had acknowledged.
  void CountStoreLoss();
  // From the acceptance of the oldest delivery to the last write that it led to.
  void ObserveDeliveryToLastWrite(std::chrono::milliseconds duration);

  // `depth`: lanes due, waiting or leased. `oldest`: age of the hint that has waited longest.
  void SetQueue(std::int64_t depth, std::chrono::milliseconds oldest, std::int64_t parked);
  // All that is parked, by kind and reason, each pair once.
  void SetParked(const std::vector<ParkedInWords>& groups);
  void SetBrake(bool on);
  // Requests that the service allows in its window, and those that are left of them.
  void SetBudget(std::string_view service, std::int64_t limit, std::int64_t left);

  // The text exposition format, version 0.0.4.
  std::string Text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace tandem
