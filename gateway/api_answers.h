// What the API's handlers have in common: ids in paths, answers, errors. Pure functions; safe
// everywhere.
#pragma once

#include "gateway/json.h"
#include "gateway/result.h"
#include "gateway/server_request.h"
#include "gateway/store.h"
#include "mappers/ids.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// Valid JSON, whatever bytes its texts hold.
ServerResponse JsonAnswer(int status, const Json& body);
// 404 for what is not there, 409 for what must be asked again, 503 for what is away, 502 for what
// a service refused.
ServerResponse ErrorAnswer(const Error& error);
ServerResponse NotATicket();

// A whole number from 1 to 2^53, as a segment of a path.
std::optional<TicketId> TicketIn(std::string_view segment);

enum class Wish { kDo, kPlan, kUnclear };
// What a query says: nothing or dry_run=0, dry_run=1, or something else.
Wish WishIn(std::string_view query);

// {"at","delivery","link","what","detail"}
Json ActivityJson(const PastActivity& past);
// The newest entries about one of these keys, newest first.
Result<std::vector<PastActivity>> ActivityOf(Store& store, const std::vector<Key>& keys);

}  // namespace tandem
