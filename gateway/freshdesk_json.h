// Freshdesk's JSON to values. Pure functions that accept every missing optional field; nothing only
// when what an object cannot be without is not there. Safe everywhere.
#pragma once

#include "gateway/freshdesk.h"
#include "gateway/json.h"

#include <optional>
#include <string>

namespace tandem {

// Needs an id.
std::optional<Ticket> ReadTicketJson(const Json& json);
// Needs an id. A private note is one that says so and has the source of notes; whatever is not
// clearly of a kind is kOther, so that it is never mirrored.
std::optional<Note> ReadNoteJson(const Json& json);
// Needs an id; name and mail lie in `contact`.
std::optional<Agent> ReadAgentJson(const Json& json);
// What a contact tells of a person; whatever is missing is left empty.
Requester ReadContactJson(const Json& json);
// Of GET /ticket_fields. Freshdesk's own four statuses when the list names none.
TicketFields ReadTicketFieldsJson(const Json& json);

}  // namespace tandem
