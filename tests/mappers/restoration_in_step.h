// The beginning of most tests of a lost store: a ticket and its issue in step; and how to count
// what a sync did.
#pragma once

#include "mappers/draft.h"
#include "mappers/status.h"
#include "tests/mappers/restoration_world.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

using Done = std::vector<std::string>;

inline constexpr int kOpenStatus = 2;
inline constexpr int kResolved = 4;

inline bool Begin(const std::string& text, const std::string& with) {
  return text.rfind(with, 0) == 0;
}

inline int Count(const Done& done, const std::string& name) {
  return static_cast<int>(
      std::count_if(done.begin(), done.end(), [&](const auto& each) { return Begin(each, name); }));
}

// What is known of each message: its copy, and of what text.
inline std::map<Operation, std::pair<std::int64_t, std::string>> Pairs(const Link& link) {
  std::map<Operation, std::pair<std::int64_t, std::string>> pairs;
  for (const auto& [operation, copy] : link.copies) {
    const bool is_copy =
        operation.kind == OperationKind::kCopyNote || operation.kind == OperationKind::kCopyComment;
    pairs[operation] = {copy.id, is_copy ? copy.source_hash : std::string()};
  }
  return pairs;
}

// The ticket whose issue it is, both in step.
struct InStep : RestorationWorld {
  InStep() {
    TicketSide side;
    side.born_from = true;
    Join(ticket, side);
    Sync();
  }
  Done ComeBack() {
    for (const TicketId each : Tickets()) Return(each);
    return Sync();
  }
  TicketId Sister() {
    const TicketId sister = AddTicket();
    Join(sister);
    Sync();
    return sister;
  }
  const std::string& StateOf(TicketId id) {
    return link.tickets.at(id).memory.fields.at(kStateField).agreed;
  }
  TicketId ticket = AddTicket();
};

}  // namespace tandem
