// Which operations a marker may name: everything that this link could have made from what it holds.

#include "mappers/draft.h"
#include "mappers/merging.h"
#include "mappers/ticket_links.h"

namespace tandem {
namespace {

// A change that is counted may have been told before its count was lost; one more than we remember
// is looked for.
constexpr std::int64_t kBeyond = 1;

// So often a message is taken to have been published anew when nobody remembers.
constexpr std::int64_t kAnew = 3;

void AddCounted(std::vector<Operation>& operations, OperationKind kind, std::int64_t source,
                std::int64_t target, std::int64_t first, std::int64_t last) {
  for (std::int64_t n = first; n <= last; ++n) operations.push_back({kind, source, target, n});
}

// A ticket that comes back into a link of which the store knows nothing any more: what was told of
// it, as often as it can have been. Each telling left a message behind; some may be deleted.
void AddUncounted(std::vector<Operation>& operations, TicketId id, const TicketSide& side,
                  const Ticket& ticket, const Issue& issue) {
  constexpr std::int64_t kDeleted = 16;
  const std::int64_t most =
      static_cast<std::int64_t>(ticket.notes.size() + issue.comments.size()) + kDeleted;
  const std::int64_t of = issue.ref.id.value;
  for (std::int64_t link = 0; link <= side.links_before; ++link) {
    const std::int64_t first = link * kChangesOfOneLink;
    AddCounted(operations, OperationKind::kTellTicketDone, id.value, of, first, first + most);
    AddCounted(operations, OperationKind::kTellTicketOpen, id.value, of, first, first + most);
  }
  for (const auto kind :
       {OperationKind::kTellIssueClosed, OperationKind::kTellIssueOpen, OperationKind::kTellPublic})
    AddCounted(operations, kind, of, id.value, 0, most);
  // A comment that is not there any more is named by the permalink in its copy.
  for (const Note& note : ticket.notes) {
    if (const auto comment = CommentNamedIn(note.html, issue.ref))
      AddCounted(operations, OperationKind::kCopyComment, comment->value, id.value, 0, kAnew);
  }
}

}  // namespace

std::vector<Operation> PossibleOperations(const Link& link, const Sight& sight) {
  const std::int64_t issue = sight.issue.ref.id.value;
  std::vector<Operation> operations;
  for (const auto& [id, side] : link.tickets) {
    AddCounted(operations, OperationKind::kStatusNote, id.value, id.value, 0,
               side.links_before + kBeyond);
    AddCounted(operations, OperationKind::kTellLinked, issue, id.value, 0,
               side.links_before + kBeyond);
    AddCounted(operations, OperationKind::kLinkEnded, id.value, id.value, 0,
               side.links_before + kBeyond);
    AddCounted(operations, OperationKind::kTellTicketEnded, issue, id.value, 0,
               side.links_before + kBeyond);
    AddCounted(operations, OperationKind::kTellIssueEnded, id.value, issue, 0,
               side.links_before + kBeyond);
    AddCounted(operations, OperationKind::kTellPublic, issue, id.value, 0,
               link.times_public + kBeyond);
    if (sight.presence == Presence::kMoved)
      operations.push_back(
          {OperationKind::kTellTicketHeld, issue, id.value, sight.moved_to.id.value});
    for (const Comment& comment : sight.issue.comments) {
      AddCounted(operations, OperationKind::kCopyComment, comment.id.value, id.value, 0, kAnew);
    }
    const auto ticket = sight.tickets.find(id);
    if (ticket == sight.tickets.end()) continue;
    if (const auto primary = MergeTold(ticket->second, {})) {
      operations.push_back({OperationKind::kTellTicketHeld, issue, id.value, primary->value});
      operations.push_back({OperationKind::kTellIssueHeld, id.value, issue, primary->value});
    }
    if (side.fresh) AddUncounted(operations, id, side, ticket->second, sight.issue);
    for (const Note& note : ticket->second.notes) {
      AddCounted(operations, OperationKind::kCopyNote, note.id.value, issue, 0, kAnew);
      operations.push_back({OperationKind::kAnswerNote, note.id.value, id.value, 0});
    }
  }
  AddCounted(operations, OperationKind::kTellHeldUp, 0, issue, 0, kBeyond);
  for (const Comment& comment : sight.issue.comments) {
    operations.push_back({OperationKind::kAnswerComment, comment.id.value, issue, 0});
  }
  // What the issue's text asked for may have been refused before the store was lost.
  for (const TicketId id : TicketNumbersIn(sight.issue.markdown))
    operations.push_back({OperationKind::kRefuseTicket, id.value, issue, 0});
  if (sight.duplicate_of.id)
    operations.push_back({OperationKind::kTellDuplicate, issue, sight.duplicate_of.id.value, 0});
  for (const Announcement& each : link.announcements) operations.push_back(each.operation);
  for (const auto& entry : link.intents) operations.push_back(entry.first);
  for (const auto& entry : link.copies) operations.push_back(entry.first);
  return operations;
}

}  // namespace tandem
