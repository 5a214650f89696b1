#include "tests/chaos/run/self_check.h"

#include "gateway/safeguard.h"
#include "tests/chaos/run/frozen.h"
#include "tests/chaos/run/late.h"
#include "tests/chaos/run/play.h"
#include "tests/chaos/run/taken_in.h"

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
  settings.faults = settings.refusals = 0;
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
      settings.situation = Situation::kLate;
      return settings;
    case Safeguard::kAtomicIntake:
      settings.situation = Situation::kTakenIn;
      return settings;
    case Safeguard::kFencing:
      settings.situation = Situation::kFrozen;
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
      // Few events for each link: the next webhook makes up for one that was lost.
      settings.polls = true;
      settings.links = 60;
      settings.lost = 0.5;
      return settings;
    case Safeguard::kPrivacyGuard:
      settings.is_public = true;
      return settings;
  }
  return settings;
}

Verdict PlayAny(const Settings& settings) {
  switch (settings.situation) {
    case Situation::kNone:
      return Play(settings);
    case Situation::kFrozen:
      return PlayFrozen(settings);
    case Situation::kLate:
      return PlayLate(settings);
    case Situation::kTakenIn:
      return PlayTakenIn(settings);
  }
  return {};
}

std::string InShort(const Verdict& verdict) {
  if (!verdict.missed.empty()) return "did not come about: " + verdict.missed.front();
  if (!verdict.crashes.empty()) return "CRASHED: " + verdict.crashes.front();
  if (!verdict.red()) return "green";
  return "RED: " + verdict.differences.front().what +
         (verdict.differences.size() == 1
              ? ""
              : " and " + std::to_string(verdict.differences.size() - 1) + " more");
}

bool Check(const NamedSafeguard& each, std::uint64_t seed) {
  Settings settings = For(each.safeguard);
  settings.seed = seed;
  const Verdict with = PlayAny(settings);
  if (settings.situation == Situation::kNone && with.red()) Print(settings, with);
  settings.without = each.name;
  const Verdict without = PlayAny(settings);
  // A crash is red, too, and shows nothing of a safeguard.
  const auto is_staged = [](const Verdict& verdict) {
    return verdict.missed.empty() && verdict.crashes.empty();
  };
  const bool staged = is_staged(with) && is_staged(without);
  const bool seen = staged && !with.red() && without.red();
  std::cout << (seen ? "ok   " : "FAIL ") << std::left << std::setw(17) << each.name
            << "with it: " << InShort(with) << "\n"
            << std::setw(22) << ""
            << "without: " << InShort(without) << std::endl;
  return seen;
}

}  // namespace

bool SelfCheck(const std::string& only, std::uint64_t seed) {
  std::size_t seen = 0;
  std::size_t played = 0;
  for (const NamedSafeguard& each : kSafeguards) {
    if (!only.empty() && each.name != only) continue;
    ++played;
    if (Check(each, seed)) ++seen;
  }
  std::cout << seen << " of " << played << " safeguards were missed when they were not there"
            << std::endl;
  return played > 0 && seen == played;
}

}  // namespace tandem::chaos
