// The part of the plan for mirrored tags and labels: three-way, each pair for itself, all other
// tags and labels left alone. It writes the labels of the priority map too: one write a side.

#include "mappers/draft.h"
#include "mappers/words.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace tandem {
namespace {

std::string OnOff(bool on) {
  return on ? kOn : kOff;
}

// A write of a ticket's tags, by when it was sent.
using Written = std::pair<TicketId, Time>;

// One side of one pair, as it is seen now.
struct Side {
  TicketId id{};  // TicketId{}: the issue
  SideMemory* memory = nullptr;
  std::string now{};
  bool fresh = false;  // there is no memory of the pair yet
  bool changed = false;
};

std::vector<Side> SidesOf(Draft& draft, const TagLabel& pair) {
  std::vector<Side> sides;
  sides.push_back(
      {{}, &draft.link().issue_memory, OnOff(Holds(draft.sight.issue.labels, pair.label))});
  for (auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (ticket == draft.sight.tickets.end()) continue;
    sides.push_back({id, &side.memory, OnOff(Holds(ticket->second.tags, pair.tag))});
  }
  return sides;
}

// What was sent with a new issue is what both sides were last seen to have.
void RememberBirth(Draft& draft, const TagLabel& pair) {
  const FieldName field = FieldOf(pair);
  for (auto& [id, side] : draft.link().tickets) {
    if (!side.fresh || !side.born_from) continue;
    const std::string sent = OnOff(Holds(side.labels_sent, pair.label));
    // Another ticket may have been linked to it, and the pair have changed, before this one.
    const auto& of_issue =
        draft.link().issue_memory.fields.try_emplace(field, FieldMemory{sent, sent, {}}).first;
    side.memory.fields.try_emplace(field, FieldMemory{of_issue->second.agreed, sent, {}});
  }
}

// Whether the ticket shows each tag as that write was to leave it.
bool ShowsAllOf(const Draft& draft, const Written& written) {
  const auto& [id, written_at] = written;
  const auto& fields = draft.plan.link.tickets.at(id).memory.fields;
  const auto& tags = draft.sight.tickets.at(id).tags;
  const auto shows = [&, &at = written_at](const FieldName& field, const std::string& tag) {
    const auto memory = fields.find(field);
    const auto differs = [&, now = OnOff(Holds(tags, tag))](const Attempt& each) {
      return each.at == at && each.value != now;
    };
    return memory == fields.end() ||
           std::none_of(memory->second.unknown.begin(), memory->second.unknown.end(), differs);
  };
  return shows(kTagField, draft.rule.tag) &&
         std::all_of(draft.rule.mirror.begin(), draft.rule.mirror.end(),
                     [&](const TagLabel& pair) { return shows(FieldOf(pair), pair.tag); });
}

// Where several writes were to set what a tag shows now, the oldest whose other tags show as well.
void SettleTag(Draft& draft, const Side& side, FieldMemory& memory, std::set<Written>& through) {
  const auto times = MayHaveComeThrough(memory, side.now);
  if (times.empty()) return;
  const auto whole = std::find_if(times.begin(), times.end(), [&](Time each) {
    return ShowsAllOf(draft, {side.id, each});
  });
  const Time written_at = whole == times.end() ? times.front() : *whole;
  RememberCameThrough(memory, side.now, written_at);
  through.insert({side.id, written_at});
}

void SeeSide(Draft& draft, const FieldName& field, Side& side, std::set<Written>& through) {
  const auto [memory, is_new] =
      side.memory->fields.try_emplace(field, FieldMemory{side.now, side.now, {}});
  if (side.id) SettleTag(draft, side, memory->second, through);
  side.fresh = is_new;
  const Sighting sighting =
      See(memory->second, side.now, draft.sight.read_at, draft.account.look_after);
  draft.sightings[{side.id, field}] = sighting;
  side.changed = sighting == Sighting::kChanged;
}

// What all sides are meant to have now; nothing when nobody changed the pair. Who puts a label on
// wins over who takes it off.
std::optional<std::string> Agree(const std::vector<Side>& sides) {
  const auto any = [&](const std::function<bool(const Side&)>& holds) {
    return std::any_of(sides.begin(), sides.end(), holds);
  };
  if (any([](const Side& side) { return side.changed; })) {
    return OnOff(any([](const Side& side) { return side.changed && side.now == kOn; }));
  }
  if (any([](const Side& side) { return side.fresh; })) {
    return OnOff(any([](const Side& side) { return side.now == kOn; }));
  }
  return std::nullopt;
}

// Also on tickets that cannot be read now: nobody tells them later that the pair has changed.
void AgreeOnPair(Draft& draft, const FieldName& field, const std::string& agreed) {
  draft.link().issue_memory.fields[field].agreed = agreed;
  for (auto& entry : draft.link().tickets) {
    auto& fields = entry.second.memory.fields;
    if (const auto memory = fields.find(field); memory != fields.end())
      memory->second.agreed = agreed;
  }
}

void DecidePair(Draft& draft, const TagLabel& pair, std::set<Written>& through) {
  const FieldName field = FieldOf(pair);
  RememberBirth(draft, pair);
  std::vector<Side> sides = SidesOf(draft, pair);
  for (Side& side : sides) SeeSide(draft, field, side, through);
  const auto agreed = Agree(sides);
  if (!agreed) return;
  AgreeOnPair(draft, field, *agreed);
  const auto differs = [&](const Side& side) { return side.now != *agreed; };
  if (std::any_of(sides.begin(), sides.end(), differs))
    draft.Decide("label \"" + pair.label + "\" and tag \"" + pair.tag + "\" are " +
                 (*agreed == kOn ? "set" : "taken off") + " on all sides");
}

// A ticket's tags are written as one set: when one has come through, so have those that went along,
// and what they brought back is ours.
void SettleTags(Draft& draft, const Written& through) {
  const auto& [id, written_at] = through;
  for (auto& [field, memory] : draft.link().tickets.at(id).memory.fields) {
    const auto settled = std::erase_if(
        memory.unknown, [at = written_at](const Attempt& each) { return each.at == at; });
    Sighting& sighting = draft.sightings[{id, field}];
    if (settled > 0 && sighting == Sighting::kOwnAttempt) sighting = Sighting::kUnchanged;
  }
}

// Whether the rule names the label of this field, in a pair or in its priority map.
bool IsNamed(const Rule& rule, const FieldName& field) {
  const auto same = [&](const auto& each) { return FieldOf(each) == field; };
  return std::any_of(rule.mirror.begin(), rule.mirror.end(), same) ||
         std::any_of(rule.priority.begin(), rule.priority.end(), same);
}

void ForgetPairsWithoutRule(Draft& draft) {
  const auto gone = [&](const auto& entry) {
    return entry.first.rfind("label:", 0) == 0 && !IsNamed(draft.rule, entry.first);
  };
  std::erase_if(draft.link().issue_memory.fields, gone);
  for (auto& entry : draft.link().tickets) std::erase_if(entry.second.memory.fields, gone);
}

// +1: to be added there, -1: to be removed, 0: to be left.
int Write(Draft& draft, TicketId id, SideMemory& side, const FieldName& field) {
  const auto memory = side.fields.find(field);
  if (memory == side.fields.end() || !MustWrite(memory->second, draft.sightings[{id, field}]))
    return 0;
  return memory->second.agreed == kOn ? 1 : -1;
}

void WriteIssueLabels(Draft& draft) {
  ChangeLabels change;
  const auto set = [&](const FieldName& field, const std::string& name) {
    const int write = Write(draft, {}, draft.link().issue_memory, field);
    const auto label = draft.guard.Label(name);
    if (write != 0 && label) (write > 0 ? change.add : change.remove).push_back(*label);
  };
  for (const TagLabel& pair : draft.rule.mirror) set(FieldOf(pair), pair.label);
  for (const PriorityLabel& each : draft.rule.priority) set(FieldOf(each), each.label);
  if (!change.add.empty() || !change.remove.empty()) draft.Do(std::move(change));
}

void WriteTicketTags(Draft& draft, TicketId id, TicketSide& side) {
  ChangeTags change{id, {}, {}};
  for (const TagLabel& pair : draft.rule.mirror) {
    const int write = Write(draft, id, side.memory, FieldOf(pair));
    if (write != 0) (write > 0 ? change.add : change.remove).push_back(pair.tag);
  }
  if (Write(draft, id, side.memory, kTagField) > 0) change.add.push_back(draft.rule.tag);
  if (!change.add.empty() || !change.remove.empty()) draft.Do(std::move(change));
}

// Taking the rule's tag off a live link changes nothing and is not undone.
void SeeRuleTag(Draft& draft, TicketId id, TicketSide& side, const Ticket& ticket) {
  const auto memory = side.memory.fields.find(kTagField);
  if (memory == side.memory.fields.end()) return;
  const std::string now = OnOff(Holds(ticket.tags, draft.rule.tag));
  const Sighting sighting = See(memory->second, now, draft.sight.read_at, draft.account.look_after);
  if (sighting == Sighting::kChanged) {
    memory->second.agreed = now;
    if (now == kOff)
      draft.Decide("the tag \"" + draft.rule.tag + "\" was taken off ticket " +
                   std::to_string(id.value) + ": the link goes on, and the tag stays off");
  }
  draft.sightings[{id, kTagField}] = sighting;
}

}  // namespace

FieldName FieldOf(const TagLabel& pair) {
  return "label:" + Fold(pair.label);
}

void DecideLabels(Draft& draft) {
  ForgetPairsWithoutRule(draft);
  std::set<Written> through;
  for (const TagLabel& pair : draft.rule.mirror) DecidePair(draft, pair, through);
  for (const Written& each : through) SettleTags(draft, each);
  for (auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (ticket != draft.sight.tickets.end()) SeeRuleTag(draft, id, side, ticket->second);
  }
}

void WriteLabels(Draft& draft) {
  WriteIssueLabels(draft);
  for (auto& [id, side] : draft.link().tickets) WriteTicketTags(draft, id, side);
}

}  // namespace tandem
