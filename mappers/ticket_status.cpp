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
Sighting SeeStatus(const Draft& draft, FieldMemory& memory, int now, const std::string& agreed) {
  const Sighting sighting =
      See(memory, std::to_string(now), draft.sight.read_at, draft.account.look_after);
  const bool is_old = !IsInClass(draft, Remembered(memory), agreed);
  if (IsInClass(draft, now, agreed) && (is_old || sighting == Sighting::kChanged))
    memory.agreed = memory.seen;
  return sighting;
}

// Where nobody knows which one it was.
std::optional<int> UsualStatus(const Draft& draft, const std::string& agreed) {
  const auto name = agreed == kDone ? StatusOfClosing(draft) : draft.rule.status.reopened;
  return name ? StatusNumber(*name, draft.account) : std::nullopt;
}

// What was agreed was there already, until an earlier write of ours came through late.
void RestoreStatus(Draft& draft, TicketId id, const FieldMemory& state, FieldMemory& memory) {
  if (state.seen == state.agreed && memory.seen == memory.agreed) return;
  const int before = Remembered(memory);
  const auto status =
      IsInClass(draft, before, state.agreed) ? before : UsualStatus(draft, state.agreed);
  if (status) SetStatus(draft, id, memory, *status);
}

}  // namespace

void WriteTicketStatus(Draft& draft, TicketId id, TicketSide& side, const Ticket& ticket) {
  auto& fields = side.memory.fields;
  const FieldMemory& state = fields[kStateField];
  const std::string now = std::to_string(ticket.status);
  FieldMemory& memory = fields.try_emplace(kStatusField, FieldMemory{now, now, {}}).first->second;
  const Sighting sighting = SeeStatus(draft, memory, ticket.status, state.agreed);
  if (draft.sightings[{id, kStateField}] == Sighting::kOwnAttempt) return;
  if (side.write_status.empty()) {
    if (sighting != Sighting::kOwnAttempt) RestoreStatus(draft, id, state, memory);
    return;
  }
  const auto status = StatusNumber(side.write_status, draft.account);
  if (!status || ticket.status == *status) {
    side.write_status.clear();
    return;
  }
  SetStatus(draft, id, memory, *status);
}

}  // namespace tandem
