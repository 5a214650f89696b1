// What a link remembers of one side, as JSON: for gateway/link_json.cpp, which stores it. FromJson
// is false for what is damaged; a member that is not there keeps its value. Pure; safe everywhere.
#pragma once

#include "gateway/json.h"
#include "mappers/link.h"

namespace tandem {

Json ToJson(const SideMemory& memory);
bool FromJson(const Json& json, SideMemory& memory);
Json ToJson(const MessagePlace& place);
bool FromJson(const Json& json, MessagePlace& place);
Json ToJson(const TicketSide& side);
bool FromJson(const Json& json, TicketSide& side);

}  // namespace tandem
