#include "gateway/succession.h"

#include "gateway/config_change.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tandem {
namespace {

// Together they stay below the 10 s that a container is given to stop.
constexpr std::chrono::milliseconds kReceiverPatience{1'000};
constexpr std::chrono::milliseconds kWorkerPatience{5'000};
// Between tries to put a configuration into force while the store does not answer.
constexpr std::chrono::milliseconds kBetweenTries{1'000};

}  // namespace

Status Succession::Start(const Config& config) {
  ServerLimits limits;
  limits.request.max_body = config.max_body;
  limits.is_proxy = [this](std::string_view address) { return relay_.IsProxy(address); };
  TRY_ASSIGN(server_, BoundedServer::Start(
                          config.listen.host, config.listen.port, limits,
                          [this](const ServerRequest& request) { return relay_.Answer(request); }));
  TRY(Install(config, Beginning::kAtStart));
  log_.Info("listening", {{"host", config.listen.host}, {"port", server_->port()}});
  return Done{};
}

void Succession::Reload(const ConfigReader& reader) {
  const Status accepted = ReadAndTake(reader);
  const bool has_waited = waits_for_store_;
  waits_for_store_ = !accepted.ok() && accepted.error().remedy == Remedy::kUnavailable;
  next_try_ = std::chrono::steady_clock::now() + kBetweenTries;
  if (has_waited && waits_for_store_) return;  // it was told when that began
  metrics_.TellReload(accepted.ok());
  if (accepted.ok()) return log_.Info("the configuration was read again and is in force");
  if (waits_for_store_)
    return log_.Warn(
        "the configuration is read again once Redis answers; the one before is in force",
        {{"reason", accepted.error().message}});
  log_.Error("the configuration was read again and is refused; the one before stays in force",
             {{"reason", accepted.error().message}});
}

bool Succession::RetryReload(const ConfigReader& reader) {
  if (waits_for_store_ && std::chrono::steady_clock::now() >= next_try_) Reload(reader);
  return waits_for_store_;
}

bool Succession::LookAfterPredecessors() {
  std::erase_if(predecessors_, [this](const auto& gateway) {
    return gateway->HasRetired() && relay_.IsUnused(gateway->line());
  });
  return !predecessors_.empty();
}

bool Succession::Stop() {
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

Status Succession::ReadAndTake(const ConfigReader& reader) {
  auto read = reader();
  if (auto* config = std::get_if<Config>(&read)) return Take(std::move(*config));
  return Error{Remedy::kInvalid, InOneLine(std::get<std::vector<Mistake>>(read)), {}};
}

Status Succession::Take(Config read) {
  for (const std::string& name : NeedsRestart(current_->config(), read))
    log_.Warn("this setting changes at the next start only", {{"setting", name}});
  const Config config = TakenOver(current_->config(), std::move(read));
  TRY(foundation_.Adopt(config));
  return Install(config, Beginning::kAsSuccessor);
}

Status Succession::Install(const Config& config, Beginning beginning) {
  auto next = std::make_unique<Gateway>(config, log_, metrics_, foundation_);
  if (current_ != nullptr) next->Inherit(*current_);
  TRY(next->Start(beginning));
  relay_.Connect(next->line());
  std::swap(current_, next);
  if (next == nullptr) return Done{};
  next->Retire();
  predecessors_.push_back(std::move(next));
  return Done{};
}

}  // namespace tandem
