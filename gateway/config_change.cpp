#include "gateway/config_change.h"

#include <utility>

namespace tandem {

std::vector<std::string> NeedsRestart(const Config& running, const Config& read) {
  std::vector<std::string> names;
  if (running.listen != read.listen) names.emplace_back("listen");
  if (running.data != read.data) names.emplace_back("data");
  if (running.redis != read.redis) names.emplace_back("redis");
  if (running.log != read.log) names.emplace_back("log");
  if (running.max_body != read.max_body) names.emplace_back("max_body");
  return names;
}

Config TakenOver(const Config& running, Config read) {
  read.listen = running.listen;
  read.data = running.data;
  read.redis = running.redis;
  read.log = running.log;
  read.max_body = running.max_body;
  return read;
}

bool AskFreshdeskAlike(const Config& one, const Config& other) {
  return one.budget_share == other.budget_share && one.freshdesk.url == other.freshdesk.url &&
         one.freshdesk.api_key == other.freshdesk.api_key;
}

bool AskGithubAlike(const Config& one, const Config& other) {
  return one.budget_share == other.budget_share && one.github.api_url == other.github.api_url &&
         one.github.token == other.github.token && one.github.app == other.github.app;
}

std::string InOneLine(const std::vector<Mistake>& mistakes) {
  constexpr std::size_t kLongest = 2'000;
  std::string line;
  for (const Mistake& mistake : mistakes) {
    if (line.size() > kLongest) return line + "; ...";
    line += (line.empty() ? "" : "; ") + mistake.key + (mistake.key.empty() ? "" : ": ") +
            mistake.message;
  }
  return line;
}

}  // namespace tandem
