// Which operations a marker may name: everything that this link could have made from what it holds.

#include "mappers/draft.h"
#include "mappers/merging.h"

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
    if (const auto primary = MergedInto(ticket->second, {})) {
      operations.push_back({OperationKind::kTellTicketHeld, issue, id.value, primary->value});
      operations.push_back({OperationKind::kTellIssueHeld, id.value, issue, primary->value});
    }
    for (const Note& note : ticket->second.notes) {
      AddCounted(operations, OperationKind::kCopyNote, note.id.value, issue, 0, kAnew);
      operations.push_back({OperationKind::kAnswerNote, note.id.value, id.value, 0});
    }
  }
  AddCounted(operations, OperationKind::kTellHeldUp, 0, issue, 0, kBeyond);
  for (const Comment& comment : sight.issue.comments) {
    operations.push_back({OperationKind::kAnswerComment, comment.id.value, issue, 0});
  }
  for (const Announcement& each : link.announcements) operations.push_back(each.operation);
  for (const auto& entry : link.intents) operations.push_back(entry.first);
  for (const auto& entry : link.copies) operations.push_back(entry.first);
  return operations;
}

}  // namespace tandem
