// How a link ends for a ticket: it is decided once, saved, told on both sides, and only then does
// the ticket leave the link. Pure; safe everywhere.
#pragma once

#include "mappers/link.h"

#include <string>

namespace tandem {

// Which side is told by a message of its own; the other knows already.
enum class TellEnd { kBothSides, kTicket, kIssue };

// Begins to end the link for one of its tickets: what is to be told is added to the announcements,
// what was still to be told to the ticket is dropped. Nothing happens when it is ending already.
// `about` belongs to the reason.
void EndLink(Link& link, TicketId ticket, const std::string& reason, const std::string& by,
             TellEnd tell = TellEnd::kBothSides, const std::string& about = {});

// Lets go of the tickets whose link has ended and which have nothing left to be told.
void DropEnded(Link& link);

}  // namespace tandem
