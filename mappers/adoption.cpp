// The part of the plan that keeps effects from happening twice: what carries one of our markers was
// made already, whatever the store remembers; and what may have been made is not made again before
// it has been looked for.

#include "mappers/draft.h"
#include "mappers/markup.h"

namespace tandem {
namespace {

// Somebody edited the source after its copy was written last.
template <class Message>
bool WasEditedSince(const Message& source, Time copied_at) {
  return source.updated_at > source.created_at && source.updated_at > copied_at;
}

std::string HashOfNote(const Sight& sight, std::int64_t id, Time copied_at) {
  for (const auto& entry : sight.tickets) {
    for (const Note& note : entry.second.notes) {
      if (note.id.value != id) continue;
      return WasEditedSince(note, copied_at) ? kEditedSince : note.html.hash();
    }
  }
  return {};
}

std::string HashOfComment(const Sight& sight, std::int64_t id, Time copied_at) {
  for (const Comment& comment : sight.issue.comments) {
    if (comment.id.value != id) continue;
    return WasEditedSince(comment, copied_at) ? kEditedSince : comment.markdown.hash();
  }
  return {};
}

// The hash of what was sent, when we remember sending it; else of what the source says today,
// unless the services' times tell that it said something else when it was copied.
std::string HashOfSource(const Draft& draft, const Operation& operation, Time copied_at) {
  const auto intent = draft.plan.link.intents.find(operation);
  if (intent != draft.plan.link.intents.end()) return intent->second.source_hash;
  if (operation.kind == OperationKind::kCopyNote)
    return HashOfNote(draft.sight, operation.source, copied_at);
  if (operation.kind == OperationKind::kCopyComment)
    return HashOfComment(draft.sight, operation.source, copied_at);
  return {};
}

void Adopt(Draft& draft, const Operation& operation, std::int64_t id, Time copied_at) {
  const auto intent = draft.link().intents.find(operation);
  const bool was_sent = intent != draft.link().intents.end();
  const auto [copy, is_new] = draft.link().copies.try_emplace(operation);
  // It may have come through after its source was left out: then it is to be taken back.
  const bool late = was_sent && copy->second.id == 0;
  if (is_new || late) {
    copy->second = {id, HashOfSource(draft, operation, copied_at),
                    was_sent ? intent->second.ticket : TicketId{}};
  }
  draft.link().intents.erase(operation);
  if (is_new || late)
    draft.Decide("what carries our marker was made already: it is not made again");
}

void AdoptStatusNote(Draft& draft, TicketId ticket, const Note& note) {
  const auto side = draft.link().tickets.find(ticket);
  if (side != draft.link().tickets.end() && !side->second.status_note.id)
    side->second.status_note.id = note.id;
}

void CollectOurs(Draft& draft) {
  for (const auto& [operation, copy] : draft.link().copies) {
    if (copy.id == 0) continue;
    (MakesComment(operation.kind) ? draft.our_comments : draft.our_notes).insert(copy.id);
  }
}

}  // namespace

void AdoptMarked(Draft& draft) {
  for (const Comment& comment : draft.sight.issue.comments) {
    if (comment.mark && comment.mark->operation)
      Adopt(draft, *comment.mark->operation, comment.id.value, comment.updated_at);
  }
  for (const auto& [id, ticket] : draft.sight.tickets) {
    for (const Note& note : ticket.notes) {
      if (!note.mark || !note.mark->operation) continue;
      // The status note once more: it is no message of its own.
      if (note.mark->operation->kind == OperationKind::kLinkEnded) continue;
      Adopt(draft, *note.mark->operation, note.id.value, note.updated_at);
      if (note.mark->operation->kind == OperationKind::kStatusNote)
        AdoptStatusNote(draft, id, note);
    }
  }
  std::erase_if(draft.link().announcements, [&](const Announcement& each) {
    return draft.link().copies.contains(each.operation);
  });
  CollectOurs(draft);
}

bool MayCreate(Draft& draft, const Operation& operation) {
  if (draft.link().copies.contains(operation)) return false;
  const TicketId place{MakesNote(operation.kind) ? operation.target : 0};
  if (draft.blocked.contains(place)) return false;
  const auto intent = draft.link().intents.find(operation);
  if (intent == draft.link().intents.end()) return true;
  // A listing that began after the window shows whatever the attempt made: it made nothing.
  const Time look_at = intent->second.at + draft.account.look_after;
  if (draft.sight.read_at >= look_at) return true;
  draft.blocked.insert(place);
  draft.WaitUntil(
      look_at,
      "a message was sent and its outcome is unknown: it is looked for before it is sent again");
  return false;
}

bool MayCopy(Draft& draft, const Operation& operation, Time written_at) {
  if (!MayCreate(draft, operation)) return false;
  const Time look_at = draft.account.remembers_since + draft.account.look_after;
  if (written_at >= draft.account.remembers_since || draft.sight.read_at >= look_at) return true;
  draft.blocked.insert(TicketId{MakesNote(operation.kind) ? operation.target : 0});
  draft.WaitUntil(
      look_at,
      "a message may have been copied before the store was lost: its copy is looked for "
      "before it is made");
  return false;
}

}  // namespace tandem
