// What each action sends to GitHub, and what its answer says.

#include "gateway/apply.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

// Labels are added and removed one by one: what was refused after the first of them may show by
// half, and is not to be taken for a person's change.
Error HalfDone(Error error) {
  error.remedy = Remedy::kUnknownOutcome;
  return error;
}

bool IsIn(const Sight& sight, CommentId id) {
  const auto& comments = sight.issue.comments;
  return std::any_of(comments.begin(), comments.end(),
                     [&](const Comment& comment) { return comment.id == id; });
}

}  // namespace

Result<Answered> Apply::SendToGithub(const Link& link, const Sight& sight, const Action& action) {
  const IssueRef& issue = link.issue;
  const auto believed = [&](CommentId id) {
    return BelievedGone(link, OwnComment(id), IsIn(sight, id));
  };
  TRY(StillVisibleAs(issue.repository, issue.repository_id, sight.visibility));
  if (const auto* comment = std::get_if<AddComment>(&action)) {
    TRY_ASSIGN(const Comment made, github_.AddComment(issue.repository, issue.number, comment->body,
                                                      keys_.Sign(comment->operation)));
    return Answered{made.id.value, {}, true, 0, {}};
  }
  if (const auto* state = std::get_if<SetIssueState>(&action)) {
    TRY_ASSIGN(const Issue now,
               github_.SetState(issue.repository, issue.number, state->open, state->reason));
    return Answered{0, now.updated_at, now.open, 0, {}};
  }
  if (const auto* edit = std::get_if<EditComment>(&action)) {
    return UnlessCommentDeleted(issue,
                                github_.EditComment(issue.repository, edit->comment, edit->body,
                                                    keys_.Sign(edit->operation)),
                                believed(edit->comment));
  }
  if (const auto* gone = std::get_if<DeleteComment>(&action))
    return UnlessCommentDeleted(issue, github_.DeleteComment(issue.repository, gone->comment),
                                believed(gone->comment));
  if (const auto* second = std::get_if<RemoveDoubleComment>(&action))
    return UnlessCommentDeleted(issue, github_.DeleteComment(issue.repository, second->comment),
                                believed(second->comment));
  return ChangeLabelsOf(issue, std::get<ChangeLabels>(action));
}

// GitHub also says 404 of what may not be seen any more, or has moved: then the text is still
// there, and it must not be recorded that it is gone.
Result<Answered> Apply::UnlessCommentDeleted(const IssueRef& issue, const Status& done,
                                             Believed believed) {
  if (done.ok() || done.error().remedy != Remedy::kNotFound) return UnlessDeleted(done, believed);
  TRY_ASSIGN(const Issue there, github_.ReadIssue(issue.repository, issue.number));
  if (there.ref.id == issue.id) return UnlessDeleted(done, believed);
  return done.error();
}

// GitHub also says 404 of a label that somebody else took off: that is what was wanted.
Status Apply::UnlessTakenOff(const IssueRef& issue, const PublicText& label, const Status& done) {
  if (done.ok() || done.error().remedy != Remedy::kNotFound) return done;
  TRY_ASSIGN(const Issue there, github_.ReadIssue(issue.repository, issue.number));
  if (there.ref.id != issue.id) return done;
  if (!Holds(there.labels, label.text())) return Done{};
  return Error{Remedy::kConflict, done.error().message + ", though the issue has that label"};
}

Result<Answered> Apply::ChangeLabelsOf(const IssueRef& issue, const ChangeLabels& action) {
  Answered answered;
  if (!action.add.empty()) {
    TRY_ASSIGN(answered.names, github_.AddLabels(issue.repository, issue.number, action.add));
  }
  for (const PublicText& label : action.remove) {
    const Status removed =
        UnlessTakenOff(issue, label, github_.RemoveLabel(issue.repository, issue.number, label));
    const bool is_first = action.add.empty() && label == action.remove.front();
    if (!removed.ok()) return is_first ? removed.error() : HalfDone(removed.error());
    std::erase_if(answered.names,
                  [&](const std::string& name) { return Fold(name) == Fold(label.text()); });
  }
  // The answers do not carry the time by which an older snapshot is told.
  const auto now = github_.ReadIssue(issue.repository, issue.number);
  if (now.ok()) answered.updated_at = now->updated_at;
  return answered;
}

}  // namespace tandem
