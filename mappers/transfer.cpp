#include "mappers/transfer.h"

#include "mappers/draft.h"
#include "mappers/transfer_matching.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

// Until when they are looked for.
Missed LookAgain(const Link& link, const std::vector<std::int64_t>& missed, const Sight& sight,
                 const Account& account) {
  Missed result{link, {sight.read_at, {}}};
  for (auto& [operation, copy] : result.link.copies) {
    if (operation.kind != OperationKind::kCopyComment ||
        std::find(missed.begin(), missed.end(), operation.source) == missed.end())
      continue;
    if (copy.missing_since == Time{}) copy.missing_since = sight.read_at;
    result.wait.until = std::max(result.wait.until, copy.missing_since + SecondLook(account));
  }
  result.wait.reason = "a comment is not there since " + IssueName(link.issue) +
                       " was transferred: it is looked for once more before its link moves";
  return result;
}

bool IsAboutIssue(OperationKind kind) {
  return kind == OperationKind::kTellIssueClosed || kind == OperationKind::kTellIssueOpen ||
         kind == OperationKind::kTellLinked || kind == OperationKind::kTellTicketEnded ||
         kind == OperationKind::kTellPublic || kind == OperationKind::kTellTicketHeld;
}

// The names of what was done, as they are for the new issue.
struct Renaming {
  std::int64_t from = 0;  // the issue's id
  std::int64_t to = 0;
  const std::map<std::int64_t, std::int64_t>& ids;

  // Nothing when it is about a comment that is not there any more.
  std::optional<Operation> operator()(Operation operation) const {
    if (operation.kind == OperationKind::kCopyComment ||
        operation.kind == OperationKind::kAnswerComment) {
      const auto comment = ids.find(operation.source);
      if (comment == ids.end()) return std::nullopt;
      operation.source = comment->second;
    }
    if (MakesComment(operation.kind) && operation.target == from) operation.target = to;
    if (IsAboutIssue(operation.kind) && operation.source == from) operation.source = to;
    return operation;
  }
};

void Rename(Link& link, const Renaming& renaming) {
  std::map<Operation, Intent> intents;
  for (const auto& [operation, intent] : link.intents) {
    if (const auto now = renaming(operation)) intents.emplace(*now, intent);
  }
  link.intents = std::move(intents);
  std::map<Operation, Copy> copies;
  for (auto& [operation, copy] : link.copies) {
    const auto now = renaming(operation);
    const auto id = renaming.ids.find(copy.id);
    if (MakesComment(operation.kind) && id != renaming.ids.end()) copy.id = id->second;
    if (now) copies.emplace(*now, std::move(copy));
  }
  link.copies = std::move(copies);
  std::vector<Announcement> announcements;
  for (Announcement& each : link.announcements) {
    const auto now = renaming(each.operation);
    if (!now) continue;
    each.operation = *now;
    announcements.push_back(std::move(each));
  }
  link.announcements = std::move(announcements);
}

// The new rule's tag is set where the old one's was; that one stays with whoever set it.
void ChangeRule(Link& link, const Sight& sight, const Rule& rule) {
  if (Fold(link.rule) == Fold(rule.tag)) return;
  link.rule = rule.tag;
  for (auto& [id, side] : link.tickets) {
    const auto memory = side.memory.fields.find(kTagField);
    const auto ticket = sight.tickets.find(id);
    if (memory == side.memory.fields.end() || memory->second.agreed != kOn) continue;
    const bool there = ticket != sight.tickets.end() && Holds(ticket->second.tags, rule.tag);
    memory->second = {kOn, there ? kOn : kOff, {}};
  }
}

// So long after something was sent to a ticket it is waited for that it can be read.
constexpr std::chrono::minutes kReadableWithin{10};

// Until when a message that was sent may still appear; what has not by then was never made. What
// was sent to a ticket that cannot be read now is looked for first: its marker speaks of the old
// issue.
std::optional<Time> UnknownUntil(const Link& link, const Sight& sight, const Account& account) {
  std::optional<Time> until;
  for (const auto& [operation, intent] : link.intents) {
    Time end = intent.at + account.look_after;
    const TicketId ticket{operation.target};
    const bool unread = MakesNote(operation.kind) && link.tickets.contains(ticket) &&
                        !sight.tickets.contains(ticket);
    if (unread && sight.read_at < intent.at + kReadableWithin)
      end = std::max(end, sight.read_at + SecondLook(account));
    if (sight.read_at < end) until = std::max(until.value_or(end), end);
  }
  return until;
}

}  // namespace

Transfer MovedTo(const Link& link, const Sight& sight, const Rule& rule, const Account& account) {
  Draft draft{sight, rule, account, Guard(rule, sight.visibility)};
  draft.link() = link;
  AdoptMarked(draft);
  Link moved = std::move(draft.link());
  if (const auto until = UnknownUntil(moved, sight, account))
    return Wait{*until,
                "a message was sent and its outcome is unknown: it is looked for before "
                "its link moves"};
  // A ticket that could not be read may have what was sent to it.
  std::erase_if(moved.intents, [&](const auto& each) {
    return MakesComment(each.first.kind) || sight.tickets.contains(TicketId{each.first.target});
  });
  const Matching matching = MatchComments(moved, sight, account);
  if (!matching.beyond_doubt) return Unmatched{};
  if (!matching.missed.empty()) return LookAgain(link, matching.missed, sight, account);
  Rename(moved, {link.issue.id.value, sight.moved_to.id.value, matching.ids});
  ChangeRule(moved, sight, rule);
  moved.issue = sight.moved_to;
  moved.issue_memory.answered_at = {};
  moved.issue_memory.answered_seen = {};
  moved.issue_missing_since = {};
  moved.visibility = Visibility::kUnknown;
  return moved;
}

}  // namespace tandem
