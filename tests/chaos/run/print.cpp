// How a run is told to people.

#include "tests/chaos/run/play.h"

#include <iomanip>
#include <iostream>
#include <sstream>

namespace tandem::chaos {
namespace {

constexpr std::size_t kShown = 10;

std::string Seconds(std::chrono::milliseconds time) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << static_cast<double>(time.count()) / 1000 << " s";
  return text.str();
}

}  // namespace

std::string ReplayCommand(const Settings& settings) {
  std::ostringstream text;
  text << "./dev chaos --operations " << settings.operations << " --kills " << settings.kills
       << " --faults " << settings.faults << " --refusals " << settings.refusals << " --links "
       << settings.links << " --pace " << settings.pace.count() << " --seed " << settings.seed;
  return text.str();
}

void Print(const Settings& settings, const Verdict& verdict) {
  std::cout << "seed           " << settings.seed << "\n"
            << "operations     " << verdict.operations << " in " << Seconds(verdict.took) << " on "
            << verdict.links << " links: " << verdict.messages << " messages (" << verdict.secrets
            << " of customers), " << verdict.field_edits << " edits of states, tags and labels\n"
            << "kills          " << verdict.gateway_kills << " of the gateway, "
            << verdict.redis_kills << " of its Redis\n"
            << "webhooks       " << verdict.webhooks << ", " << verdict.webhooks_lost
            << " never taken\n"
            << "calls          " << verdict.calls << " (" << verdict.writes << " writes), "
            << verdict.faults << " faults, " << verdict.applied_unseen
            << " of them applied though nobody was told, " << verdict.refused << " refused\n"
            << "asked          " << verdict.commands << " commands, " << verdict.asked
            << " requests to the API\n"
            << "human edits    " << verdict.clean_edits << " that did not collide\n"
            << "time to quiet  " << Seconds(verdict.time_to_quiet) << "\n"
            << "crashes        " << verdict.crashes.size() << "\n";
  for (std::size_t i = 0; i < verdict.crashes.size() && i < kShown; ++i)
    std::cout << "  " << verdict.crashes[i] << "\n";
  std::cout << "differences    " << verdict.differences.size() << "\n";
  for (std::size_t i = 0; i < verdict.differences.size() && i < kShown; ++i)
    std::cout << "  " << verdict.differences[i].what << " [link " << verdict.differences[i].link
              << "]\n";
  if (!verdict.activity.empty()) std::cout << "activity of the first of these links:\n";
  for (const std::string& line : verdict.activity) std::cout << "  " << line << "\n";
  std::cout << (verdict.red() ? "RED" : "green")
            << "; to play it again: " << ReplayCommand(settings) << std::endl;
}

}  // namespace tandem::chaos
