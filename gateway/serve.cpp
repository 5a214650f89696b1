#include "gateway/serve.h"

#include "gateway/api.h"
#include "gateway/bounded_server.h"
#include "gateway/catch_up.h"
#include "gateway/foundation.h"
#include "gateway/health.h"
#include "gateway/planners.h"
#include "gateway/receiver.h"
#include "gateway/redis_queue.h"
#include "gateway/redis_store.h"
#include "gateway/router.h"
#include "gateway/signature.h"
#include "gateway/workers.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tandem {
namespace {

constexpr int kWorkers = 4;
constexpr int kPlanners = 2;
// Together they stay below the 10 s that a container is given to stop.
constexpr std::chrono::milliseconds kReceiverPatience{1'000};
constexpr std::chrono::milliseconds kWorkerPatience{5'000};

// SIGTERM and SIGINT are waited for by main's thread and delivered to no other.
sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// Secrets do not end up in a core file.
void ForbidCores() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

DeliveryOutcome OutcomeOf(Reception reception) {
  switch (reception) {
    case Reception::kAccepted:
      return DeliveryOutcome::kAccepted;
    case Reception::kDuplicate:
      return DeliveryOutcome::kDuplicate;
    case Reception::kIgnored:
      return DeliveryOutcome::kOfNoInterest;
    case Reception::kParked:
      return DeliveryOutcome::kParked;
    case Reception::kUnauthorized:
      return DeliveryOutcome::kUnauthorized;
    case Reception::kRefused:
      return DeliveryOutcome::kInvalid;
    case Reception::kUnavailable:
      return DeliveryOutcome::kUnavailable;
  }
  return DeliveryOutcome::kInvalid;
}

// The whole gateway, in the order in which its parts need one another.
class Gateway {
 public:
  Gateway(const Config& config, const Log& log, Metrics& metrics, Foundation& foundation)
      : config_(config),
        log_(log),
        metrics_(metrics),
        foundation_(foundation),
        queue_(foundation.redis(), config.settle),
        people_queue_(foundation.redis(), std::chrono::milliseconds(0)),
        store_(foundation.redis()),
        keys_(foundation.secrets()),
        freshdesk_budget_(Service::kFreshdesk, config.budget_share),
        github_budget_(Service::kGithub, config.budget_share),
        github_turns_(store_, "github", RandomUuid()),
        share_{config,
               queue_,
               store_,
               directory_,
               freshdesk_budget_,
               github_budget_,
               github_turns_,
               keys_,
               metrics,
               services_,
               log,
               bell_,
               stopping_},
        receiver_(Settings(), Intake()),
        planners_(share_, kPlanners),
        gate_(GateSettings()),
        api_{config,
             people_queue_,
             store_,
             [this](TicketId ticket) { return planners_.Preview(ticket); },
             [this] { return planners_.StatusNames(); },
             [this] { bell_.Ring(); }} {}

  Status Start() {
    if (foundation_.IsAlone()) TRY(queue_.DropLeases());
    TRY(queue_.Schedule(CatchUp::Lanes(config_), std::chrono::milliseconds(0)));
    receiver_.AddRoutes(router_);
    AddHealthRoutes(
        router_, [this] { return Health(); }, [this] { return Metrics(); });
    AddApiRoutes(router_, gate_, api_);
    ServerLimits limits;
    limits.request.max_body = config_.max_body;
    TRY_ASSIGN(server_, BoundedServer::Start(config_.listen.host, config_.listen.port, limits,
                                             [this](const ServerRequest& request) {
                                               return router_.Answer(request);
                                             }));
    workers_.emplace(share_, kWorkers);
    if (foundation_.admin_token().empty())
      log_.Info("the API is off", {{"reason", "\"redis\" is set and \"admin_token\" is not"}});
    log_.Info("listening", {{"host", config_.listen.host}, {"port", server_->port()}});
    return Done{};
  }

  // False when a worker waits for an answer that does not come: only the end of the process ends
  // it.
  bool Stop() {
    stopping_ = true;
    server_->Drain(kReceiverPatience);
    server_->Stop();
    const bool all_done = workers_->Stop(kWorkerPatience);
    foundation_.Stop();
    return all_done;
  }

 private:
  ReceiverSettings Settings() {
    ReceiverSettings settings;
    settings.github_secrets = config_.github.webhook_secrets;
    settings.freshdesk_secrets = config_.freshdesk.webhook_secrets;
    for (const Rule& rule : config_.rules) {
      if (rule.enabled) settings.rules.push_back({rule.tag, rule.repository});
    }
    settings.trusted_proxies = Proxies();
    settings.report = [this](const ReceptionReport& report) { Report(report); };
    return settings;
  }

  ApiGateSettings GateSettings() {
    ApiGateSettings settings;
    settings.token = foundation_.admin_token();
    settings.trusted_proxies = Proxies();
    settings.report = [this](std::string_view address, std::string_view why) {
      log_.Debug("unauthorized", {{"source", "api"}, {"address", address}, {"reason", why}});
    };
    return settings;
  }

  // The configuration has checked that they are addresses or ranges.
  AddressRanges Proxies() const {
    const auto proxies = AddressRanges::Read(config_.trusted_proxies);
    return proxies.ok() ? *proxies : AddressRanges();
  }

  tandem::Intake Intake() {
    tandem::Intake intake = IntakeOf(queue_);
    intake.accept = [this](const Delivery& delivery) {
      auto accepted = queue_.Accept(delivery);
      bell_.Ring();
      return accepted;
    };
    return intake;
  }

  // What a stranger can bring about is logged at debug only.
  void Report(const ReceptionReport& report) {
    metrics_.CountDelivery(report.source, OutcomeOf(report.reception));
    const LogFields fields = {{"delivery", report.delivery},
                              {"source", report.source},
                              {"event", report.event},
                              {"link", report.key},
                              {"reason", report.detail}};
    const std::string_view name = ReceptionName(report.reception);
    if (report.reception == Reception::kUnavailable) return log_.Warn(name, fields);
    const bool from_stranger =
        report.reception == Reception::kUnauthorized || report.reception == Reception::kRefused;
    from_stranger ? log_.Debug(name, fields) : log_.Info(name, fields);
  }

  HealthCheck CheckOf(Service service, const Budget& budget) {
    const BudgetSnapshot snapshot = budget.Snapshot();
    HealthCheck check;
    check.reason = services_.TroubleOf(service);
    if (check.reason.empty()) check.reason = snapshot.reason;
    check.ok = check.reason.empty();
    if (snapshot.remaining) check.more.Set("left", *snapshot.remaining);
    return check;
  }

  tandem::Health Health() {
    tandem::Health health;
    health.serving = stopping_ ? Serving::kStopping : Serving::kRunning;
    health.freshdesk = CheckOf(Service::kFreshdesk, freshdesk_budget_);
    health.github = CheckOf(Service::kGithub, github_budget_);
    const auto stats = queue_.Stats();
    if (!stats.ok()) {
      health.redis = {false, "the store does not answer", Json(Json::Object{})};
      return health;
    }
    health.queue.ok = stats->parked == 0;
    if (!health.queue.ok) health.queue.reason = std::to_string(stats->parked) + " parked";
    health.queue.more.Set("depth", stats->depth)
        .Set("oldest_ms", stats->oldest_age.count())
        .Set("parked", stats->parked);
    return health;
  }

  std::string Metrics() {
    const auto stats = queue_.Stats();
    if (stats.ok()) metrics_.SetQueue(stats->depth, stats->oldest_age, stats->parked);
    for (const Budget* budget : {&freshdesk_budget_, &github_budget_}) {
      const BudgetSnapshot snapshot = budget->Snapshot();
      if (!snapshot.limit || !snapshot.remaining) continue;
      metrics_.SetBudget(budget->service() == Service::kGithub ? "github" : "freshdesk",
                         static_cast<std::int64_t>(*snapshot.limit),
                         static_cast<std::int64_t>(*snapshot.remaining));
    }
    return metrics_.Text();
  }

  const Config& config_;
  const Log& log_;
  tandem::Metrics& metrics_;
  Foundation& foundation_;
  RedisQueue queue_;
  RedisQueue people_queue_;  // the same one: what people ask for does not wait for more
  RedisStore store_;
  MarkerKeys keys_;
  Directory directory_;
  Budget freshdesk_budget_;
  Budget github_budget_;
  WriterTurns github_turns_;
  ServiceStates services_;
  Bell bell_;
  std::atomic<bool> stopping_{false};
  WorkerShare share_;
  Receiver receiver_;
  Planners planners_;
  ApiGate gate_;
  ApiParts api_;
  Router router_;
  std::unique_ptr<BoundedServer> server_;
  std::optional<Workers> workers_;
};

}  // namespace

int Serve(const Config& config) {
  ForbidCores();
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const Log log(config.log);
  Metrics metrics;
  auto foundation = Foundation::Lay(config, log, metrics);
  if (!foundation.ok()) {
    log.Error("cannot start", {{"reason", foundation.error().message}});
    return 1;
  }
  Gateway gateway(config, log, metrics, **foundation);
  if (const Status started = gateway.Start(); !started.ok()) {
    log.Error("cannot start", {{"reason", started.error().message}});
    return 1;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  log.Info("stopping", {{"signal", signal}});
  const bool all_done = gateway.Stop();
  log.Info("stopped");
  // A call that hangs is recorded as an intent: the next start looks for what it did.
  if (!all_done) std::_Exit(0);
  return 0;
}

}  // namespace tandem
