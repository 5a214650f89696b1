// The configuration: what one JSON file and the environment say, or everything that is wrong with
// them. Pure functions and values; safe everywhere. Read only in main.
#pragma once

#include "gateway/secret.h"
#include "mappers/rule.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tandem {

struct Address {  // where to listen
  std::string host{};
  int port = 0;  // 0: any free one
  bool operator==(const Address&) const = default;
};

struct RedisTcp {
  std::string host{};
  int port = 6379;
  bool tls = false;
  bool operator==(const RedisTcp&) const = default;
};

struct RedisUnix {
  std::string path{};
  bool operator==(const RedisUnix&) const = default;
};

struct RedisSentinels {
  std::vector<Address> sentinels{};
  std::string master{};
  bool tls = false;    // to them and to the master
  std::string user{};  // at the sentinels; empty: the default one
  Secret password{};
  bool operator==(const RedisSentinels&) const = default;
};

struct RedisConfig {
  std::variant<RedisTcp, RedisUnix, RedisSentinels> server{};
  std::string user{};  // ACL user; empty: the default one
  Secret password{};
  int database = 0;
  int replicas = 0;  // so many must confirm what is to survive a failover
  bool operator==(const RedisConfig&) const = default;
};

struct FreshdeskConfig {
  std::string url{};  // without a trailing slash; https, or http on loopback
  Secret api_key{};
  std::vector<Secret> webhook_secrets{};  // at least one; all are accepted
};

struct GithubApp {
  std::int64_t id = 0;
  std::string private_key_file{};
  bool operator==(const GithubApp&) const = default;
};

struct GithubConfig {
  std::string api_url{"https://api.github.com"};  // without a trailing slash
  std::string web_url{"https://github.com"};
  Secret token{};  // empty when `app` is there
  std::optional<GithubApp> app{};
  std::vector<Secret> webhook_secrets{};
};

struct RetryConfig {
  std::chrono::milliseconds first{2'000};
  std::chrono::milliseconds max{600'000};
  std::chrono::milliseconds give_up{86'400'000};  // "for": then parked, and tried again hourly
  std::chrono::milliseconds look_after{45'000};
};

struct LogConfig {
  std::string level{"info"};  // trace, debug, info, warn, error
  bool json = false;
  bool operator==(const LogConfig&) const = default;
};

struct Config {
  Address listen{"0.0.0.0", 8080};
  std::string data{"./data"};
  std::optional<RedisConfig> redis{};  // nothing: Tandem runs its own in `data`
  std::vector<Secret>
      secrets{};         // keys of the markers; the first writes; empty: made in data/secret
  Secret admin_token{};  // empty: made in data/admin_token, or no API with "redis"
  std::vector<std::string> trusted_proxies{};  // addresses or CIDR ranges
  double budget_share = 0.8;
  Secret alerts{};  // a webhook address, itself a secret; empty: none
  FreshdeskConfig freshdesk{};
  GithubConfig github{};
  std::vector<Person> people{};
  std::chrono::milliseconds settle{250};
  std::chrono::milliseconds catch_up{300'000};
  std::chrono::milliseconds drift_check{21'600'000};
  RetryConfig retry{};
  std::size_t max_body = std::size_t{2} * 1024 * 1024;  // bytes
  LogConfig log{};
  std::vector<Rule> rules{};  // enabled or not, in the file's order
  Secret effective{};         // the whole file as JSON, with all texts that it refers to: to tell
                              // whether anything has changed
};

// One thing that is wrong.
struct Mistake {
  std::string key{};      // where: "rules[0].status.done"; empty for the whole file
  std::string message{};  // what is wrong, what is allowed, and a "did you mean" where one is near;
                          // never a secret's value
  bool operator==(const Mistake&) const = default;
};

// What the configuration may ask of the world, so that reading it stays a function of its
// arguments.
struct ConfigSources {
  std::function<std::optional<std::string>(const std::string& name)> environment{};
  std::function<std::optional<std::string>(const std::string& path)>
      file{};  // the content without its last newline
};

// Reads a whole configuration; all mistakes at once, in the file's order, never just the first.
std::variant<Config, std::vector<Mistake>> ReadConfig(std::string_view text,
                                                      const ConfigSources& sources);
// The sources of the running program: getenv and the file system.
ConfigSources ProcessSources();
// The schema that the file is checked against, as embedded at build (gateway/config.schema.json).
std::string_view ConfigSchema();

}  // namespace tandem
