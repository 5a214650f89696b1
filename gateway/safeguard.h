// What keeps effects from being lost, doubled or published by mistake, one name for each thing that
// a build for tests (CMake's TANDEM_CHAOS) can be told to go without: TANDEM_WITHOUT=intent. So
// `./dev chaos --self-check` can show that its judgement would notice. All other builds have all of
// them, and there is no switch. Thread-safe.
#pragma once

#include "gateway/chaos_build.h"

#include <array>
#include <string_view>

namespace tandem {

enum class Safeguard {
  kIntent,           // what is about to be sent is recorded before
  kListing,          // what carries our marker is adopted, not made again
  kLookAfter,        // after an unknown outcome it is waited before it is looked
  kUnknownAttempts,  // our own late write is not taken for a person's change
  kAtomicIntake,     // a delivery is answered once it is marked, not before
  kFencing,          // who lost his lease records nothing
  kLanes,            // a link is worked on by one worker at a time
  kSecondLook,       // what is missing once is not believed gone
  kCatchUp,          // what no webhook told is found by asking
  kPrivacyGuard,     // what is not proven public does not reach GitHub
};

struct NamedSafeguard {
  Safeguard safeguard{};
  std::string_view name{};
};

inline constexpr std::array kSafeguards{
    NamedSafeguard{Safeguard::kIntent, "intent"},
    NamedSafeguard{Safeguard::kListing, "listing"},
    NamedSafeguard{Safeguard::kLookAfter, "look-after"},
    NamedSafeguard{Safeguard::kUnknownAttempts, "unknown-attempts"},
    NamedSafeguard{Safeguard::kAtomicIntake, "atomic-intake"},
    NamedSafeguard{Safeguard::kFencing, "fencing"},
    NamedSafeguard{Safeguard::kLanes, "lanes"},
    NamedSafeguard{Safeguard::kSecondLook, "second-look"},
    NamedSafeguard{Safeguard::kCatchUp, "catch-up"},
    NamedSafeguard{Safeguard::kPrivacyGuard, "privacy-guard"},
};

#ifdef TANDEM_CHAOS
bool Has(Safeguard safeguard);
#else
constexpr bool Has(Safeguard /*safeguard*/) {
  return true;
}
#endif

}  // namespace tandem
