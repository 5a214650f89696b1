// reconcile() and the brake: each link that vanishes is counted before its ending is carried out.

#include "gateway/reconcile.h"

namespace tandem {

Result<Plan> Reconcile::PlanBraked(const Pass& pass, Sight sight, const Planning& planning,
                                   const Account& account) {
  const IssueRef& issue = sight.issue.ref;
  const Lease& lease = pass.task.lease;
  TRY_ASSIGN(const BrakeState brake, parts_.brake.Read(issue.id));
  Plan free = planning(sight);
  if (free.vanishing == Vanishing::kNothing) {
    if (brake.waits_for_link) TRY(parts_.brake.IsBack(lease, issue.id));
    if (brake.reason.empty()) return free;
    sight.brake = brake.reason;
    return planning(sight);
  }
  const auto looked = brake.waits_for_link && PassesOwnCheck(free.vanishing, issue)
                          ? Brake::Look::kWellTwice
                          : Brake::Look::kOnce;
  TRY_ASSIGN(sight.brake,
             parts_.brake.Vanishes(lease, issue.id, free.vanishing, looked, SecondLook(account)));
  if (sight.brake.empty()) return free;
  return planning(sight);
}

// Whether the service that lacks something is well otherwise: a credential that lost its rights
// looks like mass deletion.
bool Reconcile::PassesOwnCheck(Vanishing vanishing, const IssueRef& issue) {
  if (vanishing == Vanishing::kTicket) return parts_.freshdesk.Me().ok();
  Github& github = parts_.snapshot.github();
  if (!github.Me().ok()) return false;
  const auto repository = github.ReadRepository(issue.repository);
  return repository.ok() && repository->id == issue.repository_id;
}

}  // namespace tandem
