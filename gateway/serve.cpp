#include "gateway/serve.h"

#include "gateway/alerts.h"
#include "gateway/api.h"
#include "gateway/api_rebuild.h"
#include "gateway/bounded_server.h"
#include "gateway/catch_up.h"
#include "gateway/configuration_change.h"
#include "gateway/foundation.h"
#include "gateway/health.h"
#include "gateway/kill_point.h"
#include "gateway/page.h"
#include "gateway/planners.h"
#include "gateway/receiver.h"
#include "gateway/redis_brake.h"
#include "gateway/redis_queue.h"
#include "gateway/redis_store.h"
#include "gateway/relay.h"
#include "gateway/router.h"
#include "gateway/signature.h"
#include "gateway/time_text.h"
#include "gateway/url.h"
#include "gateway/without.h"
#include "gateway/witness.h"
#include "gateway/workers.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tandem {
namespace {

constexpr int kWorkers = 4;
constexpr int kPlanners = 2;
// Several of them fit into each lease that they keep.
constexpr std::chrono::milliseconds kHeartbeat{2'000};
// Together they stay below the 10 s that a container is given to stop.
constexpr std::chrono::milliseconds kReceiverPatience{1'000};
constexpr std::chrono::milliseconds kWorkerPatience{5'000};

// How long workers of an older configuration may finish what they have in hand, and how often they
// are looked after.
constexpr std::chrono::seconds kRetirement{20};
constexpr timespec kBetweenLooks{0, 100'000'000};  // ns

// SIGTERM, SIGINT and SIGHUP are waited for by main's thread and delivered to no other.
sigset_t AwaitedSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
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

// Whether others of this process are at work on the same store when a gateway begins.
enum class Beginning { kAtStart, kAsSuccessor };

// The whole gateway of one configuration, in the order in which its parts need one another; but for
// the listener, which outlives it.
class Gateway {
 public:
  Gateway(Config given, const Log& log, Metrics& metrics, Foundation& foundation)
      : config_(Weakened(std::move(given))),
        log_(log),
        metrics_(metrics),
        foundation_(foundation),
        queue_(foundation.redis(), config_.settle),
        people_queue_(foundation.redis(), std::chrono::milliseconds(0)),
        store_(foundation.redis()),
        rebuilds_(foundation.redis()),
        brake_(foundation.redis()),
        keys_(foundation.secrets()),
        freshdesk_budget_(Service::kFreshdesk, config_.budget_share),
        github_budget_(Service::kGithub, config_.budget_share),
        name_(RandomUuid()),
        github_turns_(store_, "github", name_),
        witness_(foundation.redis(), WitnessOf()),
        share_{config_,
               queue_,
               store_,
               rebuilds_,
               directory_,
               freshdesk_budget_,
               github_budget_,
               github_turns_,
               keys_,
               metrics,
               services_,
               log,
               bell_,
               heartbeat_,
               stopping_,
               brake_,
               [this](const std::string& found) {
                 return AlertState(foundation_.redis(), name_).Suspect(found);
               }},
        receiver_(Settings(), Intake()),
        planners_(share_, kPlanners),
        gate_(GateSettings()),
        alerts_(Alerting()),
        api_{config_,
             people_queue_,
             store_,
             [this](TicketId ticket) { return planners_.Preview(ticket); },
             [this] { return planners_.StatusNames(); },
             [this] { bell_.Ring(); }} {}

  Status Start(Beginning beginning) {
    if (beginning == Beginning::kAtStart && foundation_.IsAlone()) TRY(queue_.DropLeases());
    TRY(witness_.Beat());  // whatever is lost from now on is noticed
    TRY(RetryParked());
    if (Has(Safeguard::kCatchUp))
      TRY(queue_.Schedule(CatchUp::Lanes(config_), std::chrono::milliseconds(0)));
    receiver_.AddRoutes(router_);
    AddHealthRoutes(
        router_, [this] { return Health(); }, [this] { return Metrics(); });
    AddApiRoutes(router_, gate_, api_);
    ApiRoutes more(router_, gate_);
    AddRebuildRoutes(more, api_, rebuilds_);
    AddPageRoutes(router_);
    line_ = {[this](const ServerRequest& request) { return router_.Answer(request); }, Proxies()};
    workers_.emplace(share_, kWorkers);
    alerts_.Start();
    if (foundation_.admin_token().empty())
      log_.Info("the API is off", {{"reason", "\"redis\" is set and \"admin_token\" is not"}});
    return Done{};
  }

  const Config& config() const { return config_; }
  // Where requests are to be sent, once it has started.
  const Line& line() const { return line_; }

  // Its successor is at work: what it has in hand is finished, for so long as may be. Asks only.
  void Retire() {
    retired_at_ = std::chrono::steady_clock::now();
    workers_->Retire();
    alerts_.AskToStop();
  }
  // Whether nothing is in hand any more.
  bool HasRetired() {
    if (std::chrono::steady_clock::now() - retired_at_ > kRetirement) stopping_ = true;
    return workers_->AreDone();
  }

  // From here on nothing is sent any more, and it says that it is not ready.
  void BeginStop() {
    stopping_ = true;
    alerts_.AskToStop();
  }
  // False when a worker waits for an answer that does not come: only the end of the process ends
  // it.
  bool Stop(std::chrono::milliseconds patience) {
    alerts_.AskToStop();
    const bool all_done = workers_->Stop(patience);
    alerts_.Stop();
    return all_done;
  }

 private:
  // Where the configuration has changed, what is parked may get through now.
  Status RetryParked() {
    TRY_ASSIGN(const auto due,
               RetryParkedIfChanged(foundation_.redis(), config_, foundation_.secrets().front()));
    if (due)
      log_.Info("the configuration is new", {{"parked_and_tried_again", std::to_string(*due)}});
    return Done{};
  }

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

  WitnessSettings WitnessOf() const {
    WitnessSettings settings;
    settings.gateway = name_;
    settings.polls = CatchUp::Lanes(config_);
    settings.tell = [this](const StoreLoss& loss) {
      metrics_.CountStoreLoss();
      log_.Warn(loss.certain ? "Redis forgot what it had acknowledged"
                             : "Redis is another one, and may lack the last writes",
                {{"since", FormatTime(loss.since)}, {"links_compared", loss.links}});
      const auto durability = CheckDurability(foundation_.redis());
      if (!durability.ok()) return;
      for (const std::string& mistake : durability->mistakes)
        log_.Error("this Redis may forget more", {{"reason", mistake}});
    };
    settings.tell_blind = [this](const std::string& why) {
      log_.Warn("a failover of Redis cannot be seen, only what it certainly lost",
                {{"reason", why}});
    };
    return settings;
  }

  AlertParts Alerting() {
    const auto url = ParseUrl(config_.freshdesk.url);
    return {config_.alerts,
            url ? url->host : "",
            PaceOf(config_.retry),
            LookEvery(config_.retry),
            AlertState(foundation_.redis(), name_),
            queue_,
            services_,
            metrics_,
            log_};
  }

  // The configuration has checked that they are addresses or ranges.
  AddressRanges Proxies() const {
    const auto proxies = AddressRanges::Read(config_.trusted_proxies);
    return proxies.ok() ? *proxies : AddressRanges();
  }

  tandem::Intake Intake() {
    tandem::Intake intake = IntakeOf(queue_);
    intake.accept = [this](const Delivery& delivery) {
      MayDie(KillPoint::kBeforeIntake);
      auto accepted = TakeIn(queue_, delivery);
      MayDie(KillPoint::kAfterIntake);
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
    if (const auto why = foundation_.redis().Unconfirmed(); !why.empty())
      health.redis = {false, why, Json(Json::Object{})};
    health.queue.ok = stats->parked == 0;
    if (!health.queue.ok)
      health.queue.reason =
          std::to_string(stats->parked) + " parked; \"tandem parked\" says why and what to do";
    if (!stats->brake.empty()) health.queue.reason += "; the brake is on: " + stats->brake;
    health.queue.more.Set("depth", stats->depth)
        .Set("oldest_ms", stats->oldest_age.count())
        .Set("parked", stats->parked)
        .Set("brake", !stats->brake.empty());
    return health;
  }

  std::string Metrics() {
    const auto stats = queue_.Stats();
    if (stats.ok()) metrics_.SetQueue(stats->depth, stats->oldest_age, stats->parked);
    if (stats.ok()) metrics_.SetBrake(!stats->brake.empty());
    for (const Budget* budget : {&freshdesk_budget_, &github_budget_}) {
      const BudgetSnapshot snapshot = budget->Snapshot();
      if (!snapshot.limit || !snapshot.remaining) continue;
      metrics_.SetBudget(budget->service() == Service::kGithub ? "github" : "freshdesk",
                         static_cast<std::int64_t>(*snapshot.limit),
                         static_cast<std::int64_t>(*snapshot.remaining));
    }
    return metrics_.Text();
  }

  const Config config_;
  const Log& log_;
  tandem::Metrics& metrics_;
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
  Heartbeat heartbeat_{kHeartbeat};
  Heartbeat::Member turns_beat_{heartbeat_, [this] { return github_turns_.Beat(); }};
  Witness witness_;
  Heartbeat::Member witness_beat_{heartbeat_, [this] { return witness_.Beat(); }};
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

// One gateway after another, each around a configuration that never changes, behind one listener.
// A successor is at work before its predecessor ends; between them the store's leases see to it
// that no lane is worked on twice, as between replicas.
class Succession {
 public:
  Succession(const Log& log, Metrics& metrics, Foundation& foundation)
      : log_(log), metrics_(metrics), foundation_(foundation) {}

  Status Start(const Config& config) {
    ServerLimits limits;
    limits.request.max_body = config.max_body;
    limits.is_proxy = [this](std::string_view address) { return relay_.IsProxy(address); };
    TRY_ASSIGN(server_, BoundedServer::Start(config.listen.host, config.listen.port, limits,
                                             [this](const ServerRequest& request) {
                                               return relay_.Answer(request);
                                             }));
    TRY(Install(config, Beginning::kAtStart));
    log_.Info("listening", {{"host", config.listen.host}, {"port", server_->port()}});
    return Done{};
  }

  // Puts what the reader gives into force, or says why it cannot be.
  void Reload(const ConfigReader& reader) {
    auto read = reader();
    Status accepted = Done{};
    if (auto* config = std::get_if<Config>(&read)) {
      accepted = Take(std::move(*config));
    } else {
      accepted = Error{Remedy::kInvalid, InOneLine(std::get<std::vector<Mistake>>(read)), {}};
    }
    metrics_.TellReload(accepted.ok());
    if (accepted.ok()) return log_.Info("the configuration was read again and is in force");
    log_.Error("the configuration was read again and is refused; the one before stays in force",
               {{"reason", accepted.error().message}});
  }

  // Lets go of predecessors that have nothing in hand any more; whether others are left.
  bool LookAfterPredecessors() {
    std::erase_if(predecessors_, [this](const auto& gateway) {
      return gateway->HasRetired() && relay_.IsUnused(gateway->line());
    });
    return !predecessors_.empty();
  }

  // False when a worker waits for an answer that does not come, as with Gateway::Stop.
  bool Stop() {
    current_->BeginStop();
    for (const auto& gateway : predecessors_) gateway->BeginStop();
    server_->Drain(kReceiverPatience);
    server_->Stop();
    const auto end = std::chrono::steady_clock::now() + kWorkerPatience;
    bool all_done = current_->Stop(kWorkerPatience);
    for (const auto& gateway : predecessors_) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      all_done = gateway->Stop(std::max(left, std::chrono::milliseconds(0))) && all_done;
    }
    foundation_.Stop();
    return all_done;
  }

 private:
  Status Take(Config read) {
    for (const std::string& name : NeedsRestart(current_->config(), read))
      log_.Warn("this setting changes at the next start only", {{"setting", name}});
    const Config config = TakenOver(current_->config(), std::move(read));
    TRY(foundation_.Adopt(config));
    return Install(config, Beginning::kAsSuccessor);
  }

  Status Install(const Config& config, Beginning beginning) {
    auto next = std::make_unique<Gateway>(config, log_, metrics_, foundation_);
    TRY(next->Start(beginning));
    relay_.Connect(next->line());
    std::swap(current_, next);
    if (next == nullptr) return Done{};
    next->Retire();
    predecessors_.push_back(std::move(next));
    return Done{};
  }

  const Log& log_;
  tandem::Metrics& metrics_;
  Foundation& foundation_;
  Relay relay_{};
  std::unique_ptr<Gateway> current_{};
  std::vector<std::unique_ptr<Gateway>> predecessors_{};
  std::unique_ptr<BoundedServer> server_{};  // gone before those whom it asks
};

// The next signal to act on; 0: none, but predecessors want to be looked after.
int NextSignal(const sigset_t& signals, bool has_predecessors) {
  int signal = 0;
  if (!has_predecessors) {
    sigwait(&signals, &signal);
    return signal;
  }
  return std::max(sigtimedwait(&signals, nullptr, &kBetweenLooks), 0);
}

// Serves until it is to stop; the signal that said so.
int Reign(Succession& succession, const sigset_t& signals, const ConfigReader& reader) {
  bool has_predecessors = false;
  while (true) {
    const int signal = NextSignal(signals, has_predecessors);
    if (signal == SIGTERM || signal == SIGINT) return signal;
    if (signal == SIGHUP) succession.Reload(reader);
    has_predecessors = succession.LookAfterPredecessors();
  }
}

}  // namespace

int Serve(const Config& config, const ConfigReader& reader) {
  ForbidCores();
  const sigset_t signals = AwaitedSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const Log log(config.log);
  Metrics metrics;
  auto foundation = Foundation::Lay(config, log, metrics);
  if (!foundation.ok()) {
    log.Error("cannot start", {{"reason", foundation.error().message}});
    return 1;
  }
  Succession succession(log, metrics, **foundation);
  if (const Status started = succession.Start(config); !started.ok()) {
    log.Error("cannot start", {{"reason", started.error().message}});
    return 1;
  }
  log.Info("stopping", {{"signal", Reign(succession, signals, reader)}});
  const bool all_done = succession.Stop();
  log.Info("stopped");
  // A call that hangs is recorded as an intent: the next start looks for what it did.
  if (!all_done) std::_Exit(0);
  return 0;
}

}  // namespace tandem
