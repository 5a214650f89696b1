#include "gateway/ticket_look.h"

#include <utility>

namespace tandem {

Result<TicketLook> LookAtTicket(Store& store, Directory& directory, Snapshot& snapshot,
                                const TicketRecord& record, Ticket ticket, const Rule& rule,
                                const Account& account) {
  TicketLook look;
  TRY_ASSIGN(look.read_at, store.Now());
  TRY(snapshot.ReadConversation(ticket, record.links_before));
  TRY_ASSIGN(look.repository, directory.RepositoryOf(snapshot.github(), rule.repository));
  TRY_ASSIGN(look.visibility, snapshot.ReadVisibility(rule.repository, look.repository));
  if (look.visibility == Visibility::kPrivate) TRY(snapshot.ReadNames(ticket));
  look.ticket = std::move(ticket);
  const auto plan_after = [&](Looked looked) {
    return PlanTicket(record, look.ticket, &rule, look.visibility, look.repository, look.read_at,
                      looked, account);
  };
  look.plan = plan_after(Looked::kNotYet);
  if (const auto* search = std::get_if<LookForIssue>(&look.plan)) {
    TRY_ASSIGN(look.found, snapshot.FindIssue(search->repository, look.repository, search->since,
                                              search->operation));
    look.plan = plan_after(Looked::kInVain);
  }
  return look;
}

}  // namespace tandem
