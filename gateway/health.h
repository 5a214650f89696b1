// The health pages and the metrics page: what the checks say, as an answer. Pure functions; safe
// everywhere.
#pragma once

#include "gateway/json.h"
#include "gateway/router.h"
#include "gateway/server_request.h"

#include <functional>
#include <string>

namespace tandem {

struct HealthCheck {
  bool ok = true;
  std::string reason{};  // when it is not ok; seen by anybody: no secret, id, name or address, and
                         // no words but ours
  Json more{Json::Object{}};  // further members: {"depth": 3}
};

enum class Serving { kRunning, kStopping };

struct Health {
  Serving serving = Serving::kRunning;
  HealthCheck redis{};
  HealthCheck freshdesk{};
  HealthCheck github{};
  HealthCheck queue{};
};

// 200 {"status":"live"}: that it is answered is all it says.
ServerResponse LiveAnswer();
// "down" and 503 when deliveries cannot be accepted: the store is away, or we are stopping.
// "degraded" and 200 when anything else fails: that must not take the receiver out of rotation.
ServerResponse ReadyAnswer(const Health& health);
// Prometheus' text format.
ServerResponse MetricsAnswer(std::string text);

// GET /health/live, /health/ready and /metrics. Both functions are called by many threads.
void AddHealthRoutes(Router& router, std::function<Health()> health,
                     std::function<std::string()> metrics);

}  // namespace tandem
