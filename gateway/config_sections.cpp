#include "gateway/config_sections.h"

#include "gateway/config_values.h"

#include <functional>
#include <set>
#include <string>
#include <utility>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

auto Between(milliseconds least, milliseconds most) {
  return [=](const std::string& text) { return ParseDuration(text, least, most); };
}

// One secret or a list of them.
void ReadSecrets(const Setting& setting, std::vector<Secret>& target) {
  std::vector<Setting> each = setting.Items();
  if (setting.value().IsString()) each.push_back(setting);
  for (const Setting& one : each) {
    Secret secret;
    one.Read(secret, ParseSecret);
    if (!secret.empty()) target.push_back(std::move(secret));
  }
}

std::optional<RedisConfig> ReadRedis(const Setting& setting) {
  if (!setting.given()) return std::nullopt;
  RedisConfig redis;
  setting.Read(redis, ParseRedis);
  if (!setting.value().IsObject()) return redis;
  RedisSentinels sentinels;
  for (const Setting& one : setting["sentinels"].Items()) {
    Address address;
    one.Read(address,
             [](const std::string& text) { return ParseAddress(text, PortZero::kRefused); });
    sentinels.sentinels.push_back(std::move(address));
  }
  setting["master"].Read(sentinels.master, ParseLine);
  setting["tls"].Read(sentinels.tls);
  setting["sentinel_user"].Read(sentinels.user, ParseLine);
  setting["sentinel_password"].Read(sentinels.password, ParseSecret);
  setting["user"].Read(redis.user, ParseLine);
  setting["password"].Read(redis.password, ParseSecret);
  setting["database"].Read(redis.database);
  if (setting.Has("user") && !setting.Has("password"))
    setting["user"].Wrong("needs \"password\" beside it");
  if (setting.Has("sentinel_user") && !setting.Has("sentinel_password"))
    setting["sentinel_user"].Wrong("needs \"sentinel_password\" beside it");
  redis.server = std::move(sentinels);
  return redis;
}

FreshdeskConfig ReadFreshdesk(const Setting& setting) {
  FreshdeskConfig freshdesk;
  setting["url"].Read(freshdesk.url, [](const std::string& text) {
    return ParseServiceUrl(text, UrlPath::kRefused);
  });
  setting["api_key"].Read(freshdesk.api_key, ParseSecret);
  ReadSecrets(setting["webhook_secret"], freshdesk.webhook_secrets);
  return freshdesk;
}

std::optional<GithubApp> ReadApp(const Setting& setting, const ConfigSources& sources) {
  if (!setting.given()) return std::nullopt;
  GithubApp app;
  app.id = setting["id"].value().Id().value_or(0);
  const Setting key = setting["private_key_file"];
  key.Read(app.private_key_file, ParseLine);
  if (!app.private_key_file.empty() && !sources.file(app.private_key_file)) {
    key.Wrong("must be the path of a PEM file, and nothing can be read there");
  }
  return app;
}

GithubConfig ReadGithub(const Setting& setting, const ConfigSources& sources) {
  GithubConfig github;
  const auto url = [](const std::string& text) { return ParseServiceUrl(text, UrlPath::kAllowed); };
  setting["api_url"].Read(github.api_url, url);
  setting["web_url"].Read(github.web_url, url);
  setting["token"].Read(github.token, ParseSecret);
  github.app = ReadApp(setting["app"], sources);
  ReadSecrets(setting["webhook_secret"], github.webhook_secrets);
  if (setting["token"].given() && setting["app"].given()) {
    setting["app"].Wrong("must not stand beside \"token\": only one of the two is allowed");
  }
  if (setting.value().IsObject() && !setting.Has("token") && !setting.Has("app")) {
    setting["token"].Wrong(R"(is missing; either "token" or "app" must be given)");
  }
  return github;
}

std::vector<Person> ReadPeople(const Setting& setting) {
  std::vector<Person> people;
  std::set<std::string> logins;
  std::set<std::string> mails;
  for (const Setting& one : setting.Items()) {
    Person person;
    one["github"].Read(person.github, ParseLogin);
    one["freshdesk"].Read(person.freshdesk, ParseMail);
    if (!person.github.empty() && !logins.insert(Folded(person.github)).second) {
      one["github"].Wrong("is given to two agents; people must be one to one");
    }
    if (!person.freshdesk.empty() && !mails.insert(Folded(person.freshdesk)).second) {
      one["freshdesk"].Wrong("is given to two GitHub users; people must be one to one");
    }
    people.push_back(std::move(person));
  }
  return people;
}

RetryConfig ReadRetry(const Setting& setting) {
  RetryConfig retry;
  setting["first"].Read(retry.first, Between(1ms, 1h));
  setting["max"].Read(retry.max, Between(1ms, 24h));
  setting["for"].Read(retry.give_up, Between(10ms, 720h));
  setting["look_after"].Read(retry.look_after, Between(10ms, 1h));
  const std::string first = "retry.first (" + ShowDuration(retry.first) + ")";
  if (retry.max < retry.first) setting["max"].Wrong("must not be shorter than " + first);
  if (retry.give_up < retry.first) setting["for"].Wrong("must not be shorter than " + first);
  return retry;
}

void ReadTimes(const Setting& root, Config& config) {
  root["settle"].Read(config.settle, Between(1ms, 1min));
  root["catch_up"].Read(config.catch_up, Between(100ms, 24h));
  root["drift_check"].Read(config.drift_check, Between(100ms, 168h));
  config.retry = ReadRetry(root["retry"]);
}

void ReadMaxBody(const Setting& setting, Config& config) {
  setting.Read(config.max_body, ParseSize);
  const auto bytes = setting.value().Integer();
  if (bytes && *bytes > 0) config.max_body = static_cast<std::size_t>(*bytes);
}

void ReadListener(const Setting& root, Config& config) {
  root["listen"].Read(config.listen, [](const std::string& text) {
    return ParseAddress(text, PortZero::kAllowed);
  });
  for (const Setting& proxy : root["trusted_proxies"].Items()) {
    proxy.Read(config.trusted_proxies.emplace_back(), ParseRange);
  }
  ReadMaxBody(root["max_body"], config);
}

void ReadRedisReplicas(const Setting& setting, Config& config) {
  int replicas = 0;
  setting.Read(replicas);
  if (config.redis) {
    config.redis->replicas = replicas;
  } else if (replicas > 0) {
    setting.Wrong("needs \"redis\": the Redis that Tandem runs itself has no replicas");
  }
}

void ReadStore(const Setting& root, Config& config) {
  root["data"].Read(config.data, ParseLine);
  config.redis = ReadRedis(root["redis"]);
  ReadRedisReplicas(root["redis_replicas"], config);
  ReadSecrets(root["secret"], config.secrets);
  root["admin_token"].Read(config.admin_token, ParseSecret);
  if (config.redis && !root["secret"].given()) {
    root["secret"].Wrong(
        "is missing; with \"redis\" it must be a secret, or a list of 1 to 10 secrets, that all "
        "replicas share");
  }
}

LogConfig ReadLog(const Setting& setting) {
  LogConfig log;
  setting["level"].Read(log.level);
  log.json = setting["format"].value().StringOr("text") == "json";
  return log;
}

}  // namespace

Config ReadSections(const Setting& root, const ConfigSources& sources) {
  Config config;
  ReadListener(root, config);
  ReadStore(root, config);
  config.budget_share = root["budget_share"].value().Double().value_or(config.budget_share);
  root["alerts"].Read(config.alerts, ParseAlertUrl);
  config.freshdesk = ReadFreshdesk(root["freshdesk"]);
  config.github = ReadGithub(root["github"], sources);
  config.people = ReadPeople(root["people"]);
  ReadTimes(root, config);
  config.log = ReadLog(root["log"]);
  return config;
}

}  // namespace tandem
