#include "mappers/plan.h"

#include "mappers/draft.h"
#include "mappers/status.h"
#include "mappers/wording.h"

#include <algorithm>

namespace tandem {
namespace {

using std::chrono::milliseconds;

std::optional<milliseconds> StaleFor(const SideMemory& side, Time updated_at, Time read_at,
                                     const Account& account) {
  if (updated_at >= side.answered_at) return std::nullopt;
  const milliseconds stale = read_at - side.answered_seen;
  // Believed in the end, should a service's clock ever jump back.
  return stale < account.look_after ? std::optional(stale) : std::nullopt;
}

// A text of one ticket may speak of another's requester.
std::vector<Requester> RequestersOf(const Sight& sight) {
  std::vector<Requester> requesters;
  for (const auto& entry : sight.tickets) requesters.push_back(entry.second.requester);
  return requesters;
}

// A locked issue takes no comments. They come again with the next plan; state and labels are set.
void HoldCommentsOfLockedIssue(Draft& draft) {
  if (!draft.sight.issue.locked) return;
  const auto held = std::erase_if(draft.plan.actions, [](const Action& action) {
    return std::holds_alternative<AddComment>(action);
  });
  if (held == 0) return;
  draft.WaitUntil(draft.sight.read_at,
                  IssueName(draft.link().issue) + " is locked: comments wait until it is unlocked");
}

// What a requester is called is taken out of every text, so nothing is published before that is
// known: not even when whoever reads forgot to look.
void HoldTextsOfUnknownRequesters(Draft& draft) {
  const auto& tickets = draft.sight.tickets;
  if (std::all_of(tickets.begin(), tickets.end(),
                  [](const auto& entry) { return entry.second.requester.looked_up; }))
    return;
  const auto held = std::erase_if(draft.plan.actions, [](const Action& action) {
    const auto* comment = std::get_if<AddComment>(&action);
    const bool copies = comment != nullptr && comment->operation.kind == OperationKind::kCopyNote;
    return copies || std::holds_alternative<EditComment>(action);
  });
  if (held > 0)
    draft.WaitUntil(
        draft.sight.read_at,
        "notes wait until it is known who their requester is (freshdesk.api_key must be able "
        "to see contacts)");
}

// While something is held up the status notes say that, see mappers/held.h.
void KeepSayingHeldUp(Draft& draft) {
  const auto& waits = draft.plan.waits;
  if (std::none_of(waits.begin(), waits.end(),
                   [&](const Wait& wait) { return wait.until <= draft.sight.read_at; }))
    return;
  std::erase_if(draft.plan.actions, SaysAllIsWell);
}

// All that is kept in step. Without a ticket there is nobody to be in step with: commands are
// answered and what is still to be told is told.
void KeepInStep(Draft& draft) {
  if (draft.link().tickets.empty()) return TellAnnouncements(draft);
  TakeInFreshTickets(draft);
  DecideState(draft);
  DecideLabels(draft);
  DecidePriority(draft);

  CreateStatusNotes(draft);
  FollowEdits(draft);
  FollowDeletions(draft);
  CopyMessages(draft);
  TellAnnouncements(draft);
  WriteState(draft);
  WriteLabels(draft);
  WritePriority(draft);
  EditStatusNotes(draft);
}

// What people are shown of a link between two syncs.
void RememberForPeople(Draft& draft) {
  draft.link().last_synced = draft.sight.read_at;
  for (auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (ticket != draft.sight.tickets.end()) side.status = ticket->second.status;
  }
}

// By which its comments are known again where the issue is transferred to. Copies have it from the
// beginning; what was left out, adopted, answered or made by an older version gets it here.
void RememberSources(Draft& draft) {
  std::map<std::int64_t, Time> written;
  for (auto& [operation, copy] : draft.link().copies) {
    const bool of_comment = operation.kind == OperationKind::kCopyComment ||
                            operation.kind == OperationKind::kAnswerComment;
    if (!of_comment || copy.source_at != Time{}) continue;
    if (written.empty()) {
      for (const Comment& each : draft.sight.issue.comments)
        written[each.id.value] = each.created_at;
    }
    if (const auto source = written.find(operation.source); source != written.end())
      copy.source_at = source->second;
  }
}

}  // namespace

// While nobody knows who can read the repository, GitHub gets nothing; the actions come again with
// the next plan.
void HoldGithubWrites(Draft& draft) {
  if (draft.sight.visibility != Visibility::kUnknown) return;
  const auto held = std::erase_if(draft.plan.actions, WritesToGithub);
  if (held == 0) return;
  draft.WaitUntil(draft.sight.read_at,
                  "nothing is written to GitHub while it is unknown who can read " +
                      draft.link().issue.repository + " (github.token must be able to)");
}

std::optional<milliseconds> StaleFor(const Link& link, const Sight& sight, const Account& account) {
  auto longest = StaleFor(link.issue_memory, sight.issue.updated_at, sight.read_at, account);
  for (const auto& [id, side] : link.tickets) {
    const auto ticket = sight.tickets.find(id);
    if (ticket == sight.tickets.end()) continue;
    longest =
        std::max(longest, StaleFor(side.memory, ticket->second.updated_at, sight.read_at, account));
  }
  return longest;
}

bool IsOpen(const Link& link) {
  const auto is_open = [](const SideMemory& side) {
    const auto state = side.fields.find(kStateField);
    return state == side.fields.end() || state->second.agreed != kDone;
  };
  return !link.tickets.empty() &&
         (is_open(link.issue_memory) ||
          std::any_of(link.tickets.begin(), link.tickets.end(),
                      [&](const auto& entry) { return is_open(entry.second.memory); }));
}

Plan PlanLink(const Link& link, const Sight& sight, const Rule& rule, const Account& account) {
  Draft draft{sight, rule, account,
              Guard(rule, sight.visibility,
                    {RequestersOf(sight), Neutraliser(account.people, account.github_web_url)})};
  draft.link() = link;
  draft.link().issue = sight.issue.ref;
  RememberForPeople(draft);
  draft.link().issue_missing_since = {};

  AdoptMarked(draft);
  RepairDoubles(draft);
  ObeyCommands(draft);
  NoticeDepartures(draft);
  NoticeMerges(draft);
  SetLeavingApart(draft);
  NoticePublicity(draft);
  KeepInStep(draft);
  WriteLastWords(draft);
  TakeBackHeldUp(draft);
  RememberSources(draft);

  HoldUnsureEdits(draft.plan, draft.sight.read_at, account.look_after);
  HoldForBrake(draft);
  HoldGithubWrites(draft);
  HoldTextsOfUnknownRequesters(draft);
  HoldCommentsOfLockedIssue(draft);
  HoldClosedTickets(draft);
  KeepSayingHeldUp(draft);
  BreakLoops(draft, link);
  return std::move(draft.plan);
}

}  // namespace tandem
