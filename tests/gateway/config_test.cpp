#include "gateway/config.h"

#include "tests/gateway/config_fixture.h"

#include <gtest/gtest.h>

#include <gmock/gmock.h>
#include <set>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Config Read(const std::string& text) {
  auto read = ReadConfig(text, FixtureSources());
  if (auto* config = std::get_if<Config>(&read)) return *config;
  for (const Mistake& mistake : std::get<std::vector<Mistake>>(read)) {
    ADD_FAILURE() << mistake.key << ": " << mistake.message;
  }
  return {};
}

Config ReadWith(const std::string& change) {
  const auto smallest = Json::ParseRelaxed(ConfigFixture("smallest.jsonc"));
  return Read(Merged(*smallest, *Json::Parse(change)).Dump());
}

TEST(ReadConfig, GivesTheDefaultsToTheSmallestFile) {
  const Config config = Read(ConfigFixture("smallest.jsonc"));
  EXPECT_EQ(config.listen, (Address{"0.0.0.0", 8080}));
  EXPECT_EQ(config.data, "./data");
  EXPECT_FALSE(config.redis);
  EXPECT_THAT(config.secrets, IsEmpty());
  EXPECT_TRUE(config.admin_token.empty());
  EXPECT_THAT(config.trusted_proxies, IsEmpty());
  EXPECT_EQ(config.budget_share, 0.8);
  EXPECT_TRUE(config.alerts.empty());
  EXPECT_EQ(config.freshdesk.url, "https://acme.freshdesk.com");
  EXPECT_EQ(config.freshdesk.api_key.Reveal(), "SECRET-freshdesk-key");
  EXPECT_THAT(config.freshdesk.webhook_secrets, ElementsAre(Secret("SECRET-freshdesk-webhook")));
  EXPECT_EQ(config.github.api_url, "https://api.github.com");
  EXPECT_EQ(config.github.web_url, "https://github.com");
  EXPECT_EQ(config.github.token.Reveal(), "SECRET-github-token");
  EXPECT_FALSE(config.github.app);
  EXPECT_EQ(config.settle, 250ms);
  EXPECT_EQ(config.catch_up, 5min);
  EXPECT_EQ(config.drift_check, 6h);
  EXPECT_EQ(config.retry.first, 2s);
  EXPECT_EQ(config.retry.max, 10min);
  EXPECT_EQ(config.retry.give_up, 24h);
  EXPECT_EQ(config.retry.look_after, 45s);
  EXPECT_EQ(config.max_body, 2U * 1024 * 1024);
  EXPECT_EQ(config.log.level, "info");
  EXPECT_FALSE(config.log.json);
}

TEST(ReadConfig, GivesTheDefaultsToARuleOfTagAndRepository) {
  Rule expected;
  expected.name = "github";
  expected.tag = "github";
  expected.repository = "acme/infrastructure";
  EXPECT_THAT(Read(ConfigFixture("smallest.jsonc")).rules, ElementsAre(expected));
}

TEST(ReadConfig, ReadsEverySectionOfTheFullFile) {
  const Config config = Read(ConfigFixture("full.jsonc"));
  EXPECT_EQ(config.listen, (Address{"::1", 9090}));
  EXPECT_EQ(config.data, "/var/lib/tandem");
  EXPECT_EQ(config.redis,
            (RedisConfig{RedisTcp{"redis.acme.org", 6380, true}, "tandem", Secret("p@ss"), 3, 1}));
  EXPECT_THAT(config.secrets,
              ElementsAre(Secret("SECRET-of-markers"), Secret("SECRET-of-markers-before")));
  EXPECT_EQ(config.admin_token.Reveal(), "SECRET-admin");
  EXPECT_THAT(config.trusted_proxies, ElementsAre("10.0.0.0/8", "fd00::1"));
  EXPECT_EQ(config.budget_share, 0.5);
  EXPECT_EQ(config.alerts.Reveal(), "https://hooks.slack.com/services/T0/B0/x");
  EXPECT_EQ(config.freshdesk.url, "https://acme.freshdesk.com");
  EXPECT_THAT(config.freshdesk.webhook_secrets,
              ElementsAre(Secret("SECRET-freshdesk-webhook"), Secret("the-secret-before-it")));
  EXPECT_EQ(config.github.api_url, "https://github.acme.org/api/v3");
  EXPECT_EQ(config.github.web_url, "https://github.acme.org");
  EXPECT_TRUE(config.github.token.empty());
  ASSERT_TRUE(config.github.app);
  EXPECT_EQ(config.github.app->id, 12345);
  EXPECT_EQ(config.github.app->private_key_file, "/etc/tandem/app.pem");
  ASSERT_EQ(config.people.size(), 1U);
  EXPECT_EQ(config.people[0].github, "alice");
  EXPECT_EQ(config.people[0].freshdesk, "alice@acme.org");
}

TEST(ReadConfig, ReadsEveryTimeAndSizeOfTheFullFile) {
  const Config config = Read(ConfigFixture("full.jsonc"));
  EXPECT_EQ(config.settle, 10ms);
  EXPECT_EQ(config.catch_up, 500ms);
  EXPECT_EQ(config.drift_check, 1h);
  EXPECT_EQ(config.retry.first, 20ms);
  EXPECT_EQ(config.retry.max, 1s);
  EXPECT_EQ(config.retry.give_up, 2min);
  EXPECT_EQ(config.retry.look_after, 200ms);
  EXPECT_EQ(config.max_body, 65'536U);
  EXPECT_EQ(config.log.level, "debug");
  EXPECT_TRUE(config.log.json);
}

TEST(ReadConfig, ReadsEveryKeyOfARule) {
  Rule rule;
  rule.name = "infrastructure";
  rule.owner = "stewards@acme.org";
  rule.tag = "github";
  rule.repository = "acme/infrastructure";
  rule.labels = {"support", "from customers"};
  rule.mirror = {{"bug", "bug"}, {"outage", "impact: outage"}};
  rule.priority = {{1, "priority: low"},
                   {2, "priority: medium"},
                   {3, "priority: high"},
                   {4, "priority: urgent"}};
  rule.publish = {Level::kMarked, Level::kNone, Level::kAll, Level::kNone, std::nullopt, true};
  rule.redact = false;
  rule.create_limit = 0;
  rule.status.linked = "Pending";
  rule.status.closed = {
      {"completed", "Resolved"}, {"not_planned", std::nullopt}, {"duplicate", "closed"}};
  rule.status.reopened = "Waiting on us";
  rule.status.done = {"Resolved", "Closed", "Archived"};
  rule.close_when_all_done = false;
  rule.templates = {"Ticket", "Line one\nline ${two}", "Linked"};
  const Config config = Read(ConfigFixture("full.jsonc"));
  ASSERT_EQ(config.rules.size(), 2U);
  EXPECT_EQ(config.rules[0], rule);
  EXPECT_EQ(config.rules[1].name, "website");
  EXPECT_FALSE(config.rules[1].enabled);
}

TEST(ReadConfig, TakesNullForWhatMayBeAbsent) {
  const Config config = Read(R"({
    "alerts": null,
    "freshdesk": {"url": "http://127.0.0.1:4000", "api_key": "k", "webhook_secret": "s"},
    "github": {"token": "t", "webhook_secret": "s", "api_url": "http://[::1]:4001", "web_url": "http://localhost"},
    "rules": [{"tag": "t", "repository": "a/b", "status": {"linked": null, "reopened": null,
               "closed": {"completed": null, "not_planned": null, "duplicate": null}}}]})");
  EXPECT_EQ(config.freshdesk.url, "http://127.0.0.1:4000");
  EXPECT_EQ(config.github.api_url, "http://[::1]:4001");
  ASSERT_EQ(config.rules.size(), 1U);
  EXPECT_FALSE(config.rules[0].status.reopened);
  EXPECT_FALSE(config.rules[0].status.closed.at("completed"));
}

TEST(ReadConfig, ReadsSentinels) {
  const Config config = ReadWith(
      R"({"secret": "x", "redis": {"sentinels": ["a:26379", "[::1]:5"], "master": "m", "password": "file:/key.pem"}})");
  const RedisSentinels sentinels{{{"a", 26379}, {"::1", 5}}, "m"};
  EXPECT_EQ(config.redis, (RedisConfig{sentinels, "", Secret("SECRET-key"), 0}));
}

TEST(ReadConfig, ReadsAllThatSentinelsMayWant) {
  const Config config = ReadWith(
      R"({"secret": "x", "redis": {"sentinels": ["a:1"], "master": "m", "user": "u", "password": "p", "database": 2,
          "tls": true, "sentinel_user": "su", "sentinel_password": "sp"}, "redis_replicas": 2})");
  const RedisSentinels sentinels{{{"a", 1}}, "m", true, "su", Secret("sp")};
  EXPECT_EQ(config.redis, (RedisConfig{sentinels, "u", Secret("p"), 2, 2}));
}

TEST(ReadConfig, TakesAnyTextFromTheEnvironment) {
  EXPECT_EQ(ReadWith(R"({"listen": "${LISTEN}"})").listen, (Address{"127.0.0.1", 0}));
}

TEST(ReadConfig, TakesALabelThatOnlyLooksLikeAFile) {
  const Config config = ReadWith(
      R"({"rules": [{"tag": "t", "repository": "a/b", "labels": ["file:parser"], "mirror": {"url": "file:x"}}]})");
  ASSERT_EQ(config.rules.size(), 1U);
  EXPECT_THAT(config.rules[0].labels, ElementsAre("file:parser"));
  EXPECT_THAT(config.rules[0].mirror, ElementsAre(TagLabel{"url", "file:x"}));
}

TEST(ReadConfig, TakesAnEmptyListOfLabels) {
  const Config config = ReadWith(R"({"rules": [{"tag": "t", "repository": "a/b", "labels": []}]})");
  ASSERT_EQ(config.rules.size(), 1U);
  EXPECT_THAT(config.rules[0].labels, IsEmpty());
}

TEST(ReadConfig, TakesTheBodyLimitInBytes) {
  EXPECT_EQ(ReadWith(R"({"max_body": 70000})").max_body, 70'000U);
}

TEST(ReadConfig, TakesAFileWithAByteOrderMark) {
  EXPECT_EQ(Read("\xEF\xBB\xBF" + ConfigFixture("smallest.jsonc")).rules.size(), 1U);
}

const Json& Resolved(const Json& root, const Json& schema) {
  const auto reference = schema["$ref"].String();
  return reference ? root["definitions"][reference->substr(reference->rfind('/') + 1)] : schema;
}

// Every key of the schema, "rules.tag" for those in lists.
void CollectKeys(const Json& root, const Json& schema, const std::string& key,
                 std::set<std::string>& keys) {
  for (const auto& [name, member] : schema["properties"].Members()) {
    const std::string under = key.empty() ? name : std::string(key).append(".").append(name);
    keys.insert(under);
    CollectKeys(root, Resolved(root, member), under, keys);
    CollectKeys(root, Resolved(root, Resolved(root, member)["items"]), under, keys);
  }
}

bool Has(const Json& value, const std::string& key) {
  if (value.IsArray()) return !value.Items().empty() && Has(value.Items()[0], key);
  const auto dot = key.find('.');
  for (const auto& [name, member] : value.Members()) {
    if (name == key.substr(0, dot)) {
      return dot == std::string::npos || Has(member, key.substr(dot + 1));
    }
  }
  return false;
}

TEST(FullFixture, HasEveryKeyOfTheSchema) {
  const Json schema = *Json::Parse(ConfigSchema());
  const Json full = *Json::ParseRelaxed(ConfigFixture("full.jsonc"));
  std::set<std::string> keys;
  CollectKeys(schema, schema, "", keys);
  EXPECT_GT(keys.size(), 60U);
  for (const std::string& key : keys) {
    EXPECT_TRUE(Has(full, key) || key == "github.token") << key;
  }
}

}  // namespace
}  // namespace tandem
