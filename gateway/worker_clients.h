// A worker's own connections to both services. Not thread-safe: each worker owns one.
#pragma once

#include "gateway/freshdesk.h"
#include "gateway/github.h"
#include "gateway/lease_guard.h"
#include "gateway/upstream.h"
#include "gateway/worker.h"

namespace tandem {

struct WorkerClients {
  // Both must outlive this.
  WorkerClients(const WorkerShare& share, LeaseGuard& guard);
  WorkerClients(const WorkerClients&) = delete;
  WorkerClients& operator=(const WorkerClients&) = delete;

  Upstream freshdesk_upstream;
  Upstream github_upstream;
  Freshdesk freshdesk;
  Github github;
};

}  // namespace tandem
