// The part of the plan that notices loops.
//
// Question: the services do not tell who changed a field, so what is a person's doing, and what an
// automation's that answers our own write? Choice: a change that undoes our last write there within
// ten minutes, with no other change in between, counts as nobody's; messages, commands, edits since
// the last sync and every other change count as a person's, and begin the count anew. Price: a
// person who undoes our write in the same place five times in ten minutes, and does nothing else,
// is taken for a loop until he writes something; a bot that answers each message with a message is
// not.

#include "mappers/loops.h"

#include "mappers/draft.h"

#include <algorithm>

namespace tandem {
namespace {

// The services' clocks and ours differ.
constexpr std::chrono::minutes kClockMargin{10};

const FieldMemory* MemoryOf(const Link& link, TicketId id, const FieldName& name) {
  const auto ticket = link.tickets.find(id);
  if (id && ticket == link.tickets.end()) return nullptr;
  const SideMemory& side = id ? ticket->second.memory : link.issue_memory;
  const auto field = side.fields.find(name);
  return field == side.fields.end() ? nullptr : &field->second;
}

bool SomebodyChangedAField(const Draft& draft) {
  return std::any_of(draft.sightings.begin(), draft.sightings.end(), [&](const auto& entry) {
    const auto& [where, sighting] = entry;
    if (sighting != Sighting::kChanged) return false;
    const FieldMemory* memory = MemoryOf(draft.plan.link, where.first, where.second);
    const bool flip =
        memory != nullptr && !memory->flips.empty() && memory->flips.back() == draft.sight.read_at;
    return !flip;
  });
}

// Nothing when it is out of sight.
std::optional<Time> EditedAt(const Sight& sight, const Operation& operation) {
  if (operation.kind == OperationKind::kCopyComment) {
    for (const Comment& comment : sight.issue.comments) {
      if (comment.id.value == operation.source) return comment.updated_at;
    }
  }
  for (const auto& entry : sight.tickets) {
    if (operation.kind != OperationKind::kCopyNote) break;
    for (const Note& note : entry.second.notes) {
      if (note.id.value == operation.source) return note.updated_at;
    }
  }
  return std::nullopt;
}

// A text that seems to be another at every look, though nobody edits it, is no person's doing.
bool EditedSince(const Draft& draft, const Operation& operation, Time last_synced) {
  const auto edited = EditedAt(draft.sight, operation);
  return !edited || *edited + kClockMargin > last_synced;
}

bool SomebodyWroteOrAsked(const Draft& draft, const Link& remembered) {
  const auto is_news = [&](const Action& action) {
    if (const auto* edit = std::get_if<EditComment>(&action))
      return EditedSince(draft, edit->operation, remembered.last_synced);
    if (const auto* edit = std::get_if<EditNote>(&action))
      return EditedSince(draft, edit->operation, remembered.last_synced);
    // What Tandem told of itself is no news when it goes.
    if (const auto* gone = std::get_if<DeleteComment>(&action))
      return gone->operation.kind == OperationKind::kCopyNote;
    if (std::holds_alternative<DeleteNote>(action)) return true;
    const auto* comment = std::get_if<AddComment>(&action);
    const auto* note = std::get_if<AddNote>(&action);
    if (comment == nullptr && note == nullptr) return false;
    const OperationKind kind = comment != nullptr ? comment->operation.kind : note->operation.kind;
    return kind == OperationKind::kCopyNote || kind == OperationKind::kCopyComment ||
           kind == OperationKind::kAnswerNote || kind == OperationKind::kAnswerComment;
  };
  return std::any_of(draft.plan.actions.begin(), draft.plan.actions.end(), is_news);
}

bool SomebodyJoinsOrLeaves(const Link& remembered, const Link& link) {
  const auto moves = [](const auto& entry) {
    return entry.second.fresh || entry.second.ending.has_value();
  };
  return std::any_of(remembered.tickets.begin(), remembered.tickets.end(), moves) ||
         std::any_of(link.tickets.begin(), link.tickets.end(), moves);
}

void ForgetFlips(SideMemory& side) {
  for (auto& entry : side.fields) entry.second.flips.clear();
}

void BeginAnew(Link& link) {
  link.unprompted.clear();
  ForgetFlips(link.issue_memory);
  for (auto& entry : link.tickets) ForgetFlips(entry.second.memory);
}

// The name of a field of this side that our writes and somebody else's take turns at; empty when
// there is none.
FieldName FlippingField(const SideMemory& side) {
  const auto flipping = std::find_if(side.fields.begin(), side.fields.end(), [](const auto& entry) {
    return entry.second.flips.size() > kMostFlips;
  });
  return flipping == side.fields.end() ? FieldName() : flipping->first;
}

std::string Flipping(const FieldName& field, const std::string& where) {
  return "what Tandem writes to \"" + field + "\" of " + where + " was undone more than " +
         std::to_string(kMostFlips) + " times within 10 minutes by something that answers it; " +
         kHowALoopGoesOn;
}

std::string WhyLooping(const Link& link) {
  if (const FieldName field = FlippingField(link.issue_memory); !field.empty())
    return Flipping(field, "the issue");
  for (const auto& [id, side] : link.tickets) {
    const FieldName field = FlippingField(side.memory);
    if (!field.empty()) return Flipping(field, "ticket " + std::to_string(id.value));
  }
  if (link.unprompted.size() <= kMostUnprompted) return {};
  return "more than " + std::to_string(kMostUnprompted) +
         " writes within an hour that no person's message or change caused: something answers "
         "Tandem's own writes; " +
         kHowALoopGoesOn;
}

}  // namespace

void RememberUnprompted(Link& link, Time now) {
  std::erase_if(link.unprompted, [&](Time at) { return at + kLoopWindow <= now; });
  if (link.unprompted.size() <= kMostUnprompted) link.unprompted.push_back(now);
}

void BreakLoops(Draft& draft, const Link& remembered) {
  Link& link = draft.link();
  std::erase_if(link.unprompted, [&](Time at) { return at + kLoopWindow <= draft.sight.read_at; });
  draft.plan.prompted = draft.sight.let_go_on || SomebodyJoinsOrLeaves(remembered, link) ||
                        SomebodyChangedAField(draft) || SomebodyWroteOrAsked(draft, remembered);
  if (draft.plan.prompted) return BeginAnew(link);
  if (draft.plan.actions.empty()) return;
  draft.plan.parked = WhyLooping(link);
  if (draft.plan.parked.empty()) return;
  draft.plan.actions.clear();
  draft.Decide("nothing more is written: " + draft.plan.parked);
}

}  // namespace tandem
