// Distinct integer types for the ids of the two services, so that a ticket's id never passes for an
// issue's. Values; safe everywhere.
#pragma once

#include <compare>
#include <cstdint>

namespace tandem {

// A numeric id as the services give it: 1 or more, 2^53 at most. 0 means "none".
template <class Kind>
struct Id {
  std::int64_t value = 0;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value > 0; }
};

using TicketId = Id<struct TicketKind>;  // Freshdesk: the number in the ticket's address
using NoteId = Id<struct NoteKind>;  // Freshdesk: an entry of a ticket's conversation, of any kind
using FreshdeskUserId = Id<struct FreshdeskUserKind>;  // Freshdesk: an agent or a contact
using RepositoryId = Id<struct RepositoryKind>;        // GitHub: survives a rename
using IssueId = Id<struct IssueKind>;  // GitHub: not the number in the address; survives a rename
using CommentId = Id<struct CommentKind>;        // GitHub: an issue's comment
using GithubUserId = Id<struct GithubUserKind>;  // GitHub: a user, bot or organization

}  // namespace tandem
