#include "mappers/progress.h"

#include "mappers/draft.h"
#include "mappers/endings.h"
#include "mappers/status.h"
#include "mappers/words.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

namespace tandem {
namespace {

FieldName LabelField(const std::string& label) {
  return "label:" + Fold(label);
}

// The tags that an action names, as fields of the memory: the rule's own, or those paired with a
// label.
FieldName TagField(const std::string& tag, const Rule& rule) {
  if (Fold(tag) == Fold(rule.tag)) return kTagField;
  const auto pair = std::find_if(rule.mirror.begin(), rule.mirror.end(),
                                 [&](const TagLabel& each) { return Fold(each.tag) == Fold(tag); });
  return pair == rule.mirror.end() ? FieldName() : FieldOf(*pair);
}

using Each =
    std::function<void(FieldMemory& memory, const std::string& value, const std::string& name)>;

void ForEachLabel(Link& link, const ChangeLabels& action, const Each& each) {
  auto& fields = link.issue_memory.fields;
  for (const PublicText& label : action.add)
    each(fields[LabelField(label.text())], kOn, label.text());
  for (const PublicText& label : action.remove)
    each(fields[LabelField(label.text())], kOff, label.text());
}

void ForEachTag(Link& link, const ChangeTags& action, const Rule& rule, const Each& each) {
  auto& fields = link.tickets[action.ticket].memory.fields;
  for (const std::string& tag : action.add) each(fields[TagField(tag, rule)], kOn, tag);
  for (const std::string& tag : action.remove) each(fields[TagField(tag, rule)], kOff, tag);
}

// A ticket's tags are written as one set: those that a change does not name are carried along.
void ForEachCarried(Link& link, const Action& action, const Rule& rule,
                    const std::function<void(FieldMemory& memory)>& each) {
  const auto* change = std::get_if<ChangeTags>(&action);
  if (change == nullptr) return;
  std::set<FieldName> carried{kTagField};
  for (const TagLabel& pair : rule.mirror) carried.insert(FieldOf(pair));
  for (const auto* named : {&change->add, &change->remove}) {
    for (const std::string& tag : *named) carried.erase(TagField(tag, rule));
  }
  for (auto& [name, memory] : link.tickets[change->ticket].memory.fields) {
    if (carried.contains(name)) each(memory);
  }
}

void Answer(SideMemory& side, Time updated_at, Time now) {
  if (updated_at < side.answered_at) return;
  side.answered_at = updated_at;
  side.answered_seen = now;
}

// What an action that sets fields does to each of them; actions that make something set none.
void ForEachField(Link& link, const Action& action, const Rule& rule, const Each& each) {
  if (const auto* state = std::get_if<SetIssueState>(&action)) {
    each(link.issue_memory.fields[kStateField], state->open ? kOpen : kDone, {});
  } else if (const auto* status = std::get_if<SetTicketStatus>(&action)) {
    auto& fields = link.tickets[status->ticket].memory.fields;
    each(fields[kStateField], status->done ? kDone : kOpen, {});
    each(fields[kStatusField], std::to_string(status->status), {});
  } else if (const auto* labels = std::get_if<ChangeLabels>(&action)) {
    ForEachLabel(link, *labels, each);
  } else if (const auto* tags = std::get_if<ChangeTags>(&action)) {
    ForEachTag(link, *tags, rule, each);
  } else if (const auto* priority = std::get_if<SetTicketPriority>(&action)) {
    each(link.tickets[priority->ticket].memory.fields[kPriorityField],
         std::to_string(priority->priority), {});
  }
}

// The ticket that an action writes to, unless it may be the note that is not there any more.
std::optional<TicketId> TicketWritten(const Action& action) {
  if (const auto* note = std::get_if<AddNote>(&action)) return note->ticket;
  if (const auto* status = std::get_if<SetTicketStatus>(&action)) return status->ticket;
  if (const auto* tags = std::get_if<ChangeTags>(&action)) return tags->ticket;
  if (const auto* priority = std::get_if<SetTicketPriority>(&action)) return priority->ticket;
  return std::nullopt;
}

void RememberWhetherWritable(Link& link, const Action& action, RefusedAs refused, Time now,
                             std::chrono::milliseconds believed_after) {
  const auto ticket = TicketWritten(action);
  if (!ticket || refused != RefusedAs::kReadOnly) return;
  // A double's notes go to tickets of another link.
  const auto found = link.tickets.find(*ticket);
  if (found == link.tickets.end()) return;
  TicketSide& side = found->second;
  if (side.refused_since == Time{}) side.refused_since = now;
  side.read_only = now >= side.refused_since + believed_after;
}

void Remember(Link& link, const OwnMessage& message, const UnsureWrite& write) {
  auto& writes = link.unsure_writes[message];
  if (writes.size() > 1) {  // the earlier one stands for all before it
    writes[1].deletes |= writes[0].deletes;
    writes.erase(writes.begin());
  }
  writes.push_back(write);
}

void ForgetNewest(Link& link, const OwnMessage& message) {
  auto& writes = link.unsure_writes[message];
  if (!writes.empty()) writes.pop_back();
  if (writes.empty()) link.unsure_writes.erase(message);
}

// After a 2xx answer.
struct Answering {
  Link& link;
  const Rule& rule;
  const Answered& answered;
  Time now;

  void Made(const Operation& operation, const std::string& hash) const {
    const auto intent = link.intents.find(operation);
    const TicketId from = intent == link.intents.end() ? TicketId{} : intent->second.ticket;
    link.intents.erase(operation);
    link.copies[operation] = {answered.id, hash, from};
    std::erase_if(link.announcements,
                  [&](const Announcement& each) { return each.operation == operation; });
  }
  void operator()(const AddComment& action) const { Made(action.operation, action.source_hash); }
  void operator()(const AddNote& action) const {
    Made(action.operation, action.source_hash);
    link.copies[action.operation].source_at = action.source_at;
    if (action.operation.kind != OperationKind::kStatusNote) return;
    link.tickets[action.ticket].status_note = {NoteId{answered.id}, action.source_hash};
  }
  void operator()(const EditStatusNote& action) const {
    TicketSide& side = link.tickets[action.ticket];
    side.status_note = {action.note, action.hash};
    if (side.ending) side.ending->note_due = false;
  }
  void operator()(const SetIssueState& action) const {
    RememberAnswer(link.issue_memory.fields[kStateField], action.open ? kOpen : kDone,
                   answered.open ? kOpen : kDone);
    Answer(link.issue_memory, answered.updated_at, now);
  }
  void operator()(const SetTicketStatus& action) const {
    TicketSide& side = link.tickets[action.ticket];
    const bool taken = answered.status == action.status;
    FieldMemory& state = side.memory.fields[kStateField];
    RememberAnswer(state, action.done ? kDone : kOpen,
                   taken ? (action.done ? kDone : kOpen) : state.seen);
    // Another of its class is somebody's change, as with a priority below.
    const std::string sent = std::to_string(action.status);
    RememberAnswer(side.memory.fields[kStatusField], sent, sent);
    if (taken) side.write_status.clear();
    side.status = answered.status;
    Answer(side.memory, answered.updated_at, now);
  }
  void operator()(const ChangeLabels& action) const {
    ForEachLabel(link, action, Remember());
    Answer(link.issue_memory, answered.updated_at, now);
  }
  void operator()(const ChangeTags& action) const {
    ForEachTag(link, action, rule, Remember());
    ForEachCarried(link, action, rule, ForgetCarried);
    TicketSide& side = link.tickets[action.ticket];
    if (side.ending) side.ending->tag_due = Holds(answered.names, rule.tag);
    Answer(side.memory, answered.updated_at, now);
  }
  // Whatever the answer shows: where a rule of the account changes what we set at once, that is
  // somebody's change, which the next sync sees, and no reason to write again for ever.
  void operator()(const SetTicketPriority& action) const {
    SideMemory& side = link.tickets[action.ticket].memory;
    const std::string sent = std::to_string(action.priority);
    RememberAnswer(side.fields[kPriorityField], sent, sent);
    Answer(side, answered.updated_at, now);
  }

  void operator()(const EditComment& action) const {
    link.copies[action.operation].source_hash = action.source_hash;
  }
  void operator()(const EditNote& action) const {
    link.copies[action.operation].source_hash = action.source_hash;
  }
  void operator()(const DeleteComment& action) const { TookBack(action); }
  void operator()(const DeleteNote& action) const { TookBack(action); }
  void operator()(const RemoveDoubleComment&) const {}
  void operator()(const RemoveDoubleNote&) const {}

  // What is left says that there is to be no copy.
  template <class Delete>
  void TookBack(const Delete& action) const {
    Copy& copy = link.copies[action.operation];
    copy.id = 0;
    copy.source_hash = action.source_hash;
    copy.missing_since = {};
  }
  Each Remember() const {
    return [this](FieldMemory& memory, const std::string& sent, const std::string& name) {
      RememberAnswer(memory, sent, Holds(answered.names, name) ? kOn : kOff);
    };
  }
};

}  // namespace

Link BeforeSending(Link link, const Action& action, const Rule& rule, Time now) {
  if (const auto* comment = std::get_if<AddComment>(&action)) {
    link.intents[comment->operation] = {now, comment->source_hash, comment->from};
  }
  if (const auto* note = std::get_if<AddNote>(&action))
    link.intents[note->operation] = {now, note->source_hash};
  if (const auto edited = MessageEdited(action)) Remember(link, *edited, {now, false});
  if (const auto deleted = MessageDeleted(action)) Remember(link, *deleted, {now, true});
  ForEachField(link, action, rule,
               [&](FieldMemory& memory, const std::string& value, const std::string&) {
                 RememberAttempt(memory, value, now);
               });
  ForEachCarried(link, action, rule, [&](FieldMemory& memory) { RememberCarried(memory, now); });
  return link;
}

Link AfterRefusal(Link link, const Action& action, const Rule& rule, RefusedAs refused, Time now,
                  std::chrono::milliseconds believed_after) {
  RememberWhetherWritable(link, action, refused, now, believed_after);
  if (const auto* comment = std::get_if<AddComment>(&action))
    link.intents.erase(comment->operation);
  if (const auto* note = std::get_if<AddNote>(&action)) link.intents.erase(note->operation);
  for (const auto& message : {MessageEdited(action), MessageDeleted(action)}) {
    if (message) ForgetNewest(link, *message);
  }
  ForEachField(link, action, rule,
               [](FieldMemory& memory, const std::string& value, const std::string&) {
                 ForgetAttempt(memory, value);
               });
  ForEachCarried(link, action, rule, ForgetCarried);
  return link;
}

Link AfterAnswer(Link link, const Action& action, const Rule& rule, const Answered& answered,
                 Time now) {
  std::visit(Answering{link, rule, answered, now}, action);
  for (const auto& written : {MessageEdited(action), MessageDeleted(action)}) {
    if (written) link.unsure_writes.erase(*written);
  }
  const auto written = link.tickets.find(TicketWritten(action).value_or(TicketId{}));
  if (written != link.tickets.end()) {
    written->second.refused_since = {};
    written->second.read_only = false;
  }
  DropEnded(link);
  return link;
}

}  // namespace tandem
