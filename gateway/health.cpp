#include "gateway/health.h"

#include <utility>

namespace tandem {
namespace {

Json CheckBody(const HealthCheck& check) {
  Json body;
  body.Set("ok", check.ok);
  if (!check.ok) body.Set("reason", check.reason);
  for (const auto& [name, value] : check.more.Members()) body.Set(name, value);
  return body;
}

const char* StatusOf(const Health& health) {
  if (!health.redis.ok || health.serving == Serving::kStopping) return "down";
  const bool all_well = health.freshdesk.ok && health.github.ok && health.queue.ok;
  return all_well ? "ready" : "degraded";
}

}  // namespace

ServerResponse LiveAnswer() {
  return {200, {}, R"({"status":"live"})"};
}

ServerResponse ReadyAnswer(const Health& health) {
  const std::string_view status = StatusOf(health);
  Json checks;
  checks.Set("redis", CheckBody(health.redis)).Set("freshdesk", CheckBody(health.freshdesk));
  checks.Set("github", CheckBody(health.github)).Set("queue", CheckBody(health.queue));
  Json body;
  body.Set("status", status).Set("checks", checks);
  if (health.serving == Serving::kStopping) body.Set("reason", "stopping");
  return {status == "down" ? 503 : 200, {}, body.Dump()};
}

ServerResponse MetricsAnswer(std::string text) {
  return {200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, std::move(text)};
}

void AddHealthRoutes(Router& router, std::function<Health()> health,
                     std::function<std::string()> metrics) {
  router.Add("GET", "/health/live",
             [](const ServerRequest&, std::string_view) { return LiveAnswer(); });
  router.Add("GET", "/health/ready",
             [health = std::move(health)](const ServerRequest&, std::string_view) {
               return ReadyAnswer(health());
             });
  router.Add("GET", "/metrics",
             [metrics = std::move(metrics)](const ServerRequest&, std::string_view) {
               return MetricsAnswer(metrics());
             });
}

}  // namespace tandem
