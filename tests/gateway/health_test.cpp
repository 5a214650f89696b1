#include "gateway/health.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tandem {
namespace {

const HealthCheck kFailing{false, "answers 401", Json(Json::Object{})};

TEST(Health, IsDownOnlyWhenDeliveriesCannotBeAccepted) {
  struct Case {
    const char* what;
    Health health;
    int status;
    const char* word;
  };
  const std::vector<Case> cases = {
      {"all well", {}, 200, "ready"},
      {"redis away", {Serving::kRunning, kFailing, {}, {}, {}}, 503, "down"},
      {"freshdesk fails", {Serving::kRunning, {}, kFailing, {}, {}}, 200, "degraded"},
      {"github fails", {Serving::kRunning, {}, {}, kFailing, {}}, 200, "degraded"},
      {"queue is late", {Serving::kRunning, {}, {}, {}, kFailing}, 200, "degraded"},
      {"all fails", {Serving::kRunning, kFailing, kFailing, kFailing, kFailing}, 503, "down"},
      {"stopping", {Serving::kStopping, {}, {}, {}, {}}, 503, "down"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    const ServerResponse response = ReadyAnswer(c.health);
    EXPECT_EQ(response.status, c.status);
    EXPECT_EQ((*Json::Parse(response.body))["status"], Json(c.word));
  }
}

TEST(Health, TellsEachCheckWithItsReasonAndItsFigures) {
  Health health;
  health.freshdesk = kFailing;
  health.queue.more.Set("depth", 3);
  EXPECT_EQ(ReadyAnswer(health).body, R"({"status":"degraded","checks":{"redis":{"ok":true},)"
                                      R"("freshdesk":{"ok":false,"reason":"answers 401"},)"
                                      R"("github":{"ok":true},"queue":{"ok":true,"depth":3}}})");
}

TEST(Health, PagesAreFoundByTheirPaths) {
  Router router;
  AddHealthRoutes(
      router, [] { return Health{}; }, [] { return std::string("tandem_up 1\n"); });
  const auto get = [&](const char* path) {
    return router.Answer({"GET", path, {}, {}, {}, {}, {}});
  };
  EXPECT_EQ(get("/health/live").status, 200);
  EXPECT_EQ(get("/health/ready").status, 200);
  EXPECT_EQ(get("/metrics").body, "tandem_up 1\n");
  EXPECT_EQ(get("/metrics").headers.front().second.substr(0, 10), "text/plain");
  EXPECT_EQ(router.Answer({"POST", "/metrics", {}, {}, {}, {}, {}}).status, 405);
}

}  // namespace
}  // namespace tandem
