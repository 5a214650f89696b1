// The moments at which a gateway may be killed, by name. In builds for tests (CMake's TANDEM_CHAOS)
// the process ends itself at one of them when it is told to: TANDEM_CRASH=after-claim:2 raises
// SIGKILL as that moment is passed for the second time, TANDEM_FREEZE=after-claim:2 SIGSTOP; with
// TANDEM_CRASH_WHEN=/a/file passes count from when that file is there. In all other builds passing
// one is nothing at all. Thread-safe: all threads are counted together.
#pragma once

#include "gateway/chaos_build.h"

#include <array>
#include <string_view>

namespace tandem {

enum class KillPoint {
  kAfterAccept,
  kAfterBody,
  kAfterSignature,
  kBeforeIntake,
  kAfterIntake,
  kAfterClaim,
  kAfterFreshdeskRead,
  kAfterGithubRead,
  kAfterPlan,
  kBeforeMemory,
  kAfterMemory,
  kAfterIntent,
  kAfterSending,
  kBeforeRecord,
  kAfterRecord,
  kBetweenActions,
  kBeforeRelease,
  kWhileParking,
  kWithinPage,
  kBeforeHighWater,
  kWithinRebuild,
};

struct NamedKillPoint {
  KillPoint point{};
  std::string_view name{};
};

// All of them, in the order in which a delivery comes by. tests/chaos/ kills at each: whoever adds
// one here adds its place in the code, and the table of tests/chaos/kill_points_test.cpp says what
// has to happen for it to be reached.
inline constexpr std::array kKillPoints{
    NamedKillPoint{KillPoint::kAfterAccept, "after-accept"},        // of a connection
    NamedKillPoint{KillPoint::kAfterBody, "after-body"},            // of a request, wholly read
    NamedKillPoint{KillPoint::kAfterSignature, "after-signature"},  // the delivery is authentic
    NamedKillPoint{KillPoint::kBeforeIntake, "before-intake"},
    NamedKillPoint{KillPoint::kAfterIntake, "after-intake"},  // durable, but not answered
    NamedKillPoint{KillPoint::kAfterClaim, "after-claim"},
    NamedKillPoint{KillPoint::kAfterFreshdeskRead, "after-freshdesk-read"},
    NamedKillPoint{KillPoint::kAfterGithubRead, "after-github-read"},
    NamedKillPoint{KillPoint::kAfterPlan, "after-plan"},
    NamedKillPoint{KillPoint::kBeforeMemory, "before-memory"},
    NamedKillPoint{KillPoint::kAfterMemory, "after-memory"},
    NamedKillPoint{KillPoint::kAfterIntent, "after-intent"},
    NamedKillPoint{KillPoint::kAfterSending, "after-sending"},  // of a write's last byte
    NamedKillPoint{KillPoint::kBeforeRecord, "before-record"},  // of what was answered
    NamedKillPoint{KillPoint::kAfterRecord, "after-record"},
    NamedKillPoint{KillPoint::kBetweenActions, "between-actions"},
    NamedKillPoint{KillPoint::kBeforeRelease, "before-release"},
    NamedKillPoint{KillPoint::kWhileParking, "while-parking"},
    NamedKillPoint{KillPoint::kWithinPage, "within-page"},  // of the catch-up poll
    NamedKillPoint{KillPoint::kBeforeHighWater, "before-high-water"},
    // For `tandem rebuild`: between what is restored of one link and of the next.
    NamedKillPoint{KillPoint::kWithinRebuild, "within-rebuild"},
};

#ifdef TANDEM_CHAOS
void MayDie(KillPoint here);
#else
inline void MayDie(KillPoint /*here*/) {}
#endif

}  // namespace tandem
