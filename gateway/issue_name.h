// How people name an issue: "owner/name#12", or its address. Pure; safe everywhere.
#pragma once

#include "mappers/ticket_links.h"

#include <optional>
#include <string_view>

namespace tandem {

// Nothing for anything else, also for the address of a pull request or of another host.
std::optional<IssueUrl> ReadIssueName(std::string_view text, std::string_view github_web_url);

}  // namespace tandem
