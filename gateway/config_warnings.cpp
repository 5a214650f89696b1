#include "gateway/config_warnings.h"

#include "gateway/redis_tls.h"
#include "mappers/templates.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tandem {
namespace {

constexpr std::size_t kShortestSecret = 16;

void WarnOfShortSecrets(std::string_view key, const std::vector<Secret>& secrets,
                        std::vector<Warning>& warnings) {
  const bool is_short = std::any_of(secrets.begin(), secrets.end(), [](const Secret& secret) {
    return !secret.empty() && secret.Reveal().size() < kShortestSecret;
  });
  if (!is_short) return;
  warnings.push_back({Gravity::kWarning, std::string(key),
                      "a secret of fewer than 16 characters is easily guessed; \"openssl rand -hex "
                      "32\" makes a good one"});
}

// The kinds whose level is higher than a public repository's own: notes that are marked, and
// nothing else.
std::vector<std::string> Raised(const Publish& publish) {
  struct Kind {
    std::string_view name{};
    std::optional<Level> level{};
    Level allowed = Level::kNone;
  };
  const auto kinds = std::to_array<Kind>({{"notes", publish.notes, Level::kMarked},
                                          {"replies", publish.replies},
                                          {"subject", publish.subject},
                                          {"description", publish.description},
                                          {"company", publish.company}});
  std::vector<std::string> raised;
  for (const Kind& kind : kinds) {
    if (kind.level && *kind.level > kind.allowed) raised.emplace_back(kind.name);
  }
  return raised;
}

void WarnOfPublishing(const Rule& rule, const std::string& key, std::vector<Warning>& warnings) {
  const auto raised = Raised(rule.publish);
  if (rule.publish.even_if_public && !raised.empty()) {
    std::string kinds;
    for (const std::string& kind : raised) kinds += (kinds.empty() ? "" : ", ") + kind;
    warnings.push_back(
        {Gravity::kDanger, key + ".publish.even_if_public",
         "should " + rule.repository + " be public, everybody can read there: " + kinds});
  }
}

bool WantsTls(const RedisConfig& redis) {
  if (const auto* tcp = std::get_if<RedisTcp>(&redis.server)) return tcp->tls;
  const auto* sentinels = std::get_if<RedisSentinels>(&redis.server);
  return sentinels != nullptr && sentinels->tls;
}

void WarnOfRedis(const Config& config, std::vector<Warning>& warnings) {
  if (!config.redis || !WantsTls(*config.redis)) return;
  const Status there = RedisTlsIsThere();
  if (!there.ok()) warnings.push_back({Gravity::kWarning, "redis", there.error().message});
}

// Templates that leave out what the reader of their text will miss.
void WarnOfTemplates(const Templates& templates, const std::string& key,
                     std::vector<Warning>& warnings) {
  if (templates.body && !UsesField(*templates.body, "ticket.url")) {
    warnings.push_back({Gravity::kWarning, key + ".templates.body",
                        "does not use {{ticket.url}}: the issue will not lead to its ticket"});
  }
  if (templates.note && !UsesField(*templates.note, "text")) {
    warnings.push_back({Gravity::kWarning, key + ".templates.note",
                        "does not use {{text}}: what a note says will not reach the issue"});
  }
}

bool SetsStatus(const StatusRule& status) {
  return status.linked || status.reopened ||
         std::any_of(status.closed.begin(), status.closed.end(),
                     [](const auto& closed) { return closed.second.has_value(); });
}

}  // namespace

std::vector<Warning> WarningsOf(const Config& config) {
  std::vector<Warning> warnings;
  WarnOfShortSecrets("secret", config.secrets, warnings);
  WarnOfShortSecrets("admin_token", {config.admin_token}, warnings);
  WarnOfShortSecrets("freshdesk.webhook_secret", config.freshdesk.webhook_secrets, warnings);
  WarnOfShortSecrets("github.webhook_secret", config.github.webhook_secrets, warnings);
  if (config.github.app) {
    warnings.push_back({Gravity::kWarning, "github.app", std::string(kNoGithubApp)});
  }
  WarnOfRedis(config, warnings);
  for (std::size_t i = 0; i < config.rules.size(); ++i) {
    const Rule& rule = config.rules[i];
    const std::string key = "rules[" + std::to_string(i) + "]";
    if (!rule.enabled) continue;
    WarnOfPublishing(rule, key, warnings);
    WarnOfTemplates(rule.templates, key, warnings);
    if (SetsStatus(rule.status)) {
      warnings.push_back({Gravity::kWarning, key + ".status",
                          "a status that Tandem sets may make the account's own notifications or "
                          "satisfaction survey go out to customers; null means a note only"});
    }
  }
  return warnings;
}

}  // namespace tandem
