// The part of the plan for tickets that take no writes, and for those that could not be read:
// whether what was sent to such a one is there cannot be told.

#include "mappers/draft.h"

#include <string>
#include <variant>

namespace tandem {
namespace {

// Empty when it can be written to.
std::string Unwritable(const Sight& sight, TicketId id) {
  const auto ticket = sight.tickets.find(id);
  if (ticket == sight.tickets.end()) return " cannot be read";
  const char* const why = WhyReadOnly(ticket->second);
  return why == nullptr ? "" : std::string(" is ") + why;
}

}  // namespace

void HoldClosedTickets(Draft& draft) {
  const auto ticket_of = [](const Action& action) -> TicketId {
    return std::visit(
        [](const auto& each) {
          if constexpr (requires { each.ticket; })
            return each.ticket;
          else
            return TicketId{};
        },
        action);
  };
  for (const auto& entry : draft.link().tickets) {
    const TicketId id = entry.first;
    const std::string reason = Unwritable(draft.sight, id);
    if (reason.empty()) continue;
    const auto held = std::erase_if(draft.plan.actions,
                                    [&](const Action& each) { return ticket_of(each) == id; });
    if (held > 0)
      draft.Decide("ticket " + std::to_string(id.value) + reason + ": nothing is written there");
  }
}

}  // namespace tandem
