// The judgement over a run: what the sandbox shows and has recorded, against what people did.
#pragma once

#include "tests/chaos/run/ledger.h"
#include "tests/sandbox/sandbox.h"

#include <vector>

namespace tandem::chaos {

// Everything that is not as it has to be once all is quiet; the issues of the ledger's links are
// entered into it first.
std::vector<Difference> Judge(sandbox::Sandbox& world, Ledger& ledger);

}  // namespace tandem::chaos
