// Tickets that were merged into others in Freshdesk, which tells it by a note alone. Pure; safe
// everywhere.
#pragma once

#include "mappers/model.h"
#include "mappers/plan.h"

#include <optional>

namespace tandem {

// The primary that a ticket was merged into, by the note that merging leaves there: "This ticket is
// closed and merged into ticket 12", in several wordings, with a number or a link. Nothing once
// somebody has written publicly after that note: the ticket goes on.
std::optional<TicketId> MergeTold(const Ticket& ticket, const Account& account);
// The same for a ticket that is done. Merging closes it; another status of that class is one that
// we wrote when its issue was closed in the same moment.
std::optional<TicketId> MergedInto(const Ticket& ticket, const Rule& rule, const Account& account);

}  // namespace tandem
