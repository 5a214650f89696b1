// What a link's tickets, or else its issue, are told while it is held up. Pure; safe everywhere.
#pragma once

#include "mappers/plan.h"
#include "mappers/wording.h"

namespace tandem {

// Edits of the status notes that do not say so yet, and notes for tickets that have none; the sync
// that gets through edits them back.
Plan PlanHeld(const Link& link, const Account& account, const Holdup& holdup);
// The same for the issue, where the tickets cannot be told: a comment, edited when it is there and
// says something else, left alone while it may be there. Of the reason it tells the kind only: the
// words are not for GitHub.
Plan PlanHeldOnIssue(const Link& link, const Account& account, const Holdup& holdup,
                     Obstacle obstacle);

}  // namespace tandem
