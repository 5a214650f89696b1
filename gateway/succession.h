// One gateway after another, each around a configuration that never changes, behind one listener.
// A successor is at work before its predecessor ends; between them the store's leases see to it
// that no lane is worked on twice, as between replicas. Used by one thread.
#pragma once

#include "gateway/bounded_server.h"
#include "gateway/config.h"
#include "gateway/foundation.h"
#include "gateway/gateway.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "gateway/relay.h"
#include "gateway/result.h"
#include "gateway/serve.h"

#include <chrono>
#include <memory>
#include <vector>

namespace tandem {

class Succession {
 public:
  // All must outlive it.
  Succession(const Log& log, Metrics& metrics, Foundation& foundation)
      : log_(log), metrics_(metrics), foundation_(foundation) {}

  // Listens and works when it returns.
  Status Start(const Config& config);
  // Puts what the reader gives into force, or says why it cannot be; then all stays as it was.
  void Reload(const ConfigReader& reader);
  // Once more, now and then, while the store does not answer; whether it is still waited for.
  bool RetryReload(const ConfigReader& reader);
  // Lets go of predecessors that have nothing in hand any more; whether others are left.
  bool LookAfterPredecessors();
  // False when a worker waits for an answer that does not come, as with Gateway::Stop.
  bool Stop();

 private:
  Status ReadAndTake(const ConfigReader& reader);
  Status Take(Config read);
  Status Install(const Config& config, Beginning beginning);

  const Log& log_;
  Metrics& metrics_;
  Foundation& foundation_;
  Relay relay_{};
  std::unique_ptr<Gateway> current_{};
  std::vector<std::unique_ptr<Gateway>> predecessors_{};
  bool waits_for_store_ = false;  // to put a configuration into force
  std::chrono::steady_clock::time_point next_try_{};
  std::unique_ptr<BoundedServer> server_{};  // gone before those whom it asks
};

}  // namespace tandem
