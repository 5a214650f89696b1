// One run: people act while everything goes wrong; then it is waited for quiet, and judged.
#pragma once

#include "tests/chaos/run/ledger.h"
#include "tests/chaos/run/settings.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tandem::chaos {

struct Verdict {
  std::vector<Difference> differences{};
  std::vector<std::string> crashes{};  // of the gateway, see sandbox::RunningGateway
  // Of a situation: what was to come about and did not. Then nothing is shown, whatever was judged.
  std::vector<std::string> missed{};
  std::vector<std::string> activity{};  // of the link of the first difference that is about one
  // Counts, for people.
  std::size_t operations = 0;
  std::size_t gateway_kills = 0;
  std::size_t redis_kills = 0;
  std::size_t links = 0;
  std::size_t messages = 0;
  std::size_t secrets = 0;
  std::size_t field_edits = 0;
  std::size_t clean_edits = 0;
  std::size_t commands = 0;
  std::size_t asked = 0;  // of the API
  std::size_t webhooks = 0;
  std::size_t webhooks_lost = 0;
  std::size_t calls = 0;
  std::size_t writes = 0;
  std::size_t faults = 0;  // refusals included
  std::size_t refused = 0;
  std::size_t applied_unseen = 0;
  std::chrono::milliseconds took{};           // until the last operation
  std::chrono::milliseconds time_to_quiet{};  // from there to the last write
  bool red() const { return !differences.empty() || !crashes.empty(); }
};

Verdict Play(const Settings& settings);

// Seed, counts, the first differences and how to play it again.
void Print(const Settings& settings, const Verdict& verdict);

}  // namespace tandem::chaos
