// What a running gateway says of itself: the body of its health report and its metrics. Anybody can
// read both: our own words alone, of bounded kinds, without ids and names. Safe from all threads,
// as its parts are.
#pragma once

#include "gateway/budget.h"
#include "gateway/health.h"
#include "gateway/metrics.h"
#include "gateway/queue.h"
#include "gateway/service_states.h"

#include <string>

namespace tandem {

class RedisPool;

// All must outlive this.
struct VitalParts {
  Queue& queue;
  const RedisPool& redis;
  const ServiceStates& services;
  const Budget& freshdesk_budget;
  const Budget& github_budget;
  Metrics& metrics;
};

// Asks the store for the state of the queue; "redis" is not ok when it does not answer or when its
// replicas do not confirm.
Health HealthOf(const VitalParts& parts, Serving serving);
// Prometheus text, with the queue and the budgets as they are now.
std::string MetricsTextOf(const VitalParts& parts);

}  // namespace tandem
