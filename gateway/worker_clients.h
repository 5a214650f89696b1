// Connections to both services for one thread: a worker's, or a planner's. Not thread-safe.
#pragma once

#include "gateway/http_freshdesk.h"
#include "gateway/http_github.h"
#include "gateway/lease_guard.h"
#include "gateway/upstream.h"
#include "gateway/worker.h"

#include <chrono>
#include <functional>

namespace tandem {

struct WorkerClients {
  // `may_begin` is asked before each call, see CallHooks; so are the turns before a write to
  // GitHub. `share` must outlive this.
  WorkerClients(
      const WorkerShare& share,
      const std::function<Result<std::chrono::steady_clock::time_point>(const HttpRequest&)>&
          may_begin,
      HttpLimits limits = {});
  // For a worker, which may send while it holds its lease. Both must outlive this.
  WorkerClients(const WorkerShare& share, LeaseGuard& guard)
      : WorkerClients(share, [&guard](const HttpRequest& request) {
          return guard.MayBegin(request.method == "GET" ? LeaseGuard::Call::kRead
                                                        : LeaseGuard::Call::kWrite);
        }) {}
  WorkerClients(const WorkerClients&) = delete;
  WorkerClients& operator=(const WorkerClients&) = delete;

  Upstream freshdesk_upstream;
  Upstream github_upstream;
  HttpFreshdesk freshdesk;
  HttpGithub github;
};

}  // namespace tandem
