// What the gateway stands on before it does anything: its data directory, the store it runs or is
// given, and the keys it keeps. Made and owned by main's thread; what it gives is safe from all
// threads.
#pragma once

#include "gateway/config.h"
#include "gateway/data_directory.h"
#include "gateway/embedded_redis.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "gateway/redis.h"
#include "gateway/result.h"
#include "gateway/secret.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace tandem {

class Foundation {
 public:
  // Opens `data` and starts a Redis there, or connects to the one that the configuration names.
  // Refuses a Redis that may forget. `give_up` is asked while it waits: true ends the waiting with
  // an error. `log` and `metrics` must outlive it.
  static Result<std::unique_ptr<Foundation>> Lay(const Config& config, const Log& log,
                                                 Metrics& metrics,
                                                 const std::function<bool()>& give_up);

  // Takes over the keys and the token of a configuration that was read later, or finds those that
  // it leaves to us. On an error the old ones stay.
  Status Adopt(const Config& config);

  RedisPool& redis() { return *pool_; }
  // The keys of the markers; never none.
  const std::vector<Secret>& secrets() const { return secrets_; }
  // Whether the key was made for this start, so that nothing carries a marker yet.
  bool HasNewSecret() const { return has_new_secret_; }
  // What opens the API; empty: nothing does.
  const Secret& admin_token() const { return admin_token_; }
  // No other gateway can be working on this store.
  bool IsAlone() const { return embedded_ != nullptr; }
  // Ends the Redis that it runs.
  void Stop();

 private:
  Foundation() = default;
  Status OpenData(const Config& config, const Log& log, Metrics& metrics,
                  const std::function<bool()>& give_up);
  Status CheckStore(const Log& log);

  std::optional<DataDirectory> data_{};
  std::unique_ptr<EmbeddedRedis> embedded_{};
  std::unique_ptr<RedisPool> pool_{};
  std::vector<Secret> secrets_{};  // as the configuration has them, else the kept one
  bool has_new_secret_ = false;
  Secret admin_token_{};
};

}  // namespace tandem
