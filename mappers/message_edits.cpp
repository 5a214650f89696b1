// The part of the plan for edited messages: a copy follows its source and nothing else. It is
// edited when the source's text has changed, taken back when that may not be copied any more, and
// made anew when it may be again. A deletion that was begun is brought to its end first. What a
// person did to the copy stands until then; a copy that he deleted stays deleted.

#include "mappers/draft.h"
#include "mappers/markup.h"
#include "mappers/prefix.h"
#include "mappers/wording.h"

namespace tandem {
namespace {

// A message with something recorded of its copy.
struct Followed {
  Operation operation{};
  Copy* copy = nullptr;
};

Followed Follow(Draft& draft, const Operation& operation) {
  const auto* newest = NewestCopy(draft.link().copies, operation);
  if (newest == nullptr) return {};
  return {newest->first, &draft.link().copies[newest->first]};
}

// Whether there is something to compare; what was recorded without a hash begins to be compared
// now.
bool HasChanged(Copy& copy, const std::string& hash) {
  if (!copy.source_hash.empty()) return copy.source_hash != hash;
  copy.source_hash = hash;
  copy.history = copy.id == 0;  // nothing else is left out without one
  return false;
}

// A name that nothing was ever made under.
Operation Anew(Operation operation) {
  ++operation.n;
  return operation;
}

// Freshdesk cannot turn a note public, as far as we know. Should it happen, the customer sees the
// note, and what customers see is not published. A kind that cannot be told changes nothing.
bool TurnedPublic(const Note& note) {
  return note.kind == Note::Kind::kPublicNote || note.kind == Note::Kind::kReply;
}

void TakeBack(Draft& draft, const Followed& followed, const std::string& hash,
              const std::string& why) {
  Copy& copy = *followed.copy;
  if (copy.id == 0) {
    copy.source_hash = hash;
    return;
  }
  draft.Decide(why + ": its copy is deleted");
  if (MakesComment(followed.operation.kind)) {
    draft.Do(DeleteComment{CommentId{copy.id}, followed.operation, hash});
  } else {
    draft.Do(
        DeleteNote{TicketId{followed.operation.target}, NoteId{copy.id}, followed.operation, hash});
  }
}

void FollowPrivateNote(Draft& draft, TicketId ticket, const Note& note, const Followed& followed,
                       const std::string& hash) {
  const std::string name = "note " + std::to_string(note.id.value);
  const Prefixed text = SplitPrefixOfHtml(note.html);
  auto body = CommentForNote(draft.guard, draft.account, ticket, note, text);
  if (!body) {
    return TakeBack(draft, followed, hash,
                    name + " is not published any more, " +
                        WhyNotPublished(draft.guard, draft.sight.visibility, text.prefix));
  }
  Copy& copy = *followed.copy;
  const CommentId copied{copy.id};
  const bool may_be_deleted = MayBeDeleted(draft.link(), OwnComment(copied));
  if (copied && !may_be_deleted) {
    return draft.Do(EditComment{copied, followed.operation, std::move(*body), hash});
  }
  if (copy.history && text.prefix != Prefix::kPublish) {
    copy.source_hash = hash;
    return;
  }
  if (may_be_deleted) draft.Do(DeleteComment{copied, followed.operation, kOfNoText});
  const Operation anew = Anew(followed.operation);
  if (!MayCreate(draft, anew)) return;
  draft.Decide(name + " was edited and may be published now");
  draft.Do(AddComment{anew, std::move(*body), hash, ticket});
}

void FollowNote(Draft& draft, TicketId ticket, const Note& note) {
  const Followed followed =
      Follow(draft, {OperationKind::kCopyNote, note.id.value, draft.link().issue.id.value, 0});
  if (followed.copy == nullptr) return;
  followed.copy->ticket = ticket;
  const bool turned = TurnedPublic(note);
  if (!turned && note.kind != Note::Kind::kPrivateNote) return;
  const std::string hash = note.html.hash();
  const bool changed =
      HasChanged(*followed.copy, hash) || IsUnsure(draft.link(), OwnComment({followed.copy->id}));
  if (turned ? followed.copy->id == 0 : !changed) return;
  if (draft.sight.visibility == Visibility::kUnknown) {
    return draft.WaitUntil(draft.sight.read_at, "notes wait until it is known who can read " +
                                                    draft.link().issue.repository +
                                                    " (github.token must be able to)");
  }
  if (turned) {
    return TakeBack(draft, followed, hash,
                    "note " + std::to_string(note.id.value) + " is no private note any more");
  }
  FollowPrivateNote(draft, ticket, note, followed, hash);
}

void FollowComment(Draft& draft, TicketId ticket, const Comment& comment) {
  const Followed followed =
      Follow(draft, {OperationKind::kCopyComment, comment.id.value, ticket.value, 0});
  if (followed.copy == nullptr) return;
  const std::string hash = comment.markdown.hash();
  if (!HasChanged(*followed.copy, hash) && !IsUnsure(draft.link(), OwnNote({followed.copy->id})))
    return;
  const std::string name = "comment " + std::to_string(comment.id.value);
  const Prefixed text = SplitPrefixOfMarkdown(comment.markdown);
  if (text.prefix == Prefix::kPrivate)
    return TakeBack(draft, followed, hash, name + " begins with /private now");
  std::string html = NoteForComment(draft.account, draft.link().issue, comment, text);
  const NoteId copied{followed.copy->id};
  const bool may_be_deleted = MayBeDeleted(draft.link(), OwnNote(copied));
  if (copied && !may_be_deleted) {
    return draft.Do(EditNote{ticket, copied, followed.operation, std::move(html), hash});
  }
  if (may_be_deleted) draft.Do(DeleteNote{ticket, copied, followed.operation, kOfNoText});
  const Operation anew = Anew(followed.operation);
  if (!MayCreate(draft, anew)) return;
  draft.Decide(name + " was edited and may be copied now");
  draft.Do(AddNote{anew, ticket, std::move(html), hash, comment.created_at});
}

}  // namespace

bool MayBeWritten(const Link& link, const Note& note) {
  if (note.kind != Note::Kind::kPrivateNote) return false;
  const auto* newest =
      NewestCopy(link.copies, {OperationKind::kCopyNote, note.id.value, link.issue.id.value, 0});
  if (newest == nullptr) return !note.mark;  // unless we made it
  const std::string& copied = newest->second.source_hash;
  return IsUnsure(link, OwnComment({newest->second.id})) ||
         (!copied.empty() && copied != note.html.hash());
}

void FollowEdits(Draft& draft) {
  for (const auto& [id, ticket] : draft.sight.tickets) {
    if (ticket.spam || ticket.deleted) continue;
    for (const Note& note : ticket.notes) FollowNote(draft, id, note);
    for (const Comment& comment : draft.sight.issue.comments) FollowComment(draft, id, comment);
  }
}

}  // namespace tandem
