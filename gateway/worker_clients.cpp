#include "gateway/worker_clients.h"

#include "gateway/credentials.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tandem {
namespace {

using Until = Result<std::chrono::steady_clock::time_point>;
using MayBegin = std::function<Until(const HttpRequest&)>;

CallHooks HooksFor(const WorkerShare& share, const MayBegin& may_begin, Service service) {
  const char* const name = service == Service::kGithub ? "github" : "freshdesk";
  return {[&share, may_begin, service](const HttpRequest& request) -> Until {
            if (share.stopping) return Error{Remedy::kUnavailable, "Tandem is stopping", {}};
            TRY_ASSIGN(const auto until, may_begin(request));
            if (service != Service::kGithub || request.method == "GET") return until;
            TRY_ASSIGN(const auto turn_until, share.github_turns.MayBegin());
            return std::min(until, turn_until);
          },
          [&share, service, name](const HttpRequest&, int status) {
            share.metrics.CountCall(name, status);
            share.services.Tell(service, TroubleWith(service, status));
            share.services.SawStatus(service, status);
          }};
}

}  // namespace

WorkerClients::WorkerClients(const WorkerShare& share, const MayBegin& may_begin, HttpLimits limits)
    : freshdesk_upstream(share.config.freshdesk.url, FreshdeskCredentials(share.config.freshdesk),
                         share.freshdesk_budget, HooksFor(share, may_begin, Service::kFreshdesk),
                         limits, share.tls),
      github_upstream(share.config.github.api_url, GithubCredentials(share.config.github),
                      share.github_budget, HooksFor(share, may_begin, Service::kGithub), limits,
                      share.tls),
      freshdesk(freshdesk_upstream),
      github(github_upstream) {}

}  // namespace tandem
