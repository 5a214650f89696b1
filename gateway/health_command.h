// The question to a running gateway whether it is well, as a container's HEALTHCHECK asks it.
// Blocks up to 5 seconds; safe everywhere.
#pragma once

#include "gateway/config.h"
#include "gateway/result.h"

#include <string>

namespace tandem {

enum class HealthQuestion { kLive, kReady };

// Where a gateway that listens there is reached from its own machine. kInvalid for port 0, which
// cannot be known.
Result<std::string> HealthUrl(const Address& listen);
// Asks GET /health/live or /health/ready; an error when the answer is not 200 or does not come.
Status AskHealth(const std::string& base_url, HealthQuestion question);

}  // namespace tandem
