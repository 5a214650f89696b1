// The part of the plan for messages: each private note becomes one comment, each comment one
// private note on each ticket. Texts flow one way, from source to copy; what carries our marker is
// a copy already.

#include "mappers/draft.h"
#include "mappers/markup.h"
#include "mappers/prefix.h"
#include "mappers/wording.h"

#include <algorithm>

namespace tandem {
namespace {

// A message that may have to be copied; the older one goes first.
struct Source {
  Time created_at{};
  const Note* note = nullptr;  // exactly one of the two
  const Comment* comment = nullptr;
  TicketId ticket{};  // where the note is from, or the copy of the comment goes to
};

std::vector<Source> SourcesInOrder(const Draft& draft) {
  std::vector<Source> sources;
  for (const auto& [id, ticket] : draft.sight.tickets) {
    if (!draft.plan.link.tickets.contains(id)) continue;  // its link ends
    for (const Note& note : ticket.notes) {
      if (note.kind == Note::Kind::kPrivateNote && !note.mark &&
          !draft.our_notes.contains(note.id.value) &&
          !draft.command_notes.contains(note.id.value)) {
        sources.push_back({note.created_at, &note, nullptr, id});
      }
    }
    for (const Comment& comment : draft.sight.issue.comments) {
      if (!comment.mark && !draft.our_comments.contains(comment.id.value) &&
          !draft.command_comments.contains(comment.id.value))
        sources.push_back({comment.created_at, nullptr, &comment, id});
    }
  }
  std::stable_sort(sources.begin(), sources.end(), [](const Source& left, const Source& right) {
    return left.created_at < right.created_at;
  });
  return sources;
}

// What is not published when it is first seen stays unpublished until somebody edits it, whatever
// the repository becomes later.
void LeaveOut(Draft& draft, const Operation& operation, const std::string& hash,
              const std::string& why) {
  draft.link().copies[operation] = {0, hash};
  draft.Decide(why);
}

void CopyNote(Draft& draft, TicketId ticket, const Note& note) {
  const Operation operation{OperationKind::kCopyNote, note.id.value, draft.link().issue.id.value,
                            0};
  if (NewestCopy(draft.link().copies, operation) != nullptr) return;
  if (draft.sight.visibility == Visibility::kUnknown) {
    return draft.WaitUntil(draft.sight.read_at, "notes wait until it is known who can read " +
                                                    draft.link().issue.repository +
                                                    " (github.token must be able to)");
  }
  if (!MayCopy(draft, operation, note.created_at)) return;
  const Prefixed text = SplitPrefixOfHtml(note.html);
  const std::string hash = note.html.hash();
  const std::string name = "note " + std::to_string(note.id.value);
  auto body = CommentForNote(draft.guard, draft.account, ticket, note, text);
  if (!body)
    return LeaveOut(draft, operation, hash,
                    name + " is not published: " +
                        WhyNotPublished(draft.guard, draft.sight.visibility, text.prefix));
  draft.Do(AddComment{operation, std::move(*body), hash, ticket});
}

}  // namespace

void CopyComment(Draft& draft, TicketId ticket, const Comment& comment) {
  const Operation operation{OperationKind::kCopyComment, comment.id.value, ticket.value, 0};
  if (NewestCopy(draft.link().copies, operation) != nullptr) return;
  if (!MayCopy(draft, operation, comment.created_at)) return;
  const Prefixed text = SplitPrefixOfMarkdown(comment.markdown);
  const std::string hash = comment.markdown.hash();
  if (text.prefix == Prefix::kPrivate) {
    return LeaveOut(draft, operation, hash,
                    "comment " + std::to_string(comment.id.value) + " begins with /private");
  }
  draft.Do(AddNote{operation, ticket,
                   NoteForComment(draft.account, draft.link().issue, comment, text), hash,
                   comment.created_at});
}

void CopyMessages(Draft& draft) {
  for (const Source& source : SourcesInOrder(draft)) {
    if (source.note != nullptr) {
      CopyNote(draft, source.ticket, *source.note);
    } else {
      CopyComment(draft, source.ticket, *source.comment);
    }
  }
}

}  // namespace tandem
