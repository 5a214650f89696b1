// The parts of what people do. Not thread-safe.
#pragma once

#include "tests/simulator/people.h"

#include <cstdint>

namespace tandem::simulator {

// people_fields.cpp: what they set on a ticket or an issue, and what they lock and throw away.
void ChangeField(World& world, const Deed& deed);

// Null when it is not there, in the trash or archived.
DeskTicket* TicketWithinReach(World& world, std::int64_t id);
// Somebody did something to it: the service tells.
void Told(World& world, TicketId ticket);
void Told(World& world, const HubIssue& issue);

}  // namespace tandem::simulator
