#include "gateway/api.h"

namespace tandem {

void AddApiRoutes(Router& router, ApiGate& gate, const ApiParts& parts) {
  ApiRoutes routes(router, gate);
  gate.AddSessionRoutes(router);
  AddLinkRoutes(routes, parts);
  AddUnlinkRoute(routes, parts);
  AddWithdrawRoute(routes, parts);
  AddActivityRoutes(routes, parts);
  AddParkedRoutes(routes, parts);
  AddPreviewRoutes(routes, parts);
  AddSyncRoutes(routes, parts);
  AddLinkRequestRoute(routes, parts);
}

}  // namespace tandem
