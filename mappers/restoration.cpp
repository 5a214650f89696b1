// What a link was, told by what it left behind: the status note has the issue's state and mirrored
// labels as they were agreed last, the other messages say how often and how the state changed, and
// markers say what was copied. From that the fields' memory is made anew, and from then on the plan
// does what it always does: a side that shows something else was changed meanwhile by a person.
//
// Question: what about that which nobody wrote down? Choice: it counts as in step, so that nothing
// is written for it. Price: a ticket that was solved, got another priority, or lost the rule's tag
// while the store was lost tells nobody; the issue stays open until it is solved once more.

#include "mappers/restoration.h"

#include "mappers/draft.h"
#include "mappers/markup.h"
#include "mappers/status.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>
#include <limits>

namespace tandem {
namespace {

bool IsOf(const std::optional<Mark>& mark, OperationKind kind) {
  return mark && mark->operation && mark->operation->kind == kind;
}

bool IsUnknown(const std::optional<Mark>& mark) {
  return mark && !mark->operation;
}

bool SameIssue(const IssueUrl& url, const IssueRef& issue) {
  return Fold(url.repository) == Fold(issue.repository) && url.number == issue.number;
}

// A returning ticket, and what is told of it.
struct Return {
  TicketId id{};
  TicketSide& side;
  const Ticket& ticket;
  const Note& status_note;
  std::optional<StatusSaid> said{};
};

// A message that told of the state.
struct Telling {
  Time at{};
  OperationKind kind{};
};

std::vector<Telling> TellingsOf(const Draft& draft, const Return& back) {
  std::vector<Telling> tellings;
  for (const Comment& comment : draft.sight.issue.comments) {
    const bool ours = IsOf(comment.mark, OperationKind::kTellTicketDone) ||
                      IsOf(comment.mark, OperationKind::kTellTicketOpen);
    if (ours && comment.mark->operation->source == back.id.value)
      tellings.push_back({comment.created_at, comment.mark->operation->kind});
  }
  for (const Note& note : back.ticket.notes) {
    const bool ours = IsOf(note.mark, OperationKind::kTellIssueClosed) ||
                      IsOf(note.mark, OperationKind::kTellIssueOpen);
    if (ours && note.mark->operation->source == draft.sight.issue.ref.id.value)
      tellings.push_back({note.created_at, note.mark->operation->kind});
  }
  std::erase_if(tellings,
                [&](const Telling& each) { return each.at < back.status_note.created_at; });
  std::stable_sort(tellings.begin(), tellings.end(),
                   [](const Telling& left, const Telling& right) { return left.at < right.at; });
  return tellings;
}

// What the ticket was meant to be when it was spoken of last; nothing when that left it open.
struct Meant {
  std::optional<bool> done{};
  bool by_issue = false;
};

Meant MeantLast(const Draft& draft, const std::vector<Telling>& tellings) {
  Meant meant;
  for (const Telling& telling : tellings) {
    switch (telling.kind) {
      case OperationKind::kTellTicketDone:
        meant = {true, false};
        break;
      case OperationKind::kTellTicketOpen:
        meant = {false, false};
        break;
      case OperationKind::kTellIssueClosed:
        if (meant.done == true) break;
        meant = {std::nullopt, false};
        if (ClosingSetsStatus(draft)) meant = {true, true};
        break;
      default:
        meant = {meant.by_issue && draft.rule.status.reopened ? std::optional(false) : std::nullopt,
                 false};
    }
  }
  return meant;
}

// The state of the issue that the ticket heard of last.
std::string IssueAsTold(const Draft& draft, const Return& back,
                        const std::vector<Telling>& tellings) {
  if (!back.said) return ClassOf(draft.sight.issue);
  std::string state = back.said->open ? kOpen : kDone;
  for (const Telling& telling : tellings) {
    if (telling.at <= back.status_note.updated_at) continue;
    if (telling.kind == OperationKind::kTellIssueClosed) state = kDone;
    if (telling.kind == OperationKind::kTellIssueOpen) state = kOpen;
  }
  return state;
}

// The counts go on where they were, as far as messages are left that tell.
void CountOn(Draft& draft, const Return& back) {
  Link& link = draft.link();
  SideMemory& memory = back.side.memory;
  memory.state_changes = std::max(memory.state_changes, back.side.links_before * kChangesOfOneLink);
  for (const auto& [operation, copy] : link.copies) {
    const auto count = [n = operation.n](std::int64_t& counter) { counter = std::max(counter, n); };
    if (operation.kind == OperationKind::kTellTicketDone ||
        operation.kind == OperationKind::kTellTicketOpen) {
      if (operation.source == back.id.value) count(memory.state_changes);
    } else if (operation.kind == OperationKind::kTellIssueClosed ||
               operation.kind == OperationKind::kTellIssueOpen) {
      count(link.issue_memory.state_changes);
    } else if (operation.kind == OperationKind::kTellPublic) {
      link.times_public = std::max(link.times_public, operation.n + 1);
    }
  }
}

void TakeBackState(Draft& draft, const Return& back) {
  const auto tellings = TellingsOf(draft, back);
  const Meant meant = MeantLast(draft, tellings);
  const std::string now = ClassOf(back.ticket.status, draft.rule, draft.account);
  const bool was_reopened = back.said && meant.done == true && now == kOpen;
  const std::string was = was_reopened ? kDone : now;
  back.side.memory.fields[kStateField] = {was, was, {}};
  back.side.done_by_issue = meant.by_issue && was == kDone;

  const std::string told = IssueAsTold(draft, back, tellings);
  const auto [issue, is_first] =
      draft.link().issue_memory.fields.try_emplace(kStateField, FieldMemory{told, told, {}});
  if (is_first || !back.said || issue->second.agreed == told) return;
  // Its sisters came back earlier, and what they heard since it has not. What became of the issue
  // because all tickets that were known then were done is not meant for one that nobody knew of.
  const bool by_us = issue->second.agreed == kDone && !draft.link().write_reason.empty();
  if (by_us) return ReopenFor(draft, back.id, back.side);
  if (!was_reopened) TellLate(draft, back.id, back.side);
}

template <class Named>
std::string OnOff(const StatusSaid& said, const Named& label) {
  return said.labels.contains(label.label) ? kOn : kOff;
}

void TakeBackLabels(Draft& draft, const Return& back) {
  const bool tagged = Holds(back.ticket.tags, draft.rule.tag);
  back.side.memory.fields[kTagField] = {tagged ? kOn : kOff, tagged ? kOn : kOff, {}};
  if (!back.said) return;
  auto& of_issue = draft.link().issue_memory.fields;
  for (const TagLabel& pair : draft.rule.mirror) {
    const std::string was = OnOff(*back.said, pair);
    const auto issue = of_issue.try_emplace(FieldOf(pair), FieldMemory{was, was, {}}).first;
    back.side.memory.fields[FieldOf(pair)] = {issue->second.agreed, was, {}};
  }
  for (const PriorityLabel& label : draft.rule.priority) {
    const std::string was = OnOff(*back.said, label);
    of_issue.try_emplace(FieldOf(label), FieldMemory{was, was, {}});
  }
}

// Until when messages that have no copy were decided upon before: those of one direction are
// copied in order. Where it cannot be told of what a message of ours is the copy, it was made after
// what it copied.
template <class Source>
MessagePlace DecidedUntil(const Draft& draft, OperationKind kind, std::int64_t target,
                          const std::vector<Source>& sources, Time newest_unknown) {
  MessagePlace until{};
  for (const Source& source : sources) {
    const auto* copy = NewestCopy(draft.plan.link.copies, {kind, source.id.value, target, 0});
    if (copy != nullptr && copy->second.id != 0)
      until = std::max(until, {source.created_at, source.id.value});
  }
  if (until != MessagePlace{}) return until;
  if (newest_unknown == Time{}) return until;
  return {newest_unknown, std::numeric_limits<std::int64_t>::max()};
}

template <class Message>
Time NewestUnknown(const std::vector<Message>& messages) {
  Time newest{};
  for (const Message& message : messages) {
    if (IsUnknown(message.mark)) newest = std::max(newest, message.created_at);
  }
  return newest;
}

bool IsFromBefore(const Note& note, const Note& status_note) {
  return MessagePlace{note.created_at, note.id.value} <
         MessagePlace{status_note.created_at, status_note.id.value};
}

// Whether it came without its earlier notes, and nobody has brought them over since.
bool CameWithoutHistory(const Draft& draft, const Return& back) {
  const auto& copies = draft.plan.link.copies;
  const std::int64_t issue = draft.plan.link.issue.id.value;
  if (!copies.contains({OperationKind::kTellLinked, issue, back.id.value, back.side.links_before}))
    return false;
  return std::none_of(back.ticket.notes.begin(), back.ticket.notes.end(), [&](const Note& note) {
    const auto* copy = NewestCopy(copies, {OperationKind::kCopyNote, note.id.value, issue, 0});
    return IsFromBefore(note, back.status_note) && copy != nullptr && copy->second.id != 0;
  });
}

// Notes and comments that were left out, or whose copy a person deleted, are not copied now.
void LeaveOutDecided(Draft& draft, const Return& back) {
  auto& copies = draft.link().copies;
  const std::int64_t issue = draft.link().issue.id.value;
  const bool without_history = CameWithoutHistory(draft, back);
  back.side.with_history = !without_history;
  const auto notes_until = DecidedUntil(draft, OperationKind::kCopyNote, issue, back.ticket.notes,
                                        NewestUnknown(draft.sight.issue.comments));
  const auto comments_until =
      DecidedUntil(draft, OperationKind::kCopyComment, back.id.value, draft.sight.issue.comments,
                   NewestUnknown(back.ticket.notes));
  for (const Note& note : back.ticket.notes) {
    if (note.kind != Note::Kind::kPrivateNote || note.mark ||
        draft.command_notes.contains(note.id.value))
      continue;
    const Operation copy{OperationKind::kCopyNote, note.id.value, issue, 0};
    const bool history = without_history && IsFromBefore(note, back.status_note);
    const bool decided = MessagePlace{note.created_at, note.id.value} <= notes_until;
    if ((history || decided) && NewestCopy(copies, copy) == nullptr)
      copies[copy] = {0, note.html.hash(), back.id, history};
  }
  for (const Comment& comment : draft.sight.issue.comments) {
    if (comment.mark || draft.command_comments.contains(comment.id.value)) continue;
    const Operation copy{OperationKind::kCopyComment, comment.id.value, back.id.value, 0};
    if (MessagePlace{comment.created_at, comment.id.value} <= comments_until &&
        NewestCopy(copies, copy) == nullptr)
      copies[copy] = {0, comment.markdown.hash()};
  }
}

// Comments whose copies are there and which are not: the next sync asks for each of them.
void LookForComments(Draft& draft, TicketId id) {
  constexpr std::chrono::seconds kSoon{1};
  const auto& comments = draft.sight.issue.comments;
  const auto is_missing = [&](const auto& entry) {
    const auto& [operation, copy] = entry;
    return operation.kind == OperationKind::kCopyComment && operation.target == id.value &&
           copy.id != 0 &&
           std::none_of(comments.begin(), comments.end(),
                        [&, &source = operation.source](const Comment& each) {
                          return each.id.value == source;
                        });
  };
  const auto& copies = draft.plan.link.copies;
  if (std::any_of(copies.begin(), copies.end(), is_missing))
    draft.WaitUntil(draft.sight.read_at + kSoon, "comments that are not listed are looked for");
}

void CountUnknown(Draft& draft) {
  const auto unknown = [](const auto& messages) {
    return std::count_if(messages.begin(), messages.end(),
                         [](const auto& each) { return IsUnknown(each.mark); });
  };
  std::int64_t untold = unknown(draft.sight.issue.comments);
  for (const auto& entry : draft.sight.tickets) untold += unknown(entry.second.notes);
  draft.link().untold = untold;
}

}  // namespace

std::optional<ToldLink> LinkTold(const Ticket& ticket, std::int64_t links_before,
                                 const std::string& github_web_url) {
  std::optional<ToldLink> told;
  for (const Note& note : ticket.notes) {
    if (!IsOf(note.mark, OperationKind::kStatusNote)) continue;
    const std::int64_t n = note.mark->operation->n;
    if (n < links_before || (told && n < told->links_before)) continue;
    if (auto url = ParseIssueUrl(note.marked_url, github_web_url))
      told = {*url, note.id, n, {note.created_at, note.id.value}};
  }
  return told;
}

std::int64_t LinksEnded(const Ticket& ticket) {
  std::int64_t ended = 0;
  for (const Note& note : ticket.notes) {
    if (IsOf(note.mark, OperationKind::kLinkEnded))
      ended = std::max(ended, note.mark->operation->n + 1);
  }
  return ended;
}

std::int64_t LinksBefore(const TicketRecord& record, const Ticket& ticket) {
  return std::max(record.links_before, LinksEnded(ticket));
}

bool HasEndedWith(const Ticket& ticket, const IssueRef& issue, const std::string& github_web_url) {
  return std::any_of(ticket.notes.begin(), ticket.notes.end(), [&](const Note& note) {
    if (!IsOf(note.mark, OperationKind::kLinkEnded)) return false;
    const auto url = ParseIssueUrl(note.marked_url, github_web_url);
    return url && SameIssue(*url, issue);
  });
}

bool TakeBackIn(Draft& draft, TicketId id, TicketSide& side, const Ticket& ticket) {
  if (!side.returning) return false;
  const auto told = LinkTold(ticket, side.links_before, draft.account.github_web_url);
  if (!told) return false;
  const auto note = std::find_if(ticket.notes.begin(), ticket.notes.end(),
                                 [&](const Note& each) { return each.id == told->note; });
  side.status_note.id = told->note;
  side.links_before = told->links_before;
  const Return back{id, side, ticket, *note, ReadStatusNote(note->html, draft.rule)};
  draft.returning.insert(id);
  CountOn(draft, back);
  TakeBackState(draft, back);
  TakeBackLabels(draft, back);
  LeaveOutDecided(draft, back);
  LookForComments(draft, id);
  CountUnknown(draft);
  draft.Decide("ticket " + std::to_string(id.value) + " was linked to " +
               IssueName(draft.link().issue) + " already, as its status note says: it goes on");
  return true;
}

}  // namespace tandem
