#include "gateway/config_warnings.h"

#include "gateway/config_report.h"
#include "gateway/redis_tls.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <sstream>

namespace tandem {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A configuration that has nothing to warn of.
Config Quiet() {
  Config config;
  config.freshdesk = {"https://acme.freshdesk.com",
                      Secret("SECRET-freshdesk-key"),
                      {Secret("SECRET-of-freshdesk")}};
  config.github.token = Secret("SECRET-github-token");
  config.github.webhook_secrets = {Secret("SECRET-of-github-webhook")};
  Rule rule;
  rule.name = rule.tag = "github";
  rule.repository = "acme/infrastructure";
  rule.status.reopened.reset();
  for (auto& [reason, status] : rule.status.closed) status.reset();
  config.rules = {rule};
  return config;
}

std::string KeysOf(const Config& config) {
  std::string keys;
  for (const Warning& warning : WarningsOf(config)) {
    keys += (keys.empty() ? "" : " ") + warning.key;
    EXPECT_THAT(warning.message, Not(HasSubstr("SECRET")));
  }
  return keys;
}

TEST(Warnings, AreNoneForAConfigurationThatKeepsToItself) {
  EXPECT_EQ(KeysOf(Quiet()), "");
}

TEST(Warnings, NameStatusesThatMayMakeTheAccountWriteToCustomers) {
  Config config = Quiet();
  config.rules[0].status.closed["duplicate"] = "Closed";
  EXPECT_EQ(KeysOf(config), "rules[0].status");
}

TEST(Warnings, NameSecretsThatAreEasilyGuessed) {
  Config config = Quiet();
  config.github.webhook_secrets.emplace_back("short");
  config.admin_token = Secret("short");
  EXPECT_EQ(KeysOf(config), "admin_token github.webhook_secret");
}

TEST(Warnings, SayNothingOfAnAddressForAlerts) {
  Config config = Quiet();
  config.alerts = Secret("https://hooks.slack.com/SECRET");
  EXPECT_EQ(KeysOf(config), "");
}

TEST(Warnings, NameATemplateThatLeavesOutWhatItsReaderWillMiss) {
  Config config = Quiet();
  config.rules[0].templates = {"{{subject}}", "{{description}}", "{{author}} wrote"};
  EXPECT_EQ(KeysOf(config), "rules[0].templates.body rules[0].templates.note");
  config.rules[0].templates = {"{{subject}}", "{{ticket.url}}", "{{{ text }}}"};
  EXPECT_EQ(KeysOf(config), "");
}

TEST(Warnings, SayThatAGithubAppCannotBeUsed) {
  Config config = Quiet();
  config.github.token = Secret();
  config.github.app = GithubApp{77, "app.pem"};
  EXPECT_EQ(KeysOf(config), "github.app");
}

TEST(Warnings, CallItADangerToRaisePublishingForPublicRepositories) {
  Config config = Quiet();
  config.rules[0].publish.replies = Level::kMarked;
  EXPECT_EQ(KeysOf(config), "");  // lowered where the repository is public
  config.rules[0].publish.even_if_public = true;
  config.rules[0].publish.notes = Level::kAll;
  config.rules[0].publish.subject = Level::kNone;
  const auto warnings = WarningsOf(config);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].gravity, Gravity::kDanger);
  EXPECT_THAT(warnings[0].message, HasSubstr("read there: notes, replies"));
  config.rules[0].publish.notes = Level::kMarked;  // what is allowed anyway
  config.rules[0].publish.replies = Level::kNone;
  EXPECT_EQ(KeysOf(config), "");
}

TEST(Warnings, SayNothingOfRulesThatAreNotEnabled) {
  Config config = Quiet();
  config.rules[0].templates.note = "Linked";
  EXPECT_EQ(KeysOf(config), "rules[0].templates.note");
  config.rules[0].enabled = false;
  EXPECT_EQ(KeysOf(config), "");
}

std::string Summary(const Config& config, Colours colours) {
  std::ostringstream out;
  std::ostringstream error;
  WriteSummary("tandem.json", config, {out, error, colours});
  EXPECT_THAT(error.str(), IsEmpty());
  return out.str();
}

TEST(Warnings, SayThatThisBuildHasNoTlsForRedisWhereItHasNone) {
  Config config = Quiet();
  const auto about_redis = [&] {
    std::size_t count = 0;
    for (const Warning& warning : WarningsOf(config)) count += warning.key == "redis" ? 1 : 0;
    return count;
  };
  const std::size_t expected = RedisTlsIsThere().ok() ? 0 : 1;
  config.redis = RedisConfig{RedisTcp{"h", 6379, true}};
  EXPECT_EQ(about_redis(), expected);
  config.redis = RedisConfig{RedisSentinels{{{"a", 1}}, "m", true}};
  EXPECT_EQ(about_redis(), expected);
  config.redis = RedisConfig{RedisSentinels{{{"a", 1}}, "m", false}};
  EXPECT_EQ(about_redis(), 0U);
  config.redis = RedisConfig{RedisTcp{"h", 6379, false}};
  EXPECT_EQ(about_redis(), 0U);
}

TEST(Summary, IsRedForADangerOnATerminalOnly) {
  Config config = Quiet();
  EXPECT_THAT(Summary(config, Colours::kTerminal), Not(HasSubstr("\x1b")));
  config.rules[0].publish = {.description = Level::kAll, .even_if_public = true};
  EXPECT_THAT(Summary(config, Colours::kTerminal), HasSubstr("\x1b[31mDANGER rules[0].publish"));
  EXPECT_THAT(Summary(config, Colours::kNone), HasSubstr("\nDANGER rules[0].publish"));
}

TEST(Summary, HoldsNoSecret) {
  Config config = Quiet();
  config.secrets = {Secret("SECRET-of-markers")};
  config.admin_token = Secret("SECRET-admin-token");
  config.alerts = Secret("https://hooks.slack.com/SECRET");
  config.redis = RedisConfig{RedisTcp{"h", 6379, false}, "u", Secret("SECRET"), 0};
  EXPECT_THAT(Summary(config, Colours::kNone), Not(HasSubstr("SECRET")));
  EXPECT_THAT(Summary(config, Colours::kNone), HasSubstr("redis://h:6379/0"));
}

}  // namespace
}  // namespace tandem
