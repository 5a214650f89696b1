// What was made a second time, by its marker: the sandbox's record is the judge. Thread-safe.
#pragma once

#include "tests/sandbox/journal.h"

#include <string>
#include <vector>

namespace tandem::chaos {

// The writes that have taken effect and made something whose marker was made before: where, when,
// and when it was made for the first time.
std::vector<std::string> MadeTwice(const sandbox::Journal& journal);

}  // namespace tandem::chaos
