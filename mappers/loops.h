// When we answer ourselves: writes that nobody's doing caused, and our writes that are undone again
// and again. Pure; safe everywhere.
#pragma once

#include "mappers/link.h"

#include <chrono>
#include <cstddef>

namespace tandem {

// So many writes on one link within an hour, with no new message or change of a person in between,
// are a loop: something answers our own writes.
inline constexpr std::chrono::hours kLoopWindow{1};
inline constexpr std::size_t kMostUnprompted = 30;
// So often within kFlipWindow (memory.h) one field may change right after we wrote it.
inline constexpr std::size_t kMostFlips = 4;
// Stands in the reason of what is parked for it.
inline constexpr const char* kHowALoopGoesOn =
    "look for an automation in Freshdesk or an action on GitHub. It goes on when a person writes "
    "or changes something, or with \"parked retry\"";

// A write that nobody prompted was answered.
void RememberUnprompted(Link& link, Time now);

}  // namespace tandem
