// A run in which the gateway is killed as soon as it has answered a webhook that nobody repeats,
// and that tells what no poll would find: an issue is deleted, and the listings are silent about
// it.
#pragma once

#include "tests/chaos/run/play.h"

namespace tandem::chaos {

Verdict PlayTakenIn(const Settings& settings);

}  // namespace tandem::chaos
