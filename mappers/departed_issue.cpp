// The plan while the issue is not where the link says: the link ends for every ticket once that is
// believed, and until then nothing is done.

#include "mappers/draft.h"
#include "mappers/reasons.h"
#include "mappers/wording.h"

#include <utility>

namespace tandem {
namespace {

void EndForAll(Draft& draft, const char* reason, const std::string& about = {}) {
  for (auto& [id, side] : draft.link().tickets) {
    if (!side.ending) EndVanished(draft, id, reason, about);
  }
  if (!draft.sight.brake.empty()) return;
  std::erase_if(draft.link().announcements,
                [](const Announcement& each) { return MakesComment(each.operation.kind); });
}

Time BelievedAt(const Draft& draft) {
  return draft.plan.link.issue_missing_since + SecondLook(draft.account);
}

// Once it was looked for.
bool MayBeThere(const Draft& draft) {
  return draft.sight.presence == Presence::kMissing && draft.sight.read_at < BelievedAt(draft);
}

// A ticket that leaves does not wait until its issue can be told, but for the minute in which the
// issue may be there all the same.
void ForgetLastComments(Draft& draft) {
  if (MayBeThere(draft)) return;
  std::erase_if(draft.link().announcements, [&](const Announcement& each) {
    const auto side = draft.link().tickets.find(TicketId{each.operation.source});
    return each.operation.kind == OperationKind::kTellIssueEnded &&
           side != draft.link().tickets.end() && side->second.ending;
  });
}

// GitHub says "not found" also to those who may not see.
void LookTwice(Draft& draft) {
  Time& since = draft.link().issue_missing_since;
  if (since == Time{}) since = draft.sight.read_at;
  if (!MayBeThere(draft)) return EndForAll(draft, ended::kIssueGone);
  draft.WaitUntil(BelievedAt(draft), IssueName(draft.link().issue) +
                                         " is not there any more: it is looked for once "
                                         "more before its link ends");
}

// Question: a repository that cannot be read any more takes all its links with it; are they over?
// Choice: no. A token that lost the repository, an owner that withdrew its approval and a deleted
// repository look the same, all but the last are mended within hours, and an ended link is not
// begun again by itself. Price: after a real deletion the links stay, held and with their reason,
// until somebody writes /unlink.
void Hold(Draft& draft, const std::string& why) {
  draft.link().issue_missing_since = {};
  draft.WaitUntil(draft.sight.read_at, why);
}

// Question: what of a link that cannot follow its issue to a repository that a rule names, because
// a message has no counterpart there (see transfer.h) or the issue has another link? Choice: it is
// held, and each ticket is told once how to go on by hand. Price: the new link then copies the
// issue's comments once more.
void HoldMoved(Draft& draft) {
  const IssueRef& now = draft.sight.moved_to;
  for (const auto& [id, side] : draft.link().tickets) {
    if (side.ending) continue;
    const Operation operation{OperationKind::kTellTicketHeld, draft.link().issue.id.value, id.value,
                              now.id.value};
    AnnounceOnce(draft, {operation, {}, held::kIssueMoved, IssueName(now)});
  }
  Hold(draft, IssueName(draft.link().issue) + " was transferred to " + IssueName(now));
}

void NoticeIssue(Draft& draft) {
  const std::string& repository = draft.link().issue.repository;
  switch (draft.sight.presence) {
    case Presence::kThere:
      return;
    case Presence::kDeleted:
      return EndForAll(draft, ended::kIssueGone);
    case Presence::kMissing:
      return LookTwice(draft);
    case Presence::kSwitchedOff:
      return Hold(draft, "issues are switched off in " + repository);
    case Presence::kMoved:
      if (draft.sight.may_follow) return HoldMoved(draft);
      return EndForAll(draft, ended::kIssueMoved, IssueName(draft.sight.moved_to));
    case Presence::kRepositoryGone:
      return Hold(draft, repository + " is not there, or may not be seen any more (github.token)");
  }
}

}  // namespace

Plan PlanWithoutIssue(const Link& link, const Sight& sight, const Rule& rule,
                      const Account& account) {
  Draft draft{sight, rule, account, Guard(rule, sight.visibility)};
  draft.link() = link;
  AdoptMarked(draft);
  RepairDoubles(draft);
  ObeyCommands(draft);
  NoticeIssue(draft);
  ForgetLastComments(draft);
  SetLeavingApart(draft);
  TellAnnouncements(draft);
  WriteLastWords(draft);
  std::erase_if(draft.plan.actions, WritesToGithub);
  HoldForBrake(draft);
  HoldClosedTickets(draft);
  HoldUnsureEdits(draft.plan, draft.sight.read_at, account.look_after);
  return std::move(draft.plan);
}

}  // namespace tandem
