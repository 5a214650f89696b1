// The part of the plan for deleted messages: the copy of what is gone is deleted. Gone is believed
// late, since a listing may lack what is there: a note when two complete listings, `look_after`
// apart, lack it; a comment when GitHub says so itself, and says it again a minute later. What may
// only be out of our sight (the ticket left the link, cannot be read, is spam or deleted) is not
// gone.

#include "mappers/draft.h"

#include <algorithm>

namespace tandem {
namespace {

bool IsReadable(const Draft& draft, TicketId id) {
  const auto ticket = draft.sight.tickets.find(id);
  return ticket != draft.sight.tickets.end() && !ticket->second.spam && !ticket->second.deleted;
}

std::set<std::int64_t> NotesInSight(const Sight& sight) {
  std::set<std::int64_t> notes;
  for (const auto& entry : sight.tickets) {
    for (const Note& note : entry.second.notes) notes.insert(note.id.value);
  }
  return notes;
}

std::string Gone(const char* kind, const Operation& operation) {
  return std::string(kind) + " " + std::to_string(operation.source) +
         " is gone: its copy is deleted";
}

void FollowNote(Draft& draft, const Operation& operation, Copy& copy) {
  if (copy.missing_since == Time{}) copy.missing_since = draft.sight.read_at;
  const Time look_at =
      copy.missing_since + std::min(draft.account.look_after, SecondLook(draft.account));
  if (draft.sight.read_at < look_at) {
    return draft.WaitUntil(look_at, "note " + std::to_string(operation.source) +
                                        " seems to be gone: it is looked for once more");
  }
  if (IsBraked(draft)) return;
  draft.Decide(Gone("note", operation));
  draft.Do(DeleteComment{CommentId{copy.id}, operation, copy.source_hash});
}

// A copy that came through late, when its source had been published anew already.
bool IsSuperseded(const Draft& draft, const Operation& operation) {
  return NewestCopy(draft.plan.link.copies, operation)->first != operation;
}

void FollowNotes(Draft& draft) {
  const std::set<std::int64_t> in_sight = NotesInSight(draft.sight);
  for (auto& [operation, copy] : draft.link().copies) {
    if (operation.kind != OperationKind::kCopyNote || copy.id == 0) continue;
    if (IsSuperseded(draft, operation)) {
      draft.Do(DeleteComment{CommentId{copy.id}, operation, copy.source_hash});
    } else if (in_sight.contains(operation.source)) {
      copy.missing_since = {};
    } else if (operation.target == draft.link().issue.id.value && IsReadable(draft, copy.ticket)) {
      FollowNote(draft, operation, copy);
    }
  }
}

// Its own answer was 404, while its repository can be read.
bool IsBelievedGone(Draft& draft, const Operation& operation, Copy& copy) {
  if (copy.missing_since == Time{}) copy.missing_since = draft.sight.read_at;
  const Time believed_at = copy.missing_since + SecondLook(draft.account);
  if (draft.sight.read_at >= believed_at) return true;
  draft.WaitUntil(believed_at, "comment " + std::to_string(operation.source) +
                                   " is not there any more: it is looked for once more");
  return false;
}

void FollowComment(Draft& draft, const Operation& operation, Copy& copy) {
  const TicketId ticket{operation.target};
  const bool gone = draft.sight.gone_comments.contains(CommentId{operation.source});
  const bool superseded = IsSuperseded(draft, operation);
  if (!gone) copy.missing_since = {};
  if (!IsReadable(draft, ticket) || !(gone || superseded)) return;
  if (!superseded && (!IsBelievedGone(draft, operation, copy) || IsBraked(draft))) return;
  if (gone) draft.Decide(Gone("comment", operation));
  draft.Do(DeleteNote{ticket, NoteId{copy.id}, operation, copy.source_hash});
}

void FollowComments(Draft& draft) {
  for (auto& [operation, copy] : draft.link().copies) {
    if (operation.kind == OperationKind::kCopyComment && copy.id != 0)
      FollowComment(draft, operation, copy);
  }
}

}  // namespace

std::vector<CommentId> CommentsToLookFor(const Link& link, const Sight& sight) {
  std::set<CommentId> wanted;
  for (const auto& [operation, copy] : link.copies) {
    if (operation.kind == OperationKind::kCopyComment && copy.id != 0 &&
        link.tickets.contains(TicketId{operation.target})) {
      wanted.insert(CommentId{operation.source});
    }
  }
  for (const Comment& comment : sight.issue.comments) wanted.erase(comment.id);
  return {wanted.begin(), wanted.end()};
}

void FollowDeletions(Draft& draft) {
  FollowNotes(draft);
  FollowComments(draft);
}

}  // namespace tandem
