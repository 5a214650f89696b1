// reconcile() for a link whose issue was transferred to a repository that a rule names.

#include "gateway/reconcile.h"
#include "mappers/transfer.h"
#include "mappers/wording.h"

namespace tandem {
Result<Reconcile::Followed> Reconcile::FollowTransfer(Pass& pass, const Link& link,
                                                      const Sight& before, const Rule& rule) {
  TRY_ASSIGN(const Account account, ReadAccount());
  TRY_ASSIGN(const Sight sight, parts_.snapshot.ReadMoved(link, before));
  const Transfer transfer = MovedTo(link, sight, rule, account);
  const auto* missed = std::get_if<Missed>(&transfer);
  if (missed != nullptr) TRY(parts_.store.Save(pass.task.lease, link, missed->link, {}));
  const auto* wait = missed != nullptr ? &missed->wait : std::get_if<Wait>(&transfer);
  if (wait != nullptr) {
    pass.outcome = Again{wait->until - sight.read_at};
    TRY(Explain(pass, wait->reason));
    return Followed::kWaits;
  }
  const auto* moved = std::get_if<Link>(&transfer);
  if (moved == nullptr) return Followed::kNo;
  const std::string told = IssueName(link.issue) + " was transferred to " +
                           IssueName(moved->issue) + ": its link goes along";
  TRY_ASSIGN(const JoinOutcome outcome,
             parts_.store.Move(pass.task.lease, link, *moved,
                               {{pass.task.delivery, pass.task.lease.lane.text, "decided", told}}));
  switch (Entered(pass, outcome)) {
    case Linked::kYes:
      return Followed::kYes;
    case Linked::kBusy:
      return Followed::kWaits;
    case Linked::kRefused:
      break;
  }
  return Followed::kNo;
}

Result<bool> Reconcile::IsExpected(Pass& pass, const Issue& issue, const Linking& linking) {
  for (const auto& [ticket, refusal] : linking.refusals) {
    if (refusal != LinkRefusal::kLinkedElsewhere) continue;
    TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(ticket));
    if (!record.issue) continue;
    TRY_ASSIGN(const auto link, parts_.store.ReadLink(*record.issue));
    if (!link) continue;
    const IssueRef& ref = link->issue;
    const auto there = parts_.snapshot.ReadIssue(ref.repository, ref.repository_id, ref.number);
    if (!there.ok() && there.error().remedy != Remedy::kNotFound) return there.error();
    if (!there.ok() || there->ref.id != issue.ref.id) continue;
    TRY(parts_.queue.Accept(
        {pass.task.delivery, "tandem", "issue transferred", KeyOf(ticket), {}, {}, true}));
    return true;
  }
  return false;
}

}  // namespace tandem
