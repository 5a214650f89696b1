#include "gateway/metrics.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <span>

namespace tandem {
namespace {

constexpr std::array<std::string_view, 3> kSources{"github", "freshdesk", "catch_up"};
constexpr std::array<std::string_view, 3> kServices{"freshdesk", "github", "slack"};
constexpr std::array<std::string_view, 16> kKinds{
    "create_issue",        "add_comment",       "add_note",
    "edit_status_note",    "close_issue",       "reopen_issue",
    "change_labels",       "set_ticket_status", "change_tags",
    "set_ticket_priority", "edit_comment",      "delete_comment",
    "edit_note",           "delete_note",       "remove_double_comment",
    "remove_double_note"};
// Those whose numbers lead to different remedies.
constexpr std::array kStatuses{200, 201, 202, 204, 304, 400, 401, 403, 404, 405,
                               409, 410, 412, 415, 422, 429, 500, 502, 503, 504};

std::string OneOf(std::span<const std::string_view> known, std::string_view value) {
  return std::string(std::ranges::find(known, value) == known.end() ? "other" : value);
}

std::string LabelOf(DeliveryOutcome outcome) {
  switch (outcome) {
    case DeliveryOutcome::kAccepted:
      return "accepted";
    case DeliveryOutcome::kDuplicate:
      return "duplicate";
    case DeliveryOutcome::kOfNoInterest:
      return "of_no_interest";
    case DeliveryOutcome::kParked:
      return "parked";
    case DeliveryOutcome::kUnauthorized:
      return "unauthorized";
    case DeliveryOutcome::kThrottled:
      return "throttled";
    case DeliveryOutcome::kInvalid:
      return "invalid";
    case DeliveryOutcome::kTooLarge:
      return "too_large";
    case DeliveryOutcome::kUnavailable:
      return "unavailable";
  }
  return "other";
}

std::string LabelOf(ActionOutcome outcome) {
  switch (outcome) {
    case ActionOutcome::kDone:
      return "done";
    case ActionOutcome::kFailed:
      return "failed";
    case ActionOutcome::kUnknown:
      return "unknown";
  }
  return "other";
}

std::string LabelOf(DoubleKind kind) {
  switch (kind) {
    case DoubleKind::kComment:
      return "comment";
    case DoubleKind::kNote:
      return "note";
    case DoubleKind::kIssue:
      return "issue";
    case DoubleKind::kLeft:
      return "left";
  }
  return "other";
}

std::string LabelOfStatus(int status) {
  if (status == 0) return "none";
  if (std::ranges::find(kStatuses, status) != kStatuses.end()) {
    return std::to_string(status);
  }
  if (status < 100 || status > 599) return "other";
  return std::to_string(status / 100) + "xx";
}

double Seconds(std::chrono::milliseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

prometheus::Histogram::BucketBoundaries LatencyBuckets() {
  return {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600};
}

}  // namespace

struct Metrics::Families {
  using CounterFamily = prometheus::Family<prometheus::Counter>;
  using GaugeFamily = prometheus::Family<prometheus::Gauge>;

  CounterFamily& Counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }
  GaugeFamily& Gauges(const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
  }

  prometheus::Registry registry;
  CounterFamily& deliveries =
      Counters("tandem_deliveries_total", "Deliveries, by source and by how they were answered");
  CounterFamily& actions =
      Counters("tandem_actions_total", "Writes to the services, by kind and by how they ended");
  CounterFamily& calls =
      Counters("tandem_upstream_calls_total", "Calls to the services, by status of the answer");
  CounterFamily& waits_capped =
      Counters("tandem_waits_capped_total",
               "Waits of more than an hour that a service asked for, and that were cut to one");
  CounterFamily& doubles = Counters(
      "tandem_doubles_total",
      "Second copies that were removed, second issues that were closed, and what was left because "
      "somebody had edited it");
  CounterFamily& alerts =
      Counters("tandem_alerts_total", "Messages of alerts, by how posting them ended");
  prometheus::Counter& drift_repairs =
      Counters("tandem_drift_repairs_total",
               "Writes that mended a difference which no delivery had hinted at")
          .Add({});
  GaugeFamily& unannounced =
      Gauges("tandem_unannounced_changes",
             "Changes of the last hour that only the catch-up poll found, without a webhook");
  GaugeFamily& limit =
      Gauges("tandem_upstream_budget_limit", "Requests that a service allows in its window");
  GaugeFamily& left =
      Gauges("tandem_upstream_budget_left", "Requests that are left in a service's window");
  prometheus::Counter& redis_restarts =
      Counters("tandem_redis_restarts_total", "Restarts of the embedded Redis").Add({});
  CounterFamily& reloads = Counters("tandem_config_reloads_total",
                                    "Configurations read again while running, by outcome");
  prometheus::Gauge& last_reload =
      Gauges("tandem_config_last_reload_successful",
             "Whether the configuration that was read last is in force: 1, or 0 when refused")
          .Add({});
  prometheus::Counter& store_losses =
      Counters("tandem_store_losses_total",
               "Times that Redis lost, or may have lost, what it had acknowledged")
          .Add({});
  prometheus::Gauge& depth =
      Gauges("tandem_queue_depth", "Links, tickets and issues that wait or are worked on").Add({});
  prometheus::Gauge& oldest =
      Gauges("tandem_queue_oldest_age_seconds", "Age of the delivery that has waited longest")
          .Add({});
  prometheus::Gauge& parked = Gauges("tandem_parked", "What is parked and needs a person").Add({});
  GaugeFamily& parked_since = Gauges(
      "tandem_parked_since_seconds",
      "Since when the oldest of what is parked is (Unix time), by kind, why, and what to do about "
      "it");
  GaugeFamily& parked_by_kind =
      Gauges("tandem_parked_by_kind", "How many are parked, by kind and why");
  struct ParkedLine {
    prometheus::Gauge* since{};
    prometheus::Gauge* count{};
  };
  std::mutex parked_lines_mutex;
  std::vector<ParkedLine> parked_lines;
  prometheus::Gauge& brake =
      Gauges("tandem_brake", "1 while deletions, closings and endings wait").Add({});
  prometheus::Histogram& last_write =
      prometheus::BuildHistogram()
          .Name("tandem_delivery_to_last_write_seconds")
          .Help("Time from the acceptance of a delivery to the last write that it led to")
          .Register(registry)
          .Add({}, LatencyBuckets());
};

// What should stay 0 is there from the start, so that one can ask for it.
Metrics::Metrics() : families_(std::make_unique<Families>()) {
  families_->last_reload.Set(1);
  for (const DoubleKind kind :
       {DoubleKind::kComment, DoubleKind::kNote, DoubleKind::kIssue, DoubleKind::kLeft})
    families_->doubles.Add({{"kind", LabelOf(kind)}});
  for (const char* service : {"freshdesk", "github"})
    families_->waits_capped.Add({{"service", service}});
}
Metrics::~Metrics() = default;

void Metrics::CountDelivery(std::string_view source, DeliveryOutcome outcome) {
  families_->deliveries.Add({{"source", OneOf(kSources, source)}, {"outcome", LabelOf(outcome)}})
      .Increment();
}

void Metrics::CountAction(std::string_view kind, ActionOutcome outcome) {
  families_->actions.Add({{"kind", OneOf(kKinds, kind)}, {"outcome", LabelOf(outcome)}})
      .Increment();
}

void Metrics::CountDouble(DoubleKind kind, int count) {
  if (count > 0) families_->doubles.Add({{"kind", LabelOf(kind)}}).Increment(count);
}

void Metrics::CountCall(std::string_view service, int status) {
  families_->calls.Add({{"service", OneOf(kServices, service)}, {"status", LabelOfStatus(status)}})
      .Increment();
}

void Metrics::CountDriftRepairs(int writes) {
  families_->drift_repairs.Increment(writes);
}

void Metrics::CountCappedWait(std::string_view service) {
  families_->waits_capped.Add({{"service", OneOf(kServices, service)}}).Increment();
}

void Metrics::CountAlert(ActionOutcome outcome) {
  families_->alerts.Add({{"outcome", LabelOf(outcome)}}).Increment();
}

void Metrics::SetUnannounced(std::string_view source, std::int64_t changes) {
  families_->unannounced.Add({{"source", OneOf(kSources, source)}})
      .Set(static_cast<double>(changes));
}

void Metrics::CountRedisRestart() {
  families_->redis_restarts.Increment();
}

void Metrics::TellReload(bool accepted) {
  families_->reloads.Add({{"outcome", accepted ? "accepted" : "refused"}}).Increment();
  families_->last_reload.Set(accepted ? 1 : 0);
}

void Metrics::CountStoreLoss() {
  families_->store_losses.Increment();
}

void Metrics::ObserveDeliveryToLastWrite(std::chrono::milliseconds duration) {
  families_->last_write.Observe(Seconds(duration));
}

void Metrics::SetQueue(std::int64_t depth, std::chrono::milliseconds oldest, std::int64_t parked) {
  families_->depth.Set(static_cast<double>(depth));
  families_->oldest.Set(Seconds(oldest));
  families_->parked.Set(static_cast<double>(parked));
}

void Metrics::SetParked(const std::vector<ParkedInWords>& groups) {
  const std::scoped_lock lock(families_->parked_lines_mutex);
  for (const auto& [since, count] : families_->parked_lines) {
    families_->parked_since.Remove(since);
    families_->parked_by_kind.Remove(count);
  }
  families_->parked_lines.clear();
  for (const ParkedInWords& each : groups) {
    prometheus::Gauge& since = families_->parked_since.Add(
        {{"kind", each.kind}, {"reason", each.reason}, {"what_to_do", each.what_to_do}});
    since.Set(Seconds(each.since.time_since_epoch()));
    prometheus::Gauge& count =
        families_->parked_by_kind.Add({{"kind", each.kind}, {"reason", each.reason}});
    count.Set(static_cast<double>(each.count));
    families_->parked_lines.push_back({&since, &count});
  }
}

void Metrics::SetBrake(bool on) {
  families_->brake.Set(on ? 1 : 0);
}

void Metrics::SetBudget(std::string_view service, std::int64_t limit, std::int64_t left) {
  const std::string label = OneOf(kServices, service);
  families_->limit.Add({{"service", label}}).Set(static_cast<double>(limit));
  families_->left.Add({{"service", label}}).Set(static_cast<double>(left));
}

std::string Metrics::Text() const {
  return prometheus::TextSerializer{}.Serialize(families_->registry.Collect());
}

}  // namespace tandem
