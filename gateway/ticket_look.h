// One look at a ticket that is not linked: what has to be read for its plan, and that plan. Both
// the worker, who carries it out, and the preview, which only shows it, look this way. Not
// thread-safe, as its parts are not.
#pragma once

#include "gateway/directory.h"
#include "gateway/result.h"
#include "gateway/snapshot.h"
#include "gateway/store.h"
#include "mappers/beginning.h"

#include <optional>

namespace tandem {

struct TicketLook {
  Ticket ticket{};  // with its conversation
  RepositoryId repository{};
  Visibility visibility = Visibility::kUnknown;
  Time read_at{};
  TicketPlan plan{Nothing{}};
  std::optional<Issue> found{};  // the issue that an earlier attempt made: instead of the plan
};

// `rule` is the one that the ticket stands under.
Result<TicketLook> LookAtTicket(Store& store, Directory& directory, Snapshot& snapshot,
                                const TicketRecord& record, Ticket ticket, const Rule& rule,
                                const Account& account);

}  // namespace tandem
