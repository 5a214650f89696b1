// The part of the plan for priorities: a ticket's priority and the label of the rule's `priority`
// map that stands for it.
//
// Question: what has one issue whose tickets differ? Choice: the issue shows the most urgent of its
// open tickets (of a link whose tickets are all done: the one that was changed), and each ticket
// keeps its own; a label that an engineer sets is meant for the issue as a whole and sets all of
// its tickets. Price: taking the most urgent ticket down can leave the issue where it was, because
// of a sister.

#include "mappers/draft.h"
#include "mappers/status.h"
#include "mappers/words.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

constexpr int kNone = 0;

// A label of the map, as the issue shows it. On the issue each has a memory of its own: GitHub adds
// and removes labels one by one, so that a change of ours that came through by half is known for
// what it is.
struct SeenLabel {
  int priority = kNone;
  FieldMemory* memory = nullptr;
  Sighting sighting = Sighting::kUnchanged;
  bool fresh = false;  // there is no memory of the label yet
};

struct Seen {
  std::vector<SeenLabel> labels{};
  std::vector<TicketId> changed{};  // by a person
  std::vector<TicketId> fresh{};    // there is no memory of their priority yet
};

bool Contains(const std::vector<TicketId>& ids, TicketId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::string ValueOf(int priority) {
  return std::to_string(priority);
}

int PriorityIn(const std::string& value) {
  return value.size() == 1 && value[0] >= '1' && value[0] <= '4' ? value[0] - '0' : kNone;
}

const char* PriorityName(int priority) {
  constexpr std::array kNames = {"no priority", "Low", "Medium", "High", "Urgent"};
  return kNames.at(static_cast<std::size_t>(priority));
}

std::string Name(TicketId id) {
  return "ticket " + std::to_string(id.value);
}

// In words: what the issue shows for a priority.
std::string Shown(const Rule& rule, int priority) {
  for (const PriorityLabel& label : rule.priority) {
    if (label.priority == priority) return "has the label \"" + label.label + "\"";
  }
  return "has none of the rule's priority labels";
}

// What is meant on one side; kNone where nothing is remembered. On the issue: what its tickets
// together asked for when that was last decided.
int Meant(const SideMemory& side) {
  const auto memory = side.fields.find(kPriorityField);
  return memory == side.fields.end() ? kNone : PriorityIn(memory->second.agreed);
}

bool IsOpen(const TicketSide& side) {
  const auto state = side.memory.fields.find(kStateField);
  return state != side.memory.fields.end() && state->second.agreed == kOpen;
}

// A sister that joined first saw the issue with several labels and could not tell which is newer:
// the one that was not sent is.
void DoubtWhatWasNotSent(Draft& draft, const std::vector<std::string>& sent) {
  std::vector<FieldMemory*> on;
  std::vector<FieldMemory*> added;
  for (const PriorityLabel& label : draft.rule.priority) {
    const auto memory = draft.link().issue_memory.fields.find(FieldOf(label));
    if (memory == draft.link().issue_memory.fields.end() || memory->second.agreed != kOn) continue;
    on.push_back(&memory->second);
    if (!Holds(sent, label.label)) added.push_back(&memory->second);
  }
  if (on.size() < 2) return;
  for (FieldMemory* memory : added) *memory = FieldMemory{kOff, kOff, {}};
}

// What was sent with a new issue is what both sides were last seen to have.
void RememberBirth(Draft& draft) {
  auto& of_issue = draft.link().issue_memory.fields;
  for (auto& [id, side] : draft.link().tickets) {
    if (!side.fresh || !side.born_from) continue;
    DoubtWhatWasNotSent(draft, side.labels_sent);
    for (const PriorityLabel& label : draft.rule.priority) {
      const bool sent = Holds(side.labels_sent, label.label);
      const std::string on_off = sent ? kOn : kOff;
      of_issue.try_emplace(FieldOf(label), FieldMemory{on_off, on_off, {}});
      if (!sent) continue;
      const std::string value = ValueOf(label.priority);
      side.memory.fields.try_emplace(kPriorityField, FieldMemory{value, value, {}});
      of_issue.try_emplace(kPriorityField, FieldMemory{value, value, {}});
    }
  }
}

void SeeIssue(Draft& draft, Seen& seen) {
  for (const PriorityLabel& label : draft.rule.priority) {
    const std::string now = Holds(draft.sight.issue.labels, label.label) ? kOn : kOff;
    const FieldName field = FieldOf(label);
    const auto [memory, is_new] =
        draft.link().issue_memory.fields.try_emplace(field, FieldMemory{now, now, {}});
    const Sighting sighting =
        See(memory->second, now, draft.sight.read_at, draft.account.look_after);
    draft.sightings[{TicketId{}, field}] = sighting;
    seen.labels.push_back({label.priority, &memory->second, sighting, is_new});
  }
}

void SeeTickets(Draft& draft, Seen& seen) {
  for (auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (ticket == draft.sight.tickets.end()) continue;
    const std::string now = ValueOf(ticket->second.priority);
    if (PriorityIn(now) == kNone) continue;
    const auto [memory, is_new] =
        side.memory.fields.try_emplace(kPriorityField, FieldMemory{now, now, {}});
    const Sighting sighting =
        See(memory->second, now, draft.sight.read_at, draft.account.look_after);
    draft.sightings[{id, kPriorityField}] = sighting;
    if (is_new) seen.fresh.push_back(id);
    if (sighting != Sighting::kChanged) continue;
    memory->second.agreed = now;
    seen.changed.push_back(id);
  }
}

// The most urgent of these tickets; TicketId{} when there is none.
TicketId MostUrgent(const Draft& draft, const std::vector<TicketId>& ids) {
  TicketId most{};
  int highest = kNone;
  for (const TicketId id : ids) {
    const int priority = Meant(draft.plan.link.tickets.at(id).memory);
    if (priority > highest) {
      most = id;
      highest = priority;
    }
  }
  return most;
}

int PriorityOf(const Draft& draft, TicketId id) {
  return id ? Meant(draft.plan.link.tickets.at(id).memory) : kNone;
}

// What a person chose on the issue: a priority, kNone when no label of the map is left, nothing
// when nobody touched them. The newer label wins; of several, the most urgent.
std::optional<int> ChosenOnIssue(const Seen& seen) {
  bool touched = false;
  int added = kNone;
  int left = kNone;
  for (const SeenLabel& label : seen.labels) {
    const bool on = label.memory->seen == kOn;
    const bool changed = label.sighting == Sighting::kChanged;
    touched = touched || changed;
    if (on && changed) added = std::max(added, label.priority);
    if (on && label.sighting != Sighting::kOwnAttempt) left = std::max(left, label.priority);
  }
  if (!touched) return std::nullopt;
  return added != kNone ? added : left;
}

void AgreeOnLabel(const Seen& seen, int priority) {
  for (const SeenLabel& label : seen.labels) {
    label.memory->agreed = label.priority == priority ? kOn : kOff;
  }
}

void AgreeOnAsked(Draft& draft, int priority) {
  const std::string value = ValueOf(priority);
  draft.link().issue_memory.fields[kPriorityField] = {value, value, {}};
}

// What the tickets say, and to whom the issue listens.
struct Asked {
  std::vector<TicketId> changed{};  // by a person, and counting for the issue
  TicketId by{};                    // the most urgent of all that count
  int now = kNone;
  int of_known = kNone;  // the same without tickets that are seen for the first time
  int before = kNone;
};

Asked Ask(const Draft& draft, const Seen& seen) {
  std::vector<TicketId> counting;
  for (const auto& [id, side] : draft.plan.link.tickets) {
    if (IsOpen(side)) counting.push_back(id);
  }
  if (counting.empty()) counting = seen.changed;
  Asked asked;
  asked.before = Meant(draft.plan.link.issue_memory);
  asked.by = MostUrgent(draft, counting);
  asked.now = asked.by ? PriorityOf(draft, asked.by) : asked.before;
  for (const TicketId id : seen.changed) {
    if (Contains(counting, id)) asked.changed.push_back(id);
  }
  std::erase_if(counting, [&](TicketId id) { return Contains(seen.fresh, id); });
  const TicketId known = MostUrgent(draft, counting);
  asked.of_known = known ? PriorityOf(draft, known) : asked.before;
  return asked;
}

// An engineer's label is meant for the issue as a whole.
void IssueWasLabelled(Draft& draft, const Seen& seen, int priority) {
  AgreeOnLabel(seen, priority);
  AgreeOnAsked(draft, priority);
  for (auto& [id, side] : draft.link().tickets) {
    const auto memory = side.memory.fields.find(kPriorityField);
    if (memory != side.memory.fields.end()) memory->second.agreed = ValueOf(priority);
  }
  draft.Decide("the issue " + Shown(draft.rule, priority) + " now: its tickets get the priority " +
               PriorityName(priority));
}

void IssueFollows(Draft& draft, const Seen& seen, const Asked& asked) {
  AgreeOnLabel(seen, asked.now);
  if (!asked.by) return;
  const bool sisters = draft.link().tickets.size() > 1;
  draft.Decide(Name(asked.by) +
               (sisters ? ", the most urgent of the issue's open tickets, is " : " is ") +
               PriorityName(asked.now) + ": the issue " + Shown(draft.rule, asked.now));
}

// Both sides changed it in one sync: the more urgent wins. True when that is a ticket.
bool TicketWins(Draft& draft, const Asked& asked, int chosen) {
  const TicketId rival = MostUrgent(draft, asked.changed);
  const int priority = PriorityOf(draft, rival);
  if (!rival || priority == chosen) return false;
  draft.Decide(Name(rival) + " became " + PriorityName(priority) +
               " while the issue was labelled " + PriorityName(chosen) + ": the more urgent wins");
  return priority > chosen;
}

// Whether the issue's label is to follow its tickets now. What somebody took off stays off until
// the priority changes; a ticket that joins, and a map that is new in the configuration, change no
// label that is there.
bool MustFollow(const Seen& seen, const Asked& asked, bool returns) {
  // What is shown was decided before the store was lost.
  if (returns && asked.changed.empty()) return false;
  const bool shows = std::any_of(seen.labels.begin(), seen.labels.end(),
                                 [](const auto& label) { return label.memory->agreed == kOn; });
  if (shows) return !asked.changed.empty() || asked.of_known != asked.before;
  const bool label_is_new =
      std::any_of(seen.labels.begin(), seen.labels.end(),
                  [&](const auto& label) { return label.fresh && label.priority == asked.now; });
  return label_is_new || asked.now != asked.before;
}

// A ticket that has just joined, or a map that is new: neither side is changed, and they may be
// meant to differ.
void ExplainDifference(Draft& draft, const Seen& seen) {
  for (const TicketId id : seen.fresh) {
    const int priority = PriorityOf(draft, id);
    const bool differs = std::any_of(seen.labels.begin(), seen.labels.end(), [&](const auto& each) {
      return (each.memory->agreed == kOn) != (each.priority == priority);
    });
    if (!differs) continue;
    draft.Decide(Name(id) + " is " + PriorityName(priority) +
                 ", and the issue keeps its priority labels: both stay as they are until one of "
                 "them changes");
  }
}

// A rule that has no map any more remembers none, so that a new one begins anew.
void Forget(Draft& draft) {
  draft.link().issue_memory.fields.erase(kPriorityField);
  for (auto& entry : draft.link().tickets) entry.second.memory.fields.erase(kPriorityField);
}

}  // namespace

FieldName FieldOf(const PriorityLabel& label) {
  return "label:" + Fold(label.label);
}

void DecidePriority(Draft& draft) {
  if (draft.rule.priority.empty()) return Forget(draft);
  RememberBirth(draft);
  Seen seen;
  SeeIssue(draft, seen);
  SeeTickets(draft, seen);
  const Asked asked = Ask(draft, seen);
  const auto chosen = ChosenOnIssue(seen);
  const bool labelled = chosen && *chosen != kNone;
  const bool conflict_lost = labelled && TicketWins(draft, asked, *chosen);
  if (labelled && !conflict_lost) return IssueWasLabelled(draft, seen, *chosen);
  if (chosen && !labelled) {
    AgreeOnLabel(seen, kNone);
    draft.Decide(
        "the priority label was taken off the issue: it stays off until the priority "
        "changes, and the tickets keep theirs");
  }
  if (conflict_lost || MustFollow(seen, asked, !draft.returning.empty())) {
    IssueFollows(draft, seen, asked);
  } else {
    ExplainDifference(draft, seen);
  }
  if (asked.now != kNone) AgreeOnAsked(draft, asked.now);
}

void WritePriority(Draft& draft) {
  for (const auto& [id, side] : draft.link().tickets) {
    const auto memory = side.memory.fields.find(kPriorityField);
    if (memory == side.memory.fields.end()) continue;
    if (!MustWrite(memory->second, draft.sightings[{id, kPriorityField}])) continue;
    draft.Do(SetTicketPriority{id, PriorityIn(memory->second.agreed)});
  }
}

}  // namespace tandem
