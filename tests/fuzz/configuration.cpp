// The configuration's text, with an environment and files that exist only here.

#include "gateway/config.h"
#include "gateway/config_warnings.h"
#include "gateway/json.h"
#include "tests/fuzz/check.h"

namespace tandem::fuzz {
namespace {

constexpr std::string_view kSecret = "never-to-be-seen";

ConfigSources Sources() {
  const auto give = [](const std::string& name) -> std::optional<std::string> {
    if (name.empty() || name.back() == '0') return std::nullopt;  // some are not there
    return std::string(kSecret);
  };
  return {give, give};
}

Broken CheckSilence(const std::string& message) {
  TANDEM_MUST(message.find(kSecret) == std::string::npos, message);
  return {};
}

Broken CheckGood(const Config& config) {
  TANDEM_MUST(!config.freshdesk.api_key.empty(), config.freshdesk.url);
  TANDEM_MUST(!config.freshdesk.webhook_secrets.empty(), config.freshdesk.url);
  TANDEM_MUST(!config.github.webhook_secrets.empty(), config.github.api_url);
  TANDEM_MUST(config.github.app || !config.github.token.empty(), config.github.api_url);
  TANDEM_MUST(!config.rules.empty(), config.github.api_url);
  TANDEM_MUST(config.budget_share >= 0.1 && config.budget_share <= 1, "");
  TANDEM_MUST(config.retry.first <= config.retry.max, "");
  for (const auto* secrets : {&config.freshdesk.webhook_secrets, &config.github.webhook_secrets}) {
    for (const Secret& secret : *secrets) TANDEM_MUST(!secret.empty(), "");
  }
  for (const Warning& warning : WarningsOf(config)) TANDEM_MUST_PASS(CheckSilence(warning.message));
  return {};
}

}  // namespace

Broken CheckConfiguration(std::string_view input) {
  if (input.find(kSecret) != std::string_view::npos) return {};  // then it is no secret
  if (const auto json = Json::ParseRelaxed(input)) {
    const auto again = Json::Parse(json->DumpPretty());
    TANDEM_MUST(again.ok() && *again == *json, input);
  }
  const auto read = ReadConfig(input, Sources());
  if (const auto* config = std::get_if<Config>(&read)) return CheckGood(*config);
  const auto& mistakes = std::get<std::vector<Mistake>>(read);
  TANDEM_MUST(!mistakes.empty(), input);
  for (const Mistake& mistake : mistakes) TANDEM_MUST_PASS(CheckSilence(mistake.message));
  return {};
}

}  // namespace tandem::fuzz
