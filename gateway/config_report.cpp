#include "gateway/config_report.h"

#include "gateway/config_values.h"
#include "gateway/config_warnings.h"

#include <ostream>
#include <string_view>

namespace tandem {
namespace {

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kPlain = "\x1b[0m";

std::string Shown(const Address& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

// Without user and password.
std::string Shown(const RedisConfig& redis) {
  if (const auto* tcp = std::get_if<RedisTcp>(&redis.server)) {
    return (tcp->tls ? "rediss://" : "redis://") + Shown(Address{tcp->host, tcp->port}) + "/" +
           std::to_string(redis.database);
  }
  if (const auto* socket = std::get_if<RedisUnix>(&redis.server)) return "unix://" + socket->path;
  return "the master " + std::get<RedisSentinels>(redis.server).master + " of its sentinels";
}

void WriteRule(const Rule& rule, std::ostream& out) {
  out << "  rule " << rule.name << ": tickets tagged " << rule.tag << " go to " << rule.repository
      << (rule.enabled ? "" : " (not enabled)") << "\n";
}

void WriteWarning(const Warning& warning, const Console& console) {
  const bool is_red = warning.gravity == Gravity::kDanger && console.colours == Colours::kTerminal;
  console.out << (is_red ? kRed : "")
              << (warning.gravity == Gravity::kDanger ? "DANGER " : "warning ") << warning.key
              << ": " << warning.message << (is_red ? kPlain : "") << "\n";
}

}  // namespace

void WriteMistakes(const std::string& path, const std::vector<Mistake>& mistakes,
                   std::ostream& out) {
  for (const Mistake& mistake : mistakes) {
    out << (mistake.key.empty() ? path : mistake.key) << ": " << mistake.message << "\n";
  }
}

void WriteSummary(const std::string& path, const Config& config, const Console& console) {
  std::ostream& out = console.out;
  out << path << ": no mistakes\n";
  out << "  listens on " << Shown(config.listen) << "\n";
  out << "  keeps its state in "
      << (config.redis ? Shown(*config.redis) : config.data + " (its own Redis)") << "\n";
  out << "  freshdesk " << config.freshdesk.url << "\n";
  out << "  github " << config.github.api_url
      << (config.github.app ? " as an app" : " with a token") << "\n";
  for (const Rule& rule : config.rules) WriteRule(rule, out);
  for (const Warning& warning : WarningsOf(config)) WriteWarning(warning, console);
}

}  // namespace tandem
