#include "gateway/foundation.h"

#include "gateway/admin_token.h"

#include <string>

namespace tandem {

Result<std::unique_ptr<Foundation>> Foundation::Lay(const Config& config, const Log& log,
                                                    Metrics& metrics,
                                                    const std::function<bool()>& give_up) {
  std::unique_ptr<Foundation> foundation(new Foundation());
  if (config.redis) {
    foundation->pool_ = std::make_unique<RedisPool>(*config.redis);
  } else {
    TRY(foundation->OpenData(config, log, metrics, give_up));
  }
  TRY(foundation->Adopt(config));
  TRY(foundation->CheckStore(log));
  return foundation;
}

Status Foundation::OpenData(const Config& config, const Log& log, Metrics& metrics,
                            const std::function<bool()>& give_up) {
  TRY_ASSIGN(data_, DataDirectory::Open(config.data));
  EmbeddedRedisOptions options;
  options.give_up = give_up;
  options.tell = [&log, &metrics](const std::string& what) {
    metrics.CountRedisRestart();
    log.Error("Redis ended", {{"reason", what}});
  };
  TRY_ASSIGN(embedded_, EmbeddedRedis::Start(*data_, options));
  pool_ = std::make_unique<RedisPool>(embedded_->config());
  return Done{};
}

Status Foundation::Adopt(const Config& config) {
  std::vector<Secret> secrets = config.secrets;
  Secret admin_token = config.admin_token;
  if (data_) {
    TRY_ASSIGN(admin_token, KeptAdminToken(config, *data_));
    // Kept beside Redis and not in it: the markers on live tickets must outlive the store.
    if (secrets.empty()) {
      TRY_ASSIGN(const auto kept, data_->ReadSecret("secret"));
      has_new_secret_ = !kept;
      TRY_ASSIGN(Secret secret, data_->KeptSecret("secret"));
      secrets.push_back(std::move(secret));
    }
  }
  secrets_ = std::move(secrets);
  admin_token_ = std::move(admin_token);
  return Done{};
}

Status Foundation::CheckStore(const Log& log) {
  TRY_ASSIGN(const RedisDurability durability, CheckDurability(*pool_));
  for (const std::string& warning : durability.warnings) log.Warn("Redis", {{"reason", warning}});
  std::string all;
  for (const std::string& mistake : durability.mistakes) all += (all.empty() ? "" : "; ") + mistake;
  if (all.empty()) return Done{};
  return Error{Remedy::kInvalid, "this Redis may forget what it has acknowledged: " + all};
}

void Foundation::Stop() {
  if (embedded_ != nullptr) embedded_->Stop();
}

}  // namespace tandem
