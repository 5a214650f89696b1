// A run with two gateways on one Redis, of which one is frozen right before it records a write, for
// longer than its lease lasts. Meanwhile the other does the work, and people go on, so that what
// the first one still wants to record is old. A link whose memory was set back takes a ticket that
// was done before for one that was done just now, and closes the issue that a person has reopened.
#pragma once

#include "tests/chaos/run/play.h"

namespace tandem::chaos {

Verdict PlayFrozen(const Settings& settings);

}  // namespace tandem::chaos
