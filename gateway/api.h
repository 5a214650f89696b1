// The JSON API: what people ask of a running gateway, and what they ask it to do. Whatever changes
// a link is only noted here, and carried out by the worker who holds the link's lane. Thread-safe,
// as its parts are.
#pragma once

#include "gateway/api_gate.h"
#include "gateway/config.h"
#include "gateway/previewed.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "gateway/router.h"
#include "gateway/store.h"

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace tandem {

// What the API works with; all must outlive it.
struct ApiParts {
  const Config& config;
  Queue& queue;  // one whose marks are due at once
  Store& store;
  std::function<Result<Previewed>(TicketId)> preview{};
  std::function<std::map<int, std::string>()> status_names{};  // as agents see them
  std::function<void()> ring{};                                // wakes the workers
  // Whether the gateway is ending: what takes long is given up then.
  std::function<bool()> is_stopping = [] { return false; };
};

// Adds routes behind the gate.
class ApiRoutes {
 public:
  ApiRoutes(Router& router, ApiGate& gate) : router_(router), gate_(gate) {}
  void Add(const char* method, const char* pattern, Router::Handler handler) {
    router_.Add(method, pattern, gate_.Behind(std::move(handler)));
  }

 private:
  Router& router_;
  ApiGate& gate_;
};

// The page's login and all of the following. `gate` and `parts` must outlive the router.
void AddApiRoutes(Router& router, ApiGate& gate, const ApiParts& parts);

// GET /api/links, /api/links/{ticket}
void AddLinkRoutes(ApiRoutes& routes, const ApiParts& parts);
// GET /api/activity; ?limit= gives that many.
void AddActivityRoutes(ApiRoutes& routes, const ApiParts& parts);
// GET /api/parked, POST /api/parked/{key}/retry, DELETE /api/parked/{key}
void AddParkedRoutes(ApiRoutes& routes, const ApiParts& parts);
// GET /api/preview/{ticket}
void AddPreviewRoutes(ApiRoutes& routes, const ApiParts& parts);
// POST /api/sync, /api/sync/{ticket}, with ?dry_run=1 only planned; GET /api/sync/{ticket}: how the
// work on a ticket stands
void AddSyncRoutes(ApiRoutes& routes, const ApiParts& parts);
// POST /api/links
void AddLinkRequestRoute(ApiRoutes& routes, const ApiParts& parts);
// DELETE /api/links/{ticket} and POST /api/withdraw/{ticket}
void AddUnlinkRoute(ApiRoutes& routes, const ApiParts& parts);
void AddWithdrawRoute(ApiRoutes& routes, const ApiParts& parts);

}  // namespace tandem
