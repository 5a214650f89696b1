// A run in which each write of a field is applied only after the caller was reset, after the person
// has had a second thought, and after the gateway has seen that too. Who then takes that write for
// a person's takes back the second thought.
#pragma once

#include "tests/chaos/run/play.h"

namespace tandem::chaos {

Verdict PlayLate(const Settings& settings);

}  // namespace tandem::chaos
