// Whether the judgement would notice: each safeguard is left away in turn.
#pragma once

#include <cstdint>
#include <string>

namespace tandem::chaos {

// Plays a short run for each safeguard, with it and without it, and prints a table. True when each
// was green with it and red without it. `only`: one of them; empty for all.
bool SelfCheck(const std::string& only, std::uint64_t seed);

}  // namespace tandem::chaos
