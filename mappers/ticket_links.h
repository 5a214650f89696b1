// Addresses of tickets and issues in text. Pure; safe from all threads.
#pragma once

#include "mappers/ids.h"
#include "mappers/model.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// The tickets of the account at `freshdesk_url` whose addresses stand in the text, each once, in
// the order of their first mention. Both of Freshdesk's forms count: /a/tickets/1 and the older
// /helpdesk/tickets/1. HTML comments are passed over, as is an address inside another address.
std::vector<TicketId> TicketsNamedIn(std::string_view markdown, std::string_view freshdesk_url);

// The same without regard to the account, and perhaps more: what can be a ticket's number at all.
std::vector<TicketId> TicketNumbersIn(std::string_view markdown);

struct IssueUrl {
  std::string repository{};  // "owner/name", as written
  std::int64_t number = 0;
  bool operator==(const IssueUrl&) const = default;
};

// Reads the address of an issue on the GitHub at `github_web_url`; a trailing slash, a query and a
// fragment may follow. Nothing for a pull request, another host, or text around it but blanks and
// <>.
std::optional<IssueUrl> ParseIssueUrl(std::string_view url, std::string_view github_web_url);

// The comment of that issue to which the first permalink in the HTML leads that leads to one.
std::optional<CommentId> CommentNamedIn(std::string_view html, const IssueRef& issue);

}  // namespace tandem
