// What a link's tickets, or else its issue, are told while it is held up. Pure; safe everywhere.
#pragma once

#include "mappers/plan.h"
#include "mappers/wording.h"

namespace tandem {

// Edits of the status notes that do not say so yet, and notes for tickets that have none; the sync
// that gets through edits them back.
Plan PlanHeld(const Link& link, const Account& account, const Holdup& holdup);
// The same for the issue, where the tickets cannot be told: a comment, unless it is there already
// or may be. It says what and since when and not why: the reason's words are not for GitHub.
Plan PlanHeldOnIssue(const Link& link, const Account& account, const Holdup& holdup);

}  // namespace tandem
