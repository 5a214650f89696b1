// Waiting until a gateway has worked off what a command asked for, and what it did meanwhile. One
// at a time, in main's thread.
#pragma once

#include "gateway/api_client.h"
#include "gateway/commands.h"
#include "gateway/standing.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

struct WorkedOff {
  Standing standing{};           // kPending: it took too long
  std::vector<Json> activity{};  // since the delivery was accepted, oldest first
};
// Asks until the work on a ticket is done, has failed, or a minute is over.
Result<WorkedOff> WaitFor(const ApiClient& api, std::int64_t ticket, const std::string& delivery);

// One line for each thing that was done, and one for how it ended; the exit code.
int TellWork(const WorkedOff& work, std::int64_t ticket, const Console& console);

// Writes "tandem: ..." to the error stream; kExitFailed.
int TellError(const Error& error, const Console& console);

}  // namespace tandem
