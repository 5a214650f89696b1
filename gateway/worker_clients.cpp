#include "gateway/worker_clients.h"

#include "gateway/credentials.h"

#include <string>
#include <utility>
#include <vector>

namespace tandem {
namespace {

CallHooks HooksFor(const WorkerShare& share, LeaseGuard& guard, Service service) {
  const char* const name = service == Service::kGithub ? "github" : "freshdesk";
  return {[&share, &guard](const HttpRequest&) -> Status {
            if (share.stopping) return Error{Remedy::kUnavailable, "Tandem is stopping", {}};
            return guard.Ensure();
          },
          [&share, service, name](const HttpRequest&, int status) {
            share.metrics.CountCall(name, status);
            share.services.Tell(service, TroubleWith(service, status));
          }};
}

}  // namespace

WorkerClients::WorkerClients(const WorkerShare& share, LeaseGuard& guard)
    : freshdesk_upstream(share.config.freshdesk.url, FreshdeskCredentials(share.config.freshdesk),
                         share.freshdesk_budget, HooksFor(share, guard, Service::kFreshdesk)),
      github_upstream(share.config.github.api_url, GithubCredentials(share.config.github),
                      share.github_budget, HooksFor(share, guard, Service::kGithub)),
      freshdesk(freshdesk_upstream),
      github(github_upstream) {}

}  // namespace tandem
