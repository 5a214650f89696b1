// The memory of one field on one side: what it takes to tell a person's change from our own late
// write. Pure; safe everywhere.
#pragma once

#include "mappers/link.h"

#include <chrono>
#include <string>
#include <vector>

namespace tandem {

enum class Sighting {
  kUnchanged,
  kChanged,     // somebody changed it
  kOwnAttempt,  // an attempt of ours has come through late, and is no longer what we want: leave it
                // until the window ends
};

// A change within so long after a write of ours, with no other in between, undoes that write.
inline constexpr std::chrono::minutes kFlipWindow{10};

enum class MayBeOurs { kYes, kNo };

// Takes in what a side shows now. Attempts older than `window` are forgotten first. `may_be`:
// whether what it shows can be an attempt's, as far as more is known than the value.
Sighting See(FieldMemory& memory, const std::string& now, Time read_at,
             std::chrono::milliseconds window, MayBeOurs may_be = MayBeOurs::kYes);

// When the attempts of ours were made one of which has come through since the last look, as was
// meant; oldest first. It can do so only once: whoever sets that value again is a person.
std::vector<Time> MayHaveComeThrough(const FieldMemory& memory, const std::string& now);
// It was the one made then; where it is not known which, See takes the oldest.
void RememberCameThrough(FieldMemory& memory, const std::string& now, Time at);

// Whether the agreed value is to be written to a side that was just seen.
bool MustWrite(const FieldMemory& memory, Sighting sighting);

// Before a write is sent.
void RememberAttempt(FieldMemory& memory, const std::string& value, Time at);
// The newest attempt at that value has an outcome: it was refused; or it was answered, and the side
// has `answered` now. Older attempts at the same value, whose outcome is unknown, may still come
// through.
void ForgetAttempt(FieldMemory& memory, const std::string& value);
void RememberAnswer(FieldMemory& memory, const std::string& sent, const std::string& answered);

// A write of something else carries this field along as it was last seen: that too may come through
// late.
void RememberCarried(FieldMemory& memory, Time at);
void ForgetCarried(FieldMemory& memory);

}  // namespace tandem
