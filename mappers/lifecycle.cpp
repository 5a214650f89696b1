// The part of the plan for open and done: who changed it, what each side is meant to have now, and
// who is told.

#include "mappers/draft.h"
#include "mappers/status.h"

#include <algorithm>

namespace tandem {
namespace {

// What one sync sees of the state.
struct Changes {
  bool issue_closed = false;
  bool issue_opened = false;
  std::vector<TicketId> done{};
  std::vector<TicketId> opened{};
};

bool Contains(const std::vector<TicketId>& ids, TicketId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::string Name(TicketId id) {
  return "ticket " + std::to_string(id.value);
}

// "ticket 123 and ticket 124"
std::string Names(const std::vector<TicketId>& ids) {
  std::string names;
  for (const TicketId id : ids) names += (names.empty() ? "" : " and ") + Name(id);
  return names;
}

FieldMemory& StateOf(SideMemory& side) {
  return side.fields[kStateField];
}

// Whether a ticket's status can be one that we tried to set, of which nobody knows the outcome.
MayBeOurs StatusMayBeOurs(const SideMemory& side, int status) {
  const auto field = side.fields.find(kStatusField);
  if (field == side.fields.end() || field->second.unknown.empty()) return MayBeOurs::kYes;
  const std::string now = std::to_string(status);
  const auto& tried = field->second.unknown;
  const bool is_one = std::any_of(tried.begin(), tried.end(),
                                  [&](const Attempt& attempt) { return attempt.value == now; });
  return is_one ? MayBeOurs::kYes : MayBeOurs::kNo;
}

Sighting SeeState(Draft& draft, TicketId id, SideMemory& side, const std::string& now,
                  MayBeOurs may_be) {
  const Sighting sighting =
      See(StateOf(side), now, draft.sight.read_at, draft.account.look_after, may_be);
  draft.sightings[{id, kStateField}] = sighting;
  return sighting;
}

Changes SeeAll(Draft& draft) {
  Changes changes;
  const std::string issue_now = ClassOf(draft.sight.issue);
  if (SeeState(draft, {}, draft.link().issue_memory, issue_now, MayBeOurs::kYes) ==
      Sighting::kChanged) {
    (issue_now == kOpen ? changes.issue_opened : changes.issue_closed) = true;
  }
  for (auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (ticket == draft.sight.tickets.end() || draft.merged.contains(id)) continue;
    const std::string now = ClassOf(ticket->second.status, draft.rule, draft.account);
    const FieldMemory& state = StateOf(side.memory);
    // Somebody was quicker than our write: the status that they chose stays.
    if (state.seen != now && state.agreed == now) {
      if (!side.write_status.empty() &&
          StatusNumber(side.write_status, draft.account) != ticket->second.status)
        draft.Decide(Name(id) + " got another status before " + side.write_status +
                     " was written: that one stays");
      side.write_status.clear();
    }
    const MayBeOurs may_be = StatusMayBeOurs(side.memory, ticket->second.status);
    if (SeeState(draft, id, side.memory, now, may_be) == Sighting::kChanged) {
      (now == kOpen ? changes.opened : changes.done).push_back(id);
    }
  }
  return changes;
}

void AgreeOnIssue(Draft& draft, const std::string& state, const std::string& reason) {
  StateOf(draft.link().issue_memory).agreed = state;
  draft.link().write_reason = reason;
  ++draft.link().issue_memory.state_changes;
}

void TellTicket(Draft& draft, OperationKind kind, TicketId id, const std::string& by,
                const std::string& reason) {
  const Operation operation{kind, draft.link().issue.id.value, id.value,
                            draft.link().issue_memory.state_changes};
  draft.link().announcements.push_back({operation, by, reason});
}

void TellIssue(Draft& draft, OperationKind kind, TicketId id, TicketSide& side,
               const std::string& reason) {
  ++side.memory.state_changes;
  const Operation operation{kind, id.value, draft.link().issue.id.value, side.memory.state_changes};
  draft.link().announcements.push_back({operation, {}, reason});
}

// A status of the configuration that the account does not have is told once, where it would be
// written.
std::optional<std::string> Known(Draft& draft, const std::optional<std::string>& name,
                                 const char* setting) {
  if (!name || StatusNumber(*name, draft.account)) return name;
  draft.Decide("Freshdesk has no status \"" + *name + "\" (rules[].status." + setting +
               "): the ticket keeps its own");
  return std::nullopt;
}

std::optional<std::string> StatusForClosing(Draft& draft) {
  return Known(draft, StatusOfClosing(draft), "closed");
}

void TellOfClosing(Draft& draft, TicketId id, TicketSide& side,
                   const std::optional<std::string>& status) {
  TellTicket(draft, OperationKind::kTellIssueClosed, id, draft.sight.issue.closed_by,
             draft.sight.issue.state_reason);
  if (StateOf(side.memory).agreed == kDone || !status) return;
  StateOf(side.memory).agreed = kDone;
  side.write_status = *status;
  side.done_by_issue = true;
  ++side.memory.state_changes;
}

void IssueWasClosed(Draft& draft, const Changes& changes) {
  AgreeOnIssue(draft, kDone, {});
  const auto status = StatusForClosing(draft);
  for (auto& [id, side] : draft.link().tickets) {
    if (Contains(changes.done, id)) {  // both sides say the same: nothing to tell
      StateOf(side.memory).agreed = kDone;
      ++side.memory.state_changes;
      continue;
    }
    TellOfClosing(draft, id, side, status);
  }
  if (!changes.done.empty())
    draft.Decide(Names(changes.done) + " done while the issue was closed: both sides agree");
  draft.Decide("the issue was closed: " +
               std::string(status ? "its tickets that are still open become " + *status
                                  : "its tickets are told and keep their status"));
}

void ReopenTicket(Draft& draft, TicketSide& side) {
  side.done_by_issue = false;
  FieldMemory& state = StateOf(side.memory);
  if (state.seen == kOpen && state.unknown.empty()) {  // its closing never came through
    state.agreed = kOpen;
    side.write_status.clear();
    return;
  }
  const auto status = Known(draft, draft.rule.status.reopened, "reopened");
  if (!status) return;
  state.agreed = kOpen;
  side.write_status = *status;
  ++side.memory.state_changes;
}

void IssueWasReopened(Draft& draft, const Changes& changes) {
  AgreeOnIssue(draft, kOpen, {});
  for (auto& [id, side] : draft.link().tickets) {
    if (Contains(changes.opened, id)) {
      StateOf(side.memory).agreed = kOpen;
      side.done_by_issue = false;
      ++side.memory.state_changes;
      continue;
    }
    const bool collides = Contains(changes.done, id);
    if (collides) draft.Decide(Name(id) + " was done while the issue was reopened: open wins");
    if (collides || side.done_by_issue) ReopenTicket(draft, side);
    TellTicket(draft, OperationKind::kTellIssueOpen, id, {}, {});
  }
  draft.Decide("the issue was reopened: the tickets that its closing had made done are reopened");
}

void TicketsWereOpened(Draft& draft, const Changes& changes) {
  for (const TicketId id : changes.opened) {
    TicketSide& side = draft.link().tickets.at(id);
    StateOf(side.memory).agreed = kOpen;
    side.write_status.clear();
    side.done_by_issue = false;
    TellIssue(draft, OperationKind::kTellTicketOpen, id, side, {});
  }
  if (draft.sight.issue.open && StateOf(draft.link().issue_memory).agreed == kOpen) {
    draft.Decide(Names(changes.opened) + " reopened: the issue is open already");
    return;
  }
  if (changes.issue_closed)
    draft.Decide("the issue was closed while a ticket was reopened: open wins");
  AgreeOnIssue(draft, kOpen, "reopened");
  for (const auto& [id, side] : draft.link().tickets) {
    if (!Contains(changes.opened, id))
      TellTicket(draft, OperationKind::kTellIssueOpen, id, {}, "sister");
  }
  draft.Decide(Names(changes.opened) + " reopened: the issue is reopened");
}

void TicketsWereDone(Draft& draft, const Changes& changes) {
  for (const TicketId id : changes.done) {
    TicketSide& side = draft.link().tickets.at(id);
    StateOf(side.memory).agreed = kDone;
    side.write_status.clear();
    side.done_by_issue = false;
    TellIssue(draft, OperationKind::kTellTicketDone, id, side, {});
  }
  const auto& tickets = draft.link().tickets;
  const bool all_done = std::all_of(tickets.begin(), tickets.end(), [](const auto& entry) {
    const auto state = entry.second.memory.fields.find(kStateField);
    return state != entry.second.memory.fields.end() && state->second.agreed == kDone;
  });
  const bool closed = StateOf(draft.link().issue_memory).agreed == kDone;
  if (!all_done || closed) {
    draft.Decide(Names(changes.done) + " done: " +
                 (closed ? "the issue is closed already"
                         : "the issue stays open, because another of its tickets is"));
    return;
  }
  if (!draft.rule.close_when_all_done) {
    draft.Decide("every ticket is done; the rule never closes the issue");
    return;
  }
  AgreeOnIssue(draft, kDone, "completed");
  draft.Decide("every ticket is done: the issue is closed");
}

// What is not wanted any more may still come through, or just has: there is a look when it no
// longer can. Then what is meant is written again, and whoever sets that value later is known to be
// a person.
void WaitForUnwanted(Draft& draft, const SideMemory& side) {
  for (const auto& entry : side.fields) {
    for (const Attempt& attempt : entry.second.unknown) {
      if (attempt.value != entry.second.agreed)
        draft.WaitUntil(attempt.at + draft.account.look_after,
                        "an earlier write of ours may come through late");
    }
  }
}

void WaitForLateWrites(Draft& draft) {
  WaitForUnwanted(draft, draft.link().issue_memory);
  for (const auto& entry : draft.link().tickets) WaitForUnwanted(draft, entry.second.memory);
}

}  // namespace

std::optional<std::string> StatusOfClosing(const Draft& draft) {
  const auto& map = draft.rule.status.closed;
  auto found = map.find(draft.sight.issue.state_reason);
  if (found == map.end()) found = map.find("completed");
  return found == map.end() ? std::nullopt : found->second;
}

bool ClosingSetsStatus(const Draft& draft) {
  const auto status = StatusOfClosing(draft);
  return status && StatusNumber(*status, draft.account);
}

void TellLate(Draft& draft, TicketId id, TicketSide& side) {
  ++draft.link().issue_memory.state_changes;
  if (StateOf(draft.link().issue_memory).agreed == kDone)
    return TellOfClosing(draft, id, side, StatusForClosing(draft));
  if (side.done_by_issue) ReopenTicket(draft, side);
  TellTicket(draft, OperationKind::kTellIssueOpen, id, {}, {});
}

void DecideState(Draft& draft) {
  const Changes changes = SeeAll(draft);
  if (changes.issue_closed && changes.opened.empty()) return IssueWasClosed(draft, changes);
  if (changes.issue_opened) return IssueWasReopened(draft, changes);
  if (!changes.opened.empty()) TicketsWereOpened(draft, changes);
  if (!changes.done.empty()) TicketsWereDone(draft, changes);
}

void WriteState(Draft& draft) {
  const FieldMemory& state = StateOf(draft.link().issue_memory);
  if (MustWrite(state, draft.sightings[{TicketId{}, kStateField}])) {
    const bool open = state.agreed == kOpen;
    std::string reason = draft.link().write_reason;
    if (reason.empty()) reason = open ? "reopened" : "completed";
    draft.Do(SetIssueState{open, reason});
  }
  for (auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (ticket != draft.sight.tickets.end() && !draft.merged.contains(id))
      WriteTicketStatus(draft, id, side, ticket->second);
  }
  WaitForLateWrites(draft);
}

}  // namespace tandem
