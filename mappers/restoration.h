// What our own notes on a ticket tell of its links: all that is left of them when the store is
// lost. Pure; safe everywhere.
#pragma once

#include "mappers/link.h"
#include "mappers/model.h"
#include "mappers/ticket_links.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tandem {

// A link that was not ended, as the ticket's status note tells it.
struct ToldLink {
  IssueUrl issue{};
  NoteId note{};
  std::int64_t links_before = 0;  // how often the ticket was linked before
  MessagePlace begun{};  // of that note: commands given before were carried out, also that which
                         // made the link
  bool operator==(const ToldLink&) const = default;
};

// Of several the last. A link that the store has seen end (its number is below `links_before`)
// tells nothing: in the trash its note could not be edited to say so.
std::optional<ToldLink> LinkTold(const Ticket& ticket, std::int64_t links_before,
                                 const std::string& github_web_url);

// How many links the ticket's notes say to have ended.
std::int64_t LinksEnded(const Ticket& ticket);
// How often the ticket was linked before: a store that was lost knows less of it than the notes.
std::int64_t LinksBefore(const TicketRecord& record, const Ticket& ticket);
// Whether its last link to that issue has ended: nothing but a command links it there anew.
bool HasEndedWith(const Ticket& ticket, const IssueRef& issue, const std::string& github_web_url);

}  // namespace tandem
