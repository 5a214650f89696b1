// The running gateway: receiver, workers, catch-up, and the Redis of its own. Called once, from
// main's thread.
#pragma once

#include "gateway/config.h"

namespace tandem {

// Runs until SIGTERM or SIGINT. The exit code: 0 after a clean stop, 1 when it could not start or
// had to give up.
int Serve(const Config& config);

}  // namespace tandem
