// A run with two gateways on one Redis, of which one is frozen right before it sends, for longer
// than its lease lasts, and wakes when the other has done the work.
#pragma once

#include "tests/chaos/run/play.h"

namespace tandem::chaos {

Verdict PlayFrozen(const Settings& settings);

}  // namespace tandem::chaos
