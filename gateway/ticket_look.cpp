#include "gateway/ticket_look.h"

#include <utility>

namespace tandem {

Result<TicketLook> LookAtTicket(const Looking& looking, const TicketRecord& record, Ticket ticket,
                                const Rule& rule, StartedBy started_by, Time read_at) {
  Snapshot& snapshot = looking.snapshot;
  TicketLook look;
  look.read_at = read_at;
  TRY_ASSIGN(look.repository, looking.directory.RepositoryOf(snapshot.github(), rule.repository));
  TRY_ASSIGN(look.visibility, snapshot.ReadVisibility(rule.repository, look.repository));
  if (look.visibility == Visibility::kPrivate || rule.publish.even_if_public)
    TRY(snapshot.ReadNames(ticket));
  if (look.visibility != Visibility::kUnknown) TRY(snapshot.ReadRequester(ticket, read_at));
  look.ticket = std::move(ticket);
  const auto plan_after = [&](Looked looked) {
    return PlanTicket(record, look.ticket, &rule, {look.repository, look.visibility}, read_at,
                      looked, started_by, looking.account);
  };
  look.plan = plan_after(Looked::kNotYet);
  if (const auto* search = std::get_if<LookForIssue>(&look.plan)) {
    TRY_ASSIGN(look.found, snapshot.FindIssues(search->repository, look.repository, search->since,
                                               search->operation));
    look.plan = plan_after(Looked::kInVain);
  }
  return look;
}

}  // namespace tandem
