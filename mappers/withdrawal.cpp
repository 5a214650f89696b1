#include "mappers/withdrawal.h"

#include "mappers/draft.h"
#include "mappers/markup.h"

#include <algorithm>

namespace tandem {
namespace {

bool IsNoteOf(const Sight& sight, TicketId id, std::int64_t note) {
  const auto ticket = sight.tickets.find(id);
  return ticket != sight.tickets.end() &&
         std::any_of(ticket->second.notes.begin(), ticket->second.notes.end(),
                     [&](const Note& each) { return each.id.value == note; });
}

// Of the note as it is now, where it is still there: an edit that was not mirrored yet is no reason
// to copy it anew.
std::string HashNow(const Sight& sight, TicketId id, std::int64_t note, std::string recorded) {
  const auto ticket = sight.tickets.find(id);
  if (ticket == sight.tickets.end()) return recorded;
  for (const Note& each : ticket->second.notes) {
    if (each.id.value == note) return each.html.hash();
  }
  return recorded;
}

// `known` is whose note it is, as it was recorded.
bool CopiesNoteOf(const Sight& sight, TicketId ticket, const Operation& operation, TicketId known) {
  if (operation.kind != OperationKind::kCopyNote) return false;
  return known == ticket || IsNoteOf(sight, ticket, operation.source);
}

}  // namespace

Plan PlanWithdrawal(const Link& link, const Sight& sight, const Rule& rule, const Account& account,
                    TicketId ticket) {
  Draft draft{sight, rule, account, Guard(rule, sight.visibility), {}, {}};
  draft.link() = link;
  AdoptMarked(draft);
  if (sight.visibility == Visibility::kUnknown) {
    draft.WaitUntil(
        sight.read_at,
        "nothing is written to GitHub while it is unknown who can read " + link.issue.repository);
    return std::move(draft.plan);
  }
  // Whether a comment is there can only be asked where the issue is.
  if (sight.presence != Presence::kThere) {
    draft.WaitUntil(sight.read_at, "comments are withdrawn when " + link.issue.repository + "#" +
                                       std::to_string(link.issue.number) + " can be seen again");
    return std::move(draft.plan);
  }
  for (const auto& [operation, intent] : draft.link().intents) {
    if (!CopiesNoteOf(sight, ticket, operation, intent.ticket)) continue;
    // A listing that began after the window shows whatever was made: the rest made nothing.
    const Time look_at = intent.at + account.look_after;
    if (sight.read_at >= look_at) continue;
    draft.WaitUntil(look_at,
                    "a comment was sent and its outcome is unknown: it is looked for and withdrawn "
                    "then");
  }
  for (auto& [operation, copy] : draft.link().copies) {
    if (!CopiesNoteOf(sight, ticket, operation, copy.ticket)) continue;
    const std::string hash = HashNow(sight, ticket, operation.source, copy.source_hash);
    if (copy.id != 0) {
      draft.Do(DeleteComment{CommentId{copy.id}, operation, hash});
    } else if (copy.source_hash == kOfNoText) {
      copy.source_hash = hash;
    }
  }
  draft.Decide(std::to_string(draft.plan.actions.size()) + " comments that copy notes of ticket " +
               std::to_string(ticket.value) + " are withdrawn");
  return std::move(draft.plan);
}

bool WithdrawalIsUnsure(const Link& link, const Sight& sight, TicketId ticket) {
  return std::any_of(link.copies.begin(), link.copies.end(), [&](const auto& entry) {
    const auto& [operation, copy] = entry;
    return copy.id != 0 && CopiesNoteOf(sight, ticket, operation, copy.ticket) &&
           MayBeDeleted(link, OwnComment(CommentId{copy.id}));
  });
}

}  // namespace tandem
