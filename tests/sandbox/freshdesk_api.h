// Freshdesk's REST API v2 over the state, as far as Tandem calls it. Not thread-safe: the service
// locks.
#pragma once

#include "tests/sandbox/call.h"
#include "tests/sandbox/freshdesk_state.h"

#include <functional>

namespace tandem::sandbox {

// One call, authenticated and within its limit.
Answer AnswerFreshdesk(FreshdeskState& state, const Call& call);
// What the limit charges for it: one, and one more for each `include`.
int FreshdeskCost(const Call& call);

// The parts of it.
Answer ListTickets(FreshdeskState& state, const Call& call);
Answer UpdateTicket(FreshdeskState& state, DeskTicket& ticket, const Json& body);
// The page that the call asks for of `count` elements, with `Link` when there is a next one.
Answer PageOf(const FreshdeskState& state, const Call& call, std::size_t count,
              const std::function<Json(std::size_t)>& element);

}  // namespace tandem::sandbox
