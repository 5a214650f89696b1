// What `tandem withdraw` does: takes back what was published of a ticket's notes. Pure; safe
// everywhere.
#pragma once

#include "mappers/plan.h"

namespace tandem {

// Deletes every comment that copies a note of the ticket. The notes count as left out afterwards:
// only what is edited and may be published then comes again. The title and body are not
// touched: an edit would leave the old text in GitHub's history for all to see, and only a person
// can delete that. A copy whose outcome is unknown is waited for: plan again then.
Plan PlanWithdrawal(const Link& link, const Sight& sight, const Rule& rule, const Account& account,
                    TicketId ticket);

// Whether a copy was sent a deletion of which nobody knows whether it was done. Until the next
// withdrawal has asked again, a sync would take that for the deletion that an edit begins with, and
// copy the note anew.
bool WithdrawalIsUnsure(const Link& link, const Sight& sight, TicketId ticket);

}  // namespace tandem
