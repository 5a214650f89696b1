// The name of each thing that Tandem creates, told by what it does and never by the attempt: the
// key of "effects happen once". The gateway turns a name into an opaque marker; here it is plain
// data. Values; safe everywhere.
#pragma once

#include <compare>
#include <cstdint>

namespace tandem {

// The order is stored: add at the end, never renumber.
enum class OperationKind : std::uint8_t {
  kCreateIssue = 1,  // source: ticket, target: repository
  kStatusNote = 2,   // source: ticket, target: ticket, n: how often the ticket was linked before
  kCopyNote = 3,     // source: note, target: issue; makes a comment
  kCopyComment = 4,  // source: comment, target: ticket; makes a note
  kTellTicketDone =
      5,  // source: ticket, target: issue, n: the ticket's state changes; makes a comment
  kTellTicketOpen = 6,  // the same for a ticket that was reopened
  kTellIssueClosed =
      7,               // source: issue, target: ticket, n: the issue's state changes; makes a note
  kTellIssueOpen = 8,  // the same for an issue that was reopened
  kTellLinked =
      9,  // source: issue, target: ticket; a note that says who linked the ticket from GitHub
  kAnswerNote = 10,       // source: note, the command; target: its ticket; makes a note
  kAnswerComment = 11,    // source: comment, the command; target: its issue; makes a comment
  kTellTicketEnded = 12,  // source: issue, target: ticket, n: as its status note's; makes a note
  kTellIssueEnded = 13,   // source: ticket, target: issue, n: as above; makes a comment
  kTellPublic = 14,       // source: issue, target: ticket, n: how often it became public before
  kRefuseTicket = 15,     // source: ticket, target: issue that names it; makes a comment
  kLinkEnded = 16,        // as kStatusNote: the status note says with this marker that it ended
  kTellTicketHeld = 17,   // source: issue, target: ticket, n: the ticket it was merged into,
                          // or the issue that the issue became
  kTellIssueHeld = 18,    // source: ticket, target: issue, n: as above; makes a comment
  kTellDuplicate = 19,    // source: an issue that was created a second time, target: the first;
                          // makes a comment on the second
  kTellHeldUp = 20,       // source: 0, target: issue, n: how often it was told before; makes a
                          // comment, which is there while the tickets cannot be written to
};

struct Operation {
  OperationKind kind = OperationKind::kCreateIssue;
  std::int64_t source = 0;
  std::int64_t target = 0;
  std::int64_t n =
      0;  // 0 for what happens once; else the count of the field's changes, saved with the decision
  auto operator<=>(const Operation&) const = default;
};

// What it makes: the issue, a comment on it, or a note on the ticket.
constexpr bool MakesComment(OperationKind kind) {
  return kind == OperationKind::kCopyNote || kind == OperationKind::kTellTicketDone ||
         kind == OperationKind::kTellTicketOpen || kind == OperationKind::kAnswerComment ||
         kind == OperationKind::kTellIssueEnded || kind == OperationKind::kTellIssueHeld ||
         kind == OperationKind::kRefuseTicket || kind == OperationKind::kTellDuplicate ||
         kind == OperationKind::kTellHeldUp;
}
constexpr bool MakesIssue(OperationKind kind) {
  return kind == OperationKind::kCreateIssue;
}
constexpr bool MakesNote(OperationKind kind) {
  return !MakesIssue(kind) && !MakesComment(kind);
}

}  // namespace tandem
