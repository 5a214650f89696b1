#include "gateway/vital_signs.h"

#include "gateway/parked_advice.h"
#include "gateway/redis.h"
#include "gateway/time_text.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace tandem {
namespace {

HealthCheck CheckOf(const ServiceStates& services, const Budget& budget) {
  const BudgetSnapshot snapshot = budget.Snapshot();
  HealthCheck check;
  check.reason = services.TroubleOf(budget.service());
  if (check.reason.empty()) check.reason = snapshot.reason;
  check.ok = check.reason.empty();
  if (snapshot.remaining) check.more.Set("left", *snapshot.remaining);
  return check;
}

// Nothing where the store does not answer: the count is known all the same.
std::vector<ParkedInWords> ParkedInPublic(Queue& queue) {
  std::vector<ParkedInWords> all;
  for (const ParkedGroup& group : queue.ReadParkedGroups().value_or({})) {
    const PublicAdvice advice = PublicAdviceOn(group);
    all.push_back({std::string(NameOf(group.thing)), std::string(advice.reason),
                   std::string(advice.what_to_do), group.since, group.count});
  }
  return all;
}

Json ParkedInPublicJson(Queue& queue) {
  Json list{Json::Array{}};
  for (const ParkedInWords& each : ParkedInPublic(queue)) {
    list.Add(Json::Object{{"kind", each.kind},
                          {"reason", each.reason},
                          {"what_to_do", each.what_to_do},
                          {"since", FormatTime(each.since)},
                          {"count", each.count}});
  }
  return list;
}

}  // namespace

Health HealthOf(const VitalParts& parts, Serving serving) {
  Health health;
  health.serving = serving;
  health.freshdesk = CheckOf(parts.services, parts.freshdesk_budget);
  health.github = CheckOf(parts.services, parts.github_budget);
  const auto stats = parts.queue.Stats();
  if (!stats.ok()) {
    health.redis = {false, "the store does not answer", Json(Json::Object{})};
    return health;
  }
  // Why they do not may be Redis' own words, which go to the log.
  if (!parts.redis.Unconfirmed().empty())
    health.redis = {false, "its replicas do not confirm what is written (redis_replicas)",
                    Json(Json::Object{})};
  health.queue.ok = stats->parked == 0;
  if (!health.queue.ok)
    health.queue.reason =
        std::to_string(stats->parked) + " parked; \"tandem parked\" says why and what to do";
  if (!stats->brake.empty()) health.queue.reason += "; the brake is on";
  health.queue.more.Set("depth", stats->depth)
      .Set("oldest_ms", stats->oldest_age.count())
      .Set("parked", stats->parked)
      .Set("brake", !stats->brake.empty());
  if (stats->parked > 0) health.queue.more.Set("parked_by_kind", ParkedInPublicJson(parts.queue));
  return health;
}

std::string MetricsTextOf(const VitalParts& parts) {
  const auto stats = parts.queue.Stats();
  if (stats.ok()) parts.metrics.SetQueue(stats->depth, stats->oldest_age, stats->parked);
  if (stats.ok())
    parts.metrics.SetParked(stats->parked > 0 ? ParkedInPublic(parts.queue)
                                              : std::vector<ParkedInWords>());
  if (stats.ok()) parts.metrics.SetBrake(!stats->brake.empty());
  for (const Budget* budget : {&parts.freshdesk_budget, &parts.github_budget}) {
    const BudgetSnapshot snapshot = budget->Snapshot();
    if (!snapshot.limit || !snapshot.remaining) continue;
    parts.metrics.SetBudget(budget->service() == Service::kGithub ? "github" : "freshdesk",
                            static_cast<std::int64_t>(*snapshot.limit),
                            static_cast<std::int64_t>(*snapshot.remaining));
  }
  return parts.metrics.Text();
}

}  // namespace tandem
