// POST /api/rebuild, which begins one or finds the one that goes on, and GET /api/rebuild, which
// tells how far it has come and what it found. Thread-safe, as its parts are.
#pragma once

#include "gateway/api.h"
#include "gateway/rebuild_store.h"

namespace tandem {

// `parts` and `rebuilds` must outlive the router.
void AddRebuildRoutes(ApiRoutes& routes, const ApiParts& parts, RebuildStore& rebuilds);

}  // namespace tandem
