#include "tests/chaos/run/self_check.h"

#include "gateway/safeguard.h"
#include "tests/chaos/run/frozen.h"
#include "tests/chaos/run/play.h"

#include <algorithm>
#include <iomanip>
#include <iostream>

namespace tandem::chaos {
namespace {

// A run in which little goes wrong but what this safeguard is for.
Settings Short() {
  Settings settings;
  settings.operations = 120;
  settings.links = 10;
  settings.kills = 0;
  settings.faults = 0;
  settings.lost = settings.repeated = settings.reordered = 0;
  settings.resent = true;
  settings.polls = false;
  return settings;
}

Settings AnswersLost(double late) {
  Settings settings = Short();
  settings.faults = 0.35;
  settings.applied = 0.9;
  settings.late = late;
  return settings;
}

Settings For(Safeguard safeguard) {
  Settings settings = Short();
  switch (safeguard) {
    case Safeguard::kIntent:
    case Safeguard::kListing:
      return AnswersLost(0.25);
    case Safeguard::kLookAfter:
      return AnswersLost(1);
    case Safeguard::kUnknownAttempts:
      settings = AnswersLost(1);
      settings.toggling = true;
      settings.operations = 240;
      settings.links = 30;
      settings.pace = std::chrono::milliseconds(60);
      return settings;
    case Safeguard::kAtomicIntake:
      settings.kills = 12;
      return settings;
    case Safeguard::kFencing:
      settings.frozen = true;
      return settings;
    case Safeguard::kLanes:
      settings.links = 3;
      settings.faults = 0.5;
      settings.applied = 0;
      settings.pace = std::chrono::milliseconds(5);
      return settings;
    case Safeguard::kSecondLook:
      settings.missing = 0.1;
      return settings;
    case Safeguard::kCatchUp:
      settings.polls = true;
      settings.lost = 0.3;
      return settings;
    case Safeguard::kPrivacyGuard:
      settings.is_public = true;
      return settings;
  }
  return settings;
}

Verdict PlayAny(const Settings& settings) {
  return settings.frozen ? PlayFrozen(settings) : Play(settings);
}

std::string InShort(const Verdict& verdict) {
  if (!verdict.red()) return "green";
  return "RED: " + verdict.differences.front().what +
         (verdict.differences.size() == 1
              ? ""
              : " and " + std::to_string(verdict.differences.size() - 1) + " more");
}

bool Check(const NamedSafeguard& each) {
  Settings settings = For(each.safeguard);
  const Verdict with = PlayAny(settings);
  if (with.red()) Print(settings, with);
  settings.without = each.name;
  const Verdict without = PlayAny(settings);
  const bool seen = !with.red() && without.red();
  std::cout << (seen ? "ok   " : "FAIL ") << std::left << std::setw(17) << each.name
            << "with it: " << InShort(with) << "\n"
            << std::setw(22) << ""
            << "without: " << InShort(without) << std::endl;
  return seen;
}

}  // namespace

bool SelfCheck(const std::string& only) {
  std::size_t seen = 0;
  std::size_t played = 0;
  for (const NamedSafeguard& each : kSafeguards) {
    if (!only.empty() && each.name != only) continue;
    ++played;
    if (Check(each)) ++seen;
  }
  std::cout << seen << " of " << played << " safeguards were missed when they were not there"
            << std::endl;
  return played > 0 && seen == played;
}

}  // namespace tandem::chaos
