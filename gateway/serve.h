// The running gateway: receiver, workers, catch-up, and the Redis of its own. Called once, from
// main's thread.
#pragma once

#include "gateway/config.h"
#include "gateway/config_change.h"

namespace tandem {

// Runs until SIGTERM or SIGINT. On SIGHUP reads the configuration again with `reader`: a good one
// comes into force without a pause, a bad one is refused and the old one stays. The exit code: 0
// after a clean stop, 1 when it could not start or had to give up.
int Serve(const Config& config, const ConfigReader& reader);

}  // namespace tandem
