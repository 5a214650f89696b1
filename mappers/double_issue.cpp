// The plan for an issue that was created a second time for one ticket.
//
// Question: which of the two goes on? DESIGN says the first. Choice: the one that the ticket is
// linked to, whichever has the lower number: its conversation is there, every status note leads to
// it, and the other has nothing but what people may have written there by chance. Price: where the
// answer to the first creation was lost for longer than `look_after` and the listing, the older
// number is the one that is closed.

#include "mappers/beginning.h"
#include "mappers/commands.h"
#include "mappers/draft.h"
#include "mappers/wording.h"

namespace tandem {
namespace {

bool IsMessage(const Draft& draft, const Comment& comment) {
  if (comment.mark || draft.our_comments.contains(comment.id.value)) return false;
  return !MayCommand(comment) || !comment.markdown.command();
}

}  // namespace

Plan PlanDouble(const Link& link, const Sight& sight, const Rule& rule, const Account& account) {
  Draft draft{sight, rule, account, Guard(rule, sight.visibility)};
  draft.link() = link;
  draft.link().issue = sight.issue.ref;
  draft.link().rule = rule.tag;
  draft.link().last_synced = sight.read_at;
  AdoptMarked(draft);
  for (const Comment& comment : sight.issue.comments) {
    if (!IsMessage(draft, comment)) continue;
    for (const auto& [id, ticket] : sight.tickets) {
      if (WhyReadOnly(ticket) == nullptr) CopyComment(draft, id, comment);
    }
  }
  const bool all_reached = draft.plan.actions.empty() && draft.plan.waits.empty();
  if (!draft.plan.actions.empty())
    draft.WaitUntil(sight.read_at + account.look_after,
                    IssueName(sight.issue.ref) +
                        " was created a second time: what people "
                        "wrote there is brought over first");
  const Operation told{OperationKind::kTellDuplicate, sight.issue.ref.id.value,
                       sight.duplicate_of.id.value, 0};
  if (all_reached && MayCreate(draft, told)) {
    draft.Decide(IssueName(sight.issue.ref) + " was created a second time for a ticket of " +
                 IssueName(sight.duplicate_of) + ": it is closed as a duplicate");
    if (sight.issue.open) draft.Do(SetIssueState{false, "duplicate"});
    draft.Do(AddComment{told, CommentForDuplicate(sight.issue.ref, sight.duplicate_of), {}, {}});
  }
  HoldForBrake(draft);
  HoldGithubWrites(draft);
  return std::move(draft.plan);
}

}  // namespace tandem
