#include "gateway/gateway.h"

#include "gateway/api_rebuild.h"
#include "gateway/catch_up.h"
#include "gateway/config_change.h"
#include "gateway/configuration_change.h"
#include "gateway/ended_sessions.h"
#include "gateway/health.h"
#include "gateway/kill_point.h"
#include "gateway/page.h"
#include "gateway/signature.h"
#include "gateway/time_text.h"
#include "gateway/url.h"
#include "gateway/without.h"

#include <utility>

namespace tandem {
namespace {

constexpr int kWorkers = 4;
constexpr int kPlanners = 2;
// Several of them fit into each lease that they keep.
constexpr std::chrono::milliseconds kHeartbeat{2'000};
// How long workers of an older configuration may finish what they have in hand.
constexpr std::chrono::seconds kRetirement{20};

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

}  // namespace

Gateway::Gateway(Config given, const Log& log, Metrics& metrics, Foundation& foundation)
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
      freshdesk_budget_(Service::kFreshdesk, config_.budget_share, Clocks::System(),
                        CappedTellerOf(Service::kFreshdesk)),
      github_budget_(Service::kGithub, config_.budget_share, Clocks::System(),
                     CappedTellerOf(Service::kGithub)),
      name_(RandomUuid()),
      github_turns_(store_, "github", name_),
      heartbeat_(kHeartbeat),
      witness_(foundation.redis(), WitnessSettingsOf()),
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
      receiver_(ReceiverSettingsOf(), IntakeWithBell()),
      planners_(share_, kPlanners),
      gate_(GateSettingsOf()),
      alerts_(AlertPartsOf()),
      api_(ApiPartsOf()) {}

void Gateway::Inherit(const Gateway& predecessor) {
  if (AskFreshdeskAlike(config_, predecessor.config_))
    freshdesk_budget_.Inherit(predecessor.freshdesk_budget_);
  if (AskGithubAlike(config_, predecessor.config_))
    github_budget_.Inherit(predecessor.github_budget_);
}

Status Gateway::Start(Beginning beginning) {
  if (beginning == Beginning::kAtStart && foundation_.IsAlone()) TRY(queue_.DropLeases());
  TRY(store_.Begin(foundation_.HasNewSecret() ? RedisStore::Before::kNothing
                                              : RedisStore::Before::kUnknown));
  TRY(witness_.Beat());  // whatever is lost from now on is noticed
  witness_beat_.emplace(heartbeat_, [this] { return witness_.Beat(); });
  TRY(RetryParked());
  TRY(queue_.Schedule(CatchUp::Lanes(config_), std::chrono::milliseconds(0)));
  receiver_.AddRoutes(router_);
  AddHealthRoutes(
      router_,
      [this] { return HealthOf(Vitals(), stopping_ ? Serving::kStopping : Serving::kRunning); },
      [this] { return MetricsTextOf(Vitals()); });
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

void Gateway::Retire() {
  retired_at_ = std::chrono::steady_clock::now();
  workers_->Retire();
  alerts_.AskToStop();
}
bool Gateway::HasRetired() {
  if (std::chrono::steady_clock::now() - retired_at_ > kRetirement) stopping_ = true;
  return workers_->AreDone();
}

void Gateway::BeginStop() {
  stopping_ = true;
  alerts_.AskToStop();
}
bool Gateway::Stop(std::chrono::milliseconds patience) {
  alerts_.AskToStop();
  const bool all_done = workers_->Stop(patience);
  alerts_.Stop();
  return all_done;
}

// Where the configuration has changed, what is parked may get through now.
Status Gateway::RetryParked() {
  TRY_ASSIGN(const auto due,
             RetryParkedIfChanged(foundation_.redis(), config_, foundation_.secrets().front()));
  if (due)
    log_.Info("the configuration is new", {{"parked_and_tried_again", std::to_string(*due)}});
  return Done{};
}

ReceiverSettings Gateway::ReceiverSettingsOf() {
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

ApiGateSettings Gateway::GateSettingsOf() {
  ApiGateSettings settings;
  settings.token = foundation_.admin_token();
  settings.trusted_proxies = Proxies();
  settings.ended = EndedSessionsIn(foundation_.redis());
  settings.report = [this](std::string_view address, std::string_view why) {
    log_.Debug("unauthorized", {{"source", "api"}, {"address", address}, {"reason", why}});
  };
  return settings;
}

WitnessSettings Gateway::WitnessSettingsOf() const {
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
    log_.Warn("a failover of Redis cannot be seen, only what it certainly lost", {{"reason", why}});
  };
  return settings;
}

AlertParts Gateway::AlertPartsOf() {
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
AddressRanges Gateway::Proxies() const {
  const auto proxies = AddressRanges::Read(config_.trusted_proxies);
  return proxies.ok() ? *proxies : AddressRanges();
}

Intake Gateway::IntakeWithBell() {
  Intake intake = IntakeOf(queue_);
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
void Gateway::Report(const ReceptionReport& report) {
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

Budget::TellCapped Gateway::CappedTellerOf(Service service) {
  return [this, service](std::chrono::milliseconds asked) {
    metrics_.CountCappedWait(service == Service::kGithub ? "github" : "freshdesk");
    log_.Warn("a service asks to be left alone for more than an hour; an hour is kept",
              {{"service", NameOf(service)},
               {"asked_s", std::chrono::ceil<std::chrono::seconds>(asked).count()}});
  };
}

ApiParts Gateway::ApiPartsOf() {
  return {config_,
          people_queue_,
          store_,
          [this](TicketId ticket) { return planners_.Preview(ticket); },
          [this] { return planners_.StatusNames(); },
          [this] { bell_.Ring(); },
          [this] { return stopping_.load(); }};
}

VitalParts Gateway::Vitals() {
  return {queue_, foundation_.redis(), services_, freshdesk_budget_, github_budget_, metrics_};
}

}  // namespace tandem
