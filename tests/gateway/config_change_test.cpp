#include "gateway/config_change.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AConfigurationThatIsReadAgain, NeedsNoRestartForSecretsRulesAndWaits) {
  Config running;
  Config read;
  read.github.webhook_secrets = {Secret("new"), Secret("old")};
  read.admin_token = Secret("another");
  read.secrets = {Secret("key")};
  read.rules.resize(2);
  read.settle = std::chrono::milliseconds(1);
  read.trusted_proxies = {"10.0.0.1"};
  EXPECT_THAT(NeedsRestart(running, read), IsEmpty());
}

TEST(AConfigurationThatIsReadAgain, NamesWhatOnlyARestartChangesAndKeepsThat) {
  Config running;
  Config read;
  read.listen.port = 9;
  read.data = "elsewhere";
  read.redis = RedisConfig{};
  read.log.level = "trace";
  read.max_body = 5;
  read.settle = std::chrono::milliseconds(1);
  EXPECT_THAT(NeedsRestart(running, read),
              ElementsAre("listen", "data", "redis", "log", "max_body"));
  const Config taken = TakenOver(running, read);
  EXPECT_THAT(NeedsRestart(running, taken), IsEmpty());
  EXPECT_EQ(taken.settle, read.settle);
}

TEST(WhatWasLearnedOfTheServicesLimits, HoldsForTheSameCredentialsAndShareOnly) {
  Config running;
  running.github.token = Secret("token");
  running.freshdesk.api_key = Secret("key");
  Config read = running;
  read.rules.resize(2);
  EXPECT_TRUE(AskFreshdeskAlike(running, read));
  EXPECT_TRUE(AskGithubAlike(running, read));
  read.github.token = Secret("another");
  EXPECT_TRUE(AskFreshdeskAlike(running, read));
  EXPECT_FALSE(AskGithubAlike(running, read));
  read = running;
  read.github.app = GithubApp{7, "key.pem"};
  EXPECT_FALSE(AskGithubAlike(running, read));
  read.freshdesk.api_key = Secret("another");
  EXPECT_FALSE(AskFreshdeskAlike(running, read));
  read = running;
  read.budget_share = 0.5;
  EXPECT_FALSE(AskFreshdeskAlike(running, read) || AskGithubAlike(running, read));
}

TEST(Mistakes, ReadAsOneLineThatHasAnEnd) {
  EXPECT_EQ(InOneLine({{"rules[0].tag", "must be given"}, {"", "line 1"}}),
            "rules[0].tag: must be given; line 1");
  EXPECT_LT(InOneLine(std::vector(1'000, Mistake{"rules[0].tag", "must be given"})).size(), 2'200U);
}

}  // namespace
}  // namespace tandem
