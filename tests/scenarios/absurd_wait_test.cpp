// A service that asks to be left alone for longer than anybody can mean.
#include "tests/scenarios/story.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tandem::sandbox {
namespace {

std::string LogOf(const Story& story) {
  std::ifstream file(story.gateway().log_path());
  std::stringstream log;
  log << file.rdbuf();
  return log.str();
}

TEST(AnAbsurdWait, IsCutToAnHourCountedAndLogged) {
  Story story;
  const auto ticket = story.LinkedTicket();
  EXPECT_NE(
      story.gateway().Get("/metrics").find("\ntandem_waits_capped_total{service=\"github\"} 0"),
      std::string::npos);
  Fault limit;
  limit.service = Service::kGithub;
  limit.kind = FaultKind::kRateLimit;
  limit.retry_after = 86'400;
  story.world().Failing().Add(limit);
  story.desk().AgentAddsPrivateNote(ticket, "<div>From the steward</div>");
  EXPECT_TRUE(story.Soon([&] {
    return story.gateway()
               .Get("/metrics")
               .find("\ntandem_waits_capped_total{service=\"github\"} 1\n") != std::string::npos;
  }));
  EXPECT_NE(LogOf(story).find("an hour is kept service=GitHub asked_s=86400"), std::string::npos);
}

}  // namespace
}  // namespace tandem::sandbox
