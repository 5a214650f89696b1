// What the argument of a command names: an issue or a ticket. Pure; safe from all threads.
#pragma once

#include "mappers/ids.h"
#include "mappers/ticket_links.h"

#include <optional>
#include <string_view>

namespace tandem {

// "owner/name#12", or the address of an issue; blanks and <> around it are fine.
std::optional<IssueUrl> IssueNamed(std::string_view argument, std::string_view github_web_url);
// "123", "#123", or the address of a ticket; what follows it is not looked at.
std::optional<TicketId> TicketNamed(std::string_view argument, std::string_view freshdesk_url);

}  // namespace tandem
