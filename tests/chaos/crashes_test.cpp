// A gateway that ends by a fault of its own is seen: by the verdict of a run, and by each test that
// has one. The signal is one that a sanitizer leaves alone, for its report would be one too many.

#include "tests/chaos/replicas.h"
#include "tests/chaos/run/directed.h"
#include "tests/chaos/run/play.h"

#include <gtest/gtest-spi.h>

#include <csignal>
#include <gmock/gmock.h>

namespace tandem::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* kHow = "the gateway was ended by SIGABRT; ";

chaos::Settings ShortRun() {
  chaos::Settings settings;
  settings.operations = 20;
  settings.links = 3;
  settings.kills = 0;
  settings.faults = settings.refusals = settings.lost = 0;
  settings.resent = true;
  settings.polls = false;
  return settings;
}

std::string Printed(const chaos::Settings& settings, const chaos::Verdict& verdict) {
  ::testing::internal::CaptureStdout();
  chaos::Print(settings, verdict);
  return ::testing::internal::GetCapturedStdout();
}

TEST(AChaosRun, IsGreenWithoutACrash) {
  const chaos::Verdict verdict = chaos::Play(ShortRun());
  EXPECT_THAT(verdict.crashes, IsEmpty());
  EXPECT_FALSE(verdict.red());
}

TEST(AChaosRun, IsRedWhenTheGatewayHasCrashedAndSaysHowWithTheEndOfItsLog) {
  chaos::Settings settings = ShortRun();
  settings.crash_after = 10;
  const chaos::Verdict verdict = chaos::Play(settings);
  EXPECT_TRUE(verdict.red());
  EXPECT_THAT(verdict.crashes, ElementsAre(StartsWith(kHow)));
  EXPECT_LT(verdict.operations, settings.operations) << "nothing is to be seen after it";
  const std::string printed = Printed(settings, verdict);
  EXPECT_THAT(printed, HasSubstr(kHow));
  EXPECT_THAT(printed, HasSubstr(" info ")) << "a line of its log";
  EXPECT_THAT(printed, HasSubstr("\nRED; "));
}

TEST(AChaosRun, IsRedWhenACrashIsFollowedByAKillThatWouldHideIt) {
  chaos::Settings settings = ShortRun();
  settings.operations = settings.kills = 10;
  settings.crash_after = 5;
  settings.seed = 1;  // the kill after that operation is of the gateway, not of its Redis
  const chaos::Verdict verdict = chaos::Play(settings);
  EXPECT_TRUE(verdict.red());
  EXPECT_THAT(verdict.crashes, ElementsAre(StartsWith(kHow)));
  EXPECT_EQ(verdict.operations, settings.operations) << "it was started again after the kill";
}

TEST(ADirectedRun, IsRedWhenOneOfItsGatewaysHasCrashed) {
  const chaos::Settings settings = ShortRun();
  chaos::Directed stage(settings);
  kill(stage.Add().id(), SIGABRT);
  stage.Add();
  const chaos::Verdict verdict = stage.Judged();
  EXPECT_TRUE(verdict.red());
  EXPECT_THAT(verdict.crashes, ElementsAre(StartsWith(kHow)));
}

TEST(AStory, FailsItsTestWhenTheGatewayHasCrashed) {
  EXPECT_NONFATAL_FAILURE(
      {
        Story story;
        kill(story.gateway().id(), SIGABRT);
        EXPECT_EQ(story.gateway().WaitForEnd(std::chrono::seconds(15)), SIGABRT);
        EXPECT_TRUE(story.gateway().Start());
      },
      kHow);
}

TEST(Replicas, FailTheirTestWhenTheSecondHasCrashed) {
  EXPECT_NONFATAL_FAILURE(
      {
        Replicas replicas;
        kill(replicas.Add().id(), SIGABRT);
      },
      kHow);
}

}  // namespace
}  // namespace tandem::sandbox
