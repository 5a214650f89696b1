// One look at a ticket that is not linked: what has to be read for its plan, and that plan. Both
// the worker, who carries it out, and the preview, which only shows it, look this way. Not
// thread-safe, as its parts are not.
#pragma once

#include "gateway/directory.h"
#include "gateway/result.h"
#include "gateway/snapshot.h"
#include "mappers/beginning.h"

#include <vector>

namespace tandem {

struct TicketLook {
  Ticket ticket{};  // with its conversation
  RepositoryId repository{};
  Visibility visibility = Visibility::kUnknown;
  Time read_at{};
  TicketPlan plan{Nothing{}};
  // What earlier attempts made, the first first: instead of the plan. More than one are doubles.
  std::vector<Issue> found{};
};

// What one looks with.
struct Looking {
  Directory& directory;
  Snapshot& snapshot;
  const Account& account;
};

// The ticket comes with its conversation, whose reading began at `read_at`; `rule` is the one that
// it stands under.
Result<TicketLook> LookAtTicket(const Looking& looking, const TicketRecord& record, Ticket ticket,
                                const Rule& rule, StartedBy started_by, Time read_at);

}  // namespace tandem
