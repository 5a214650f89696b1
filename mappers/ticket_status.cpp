// The part of the plan for a ticket's very status. Open and done are agreed between the sides;
// which of the statuses of that class a ticket has is its own, and stays as it was chosen.

#include "mappers/draft.h"
#include "mappers/status.h"

#include <charconv>
#include <optional>
#include <string>

namespace tandem {
namespace {

// 0, which is no status of Freshdesk's, when it was never seen.
int Remembered(const FieldMemory& memory) {
  int status = 0;
  std::from_chars(memory.agreed.data(), memory.agreed.data() + memory.agreed.size(), status);
  return status;
}

bool IsInClass(const Draft& draft, int status, const std::string& agreed) {
  return status != 0 && ClassOf(status, draft.rule, draft.account) == agreed;
}

void SetStatus(Draft& draft, TicketId id, FieldMemory& memory, int status) {
  memory.agreed = std::to_string(status);
  draft.Do(SetTicketStatus{id, status, IsInClass(draft, status, kDone)});
}

// Whoever chose another one within what is agreed, it stays.
Sighting SeeStatus(Draft& draft, TicketId id, FieldMemory& memory, int now,
                   const std::string& agreed) {
  const Sighting sighting =
      See(memory, std::to_string(now), draft.sight.read_at, draft.account.look_after);
  draft.sightings[{id, kStatusField}] = sighting;
  const bool is_old = !IsInClass(draft, Remembered(memory), agreed);
  if (IsInClass(draft, now, agreed) && (is_old || sighting == Sighting::kChanged))
    memory.agreed = memory.seen;
  return sighting;
}

}  // namespace

void WriteTicketStatus(Draft& draft, TicketId id, TicketSide& side, const Ticket& ticket) {
  const std::string& agreed = side.memory.fields[kStateField].agreed;
  const std::string now = std::to_string(ticket.status);
  FieldMemory& memory =
      side.memory.fields.try_emplace(kStatusField, FieldMemory{now, now, {}}).first->second;
  const Sighting sighting = SeeStatus(draft, id, memory, ticket.status, agreed);
  const bool class_is_late = draft.sightings[{id, kStateField}] == Sighting::kOwnAttempt;
  if (side.write_status.empty()) {
    // What was agreed was there already, until an earlier write of ours came through late.
    const int before = Remembered(memory);
    if (!class_is_late && MustWrite(memory, sighting) && IsInClass(draft, before, agreed))
      SetStatus(draft, id, memory, before);
    return;
  }
  const auto status = StatusNumber(side.write_status, draft.account);
  if (!status || ticket.status == *status) {
    side.write_status.clear();
    return;
  }
  if (!class_is_late) SetStatus(draft, id, memory, *status);
}

}  // namespace tandem
