// Ticket statuses by class: what counts as done, and which number a name stands for. Pure; safe
// everywhere.
#pragma once

#include "mappers/model.h"
#include "mappers/plan.h"
#include "mappers/rule.h"

#include <optional>
#include <string>

namespace tandem {

inline constexpr const char* kOpen = "open";
inline constexpr const char* kDone = "done";

// Freshdesk's number for a status name; nothing when the account has none of that name.
std::optional<int> StatusNumber(const std::string& name, const Account& account);
// kOpen or kDone. Statuses compare by class: Pending to Waiting is no change for the other side.
std::string ClassOf(int status, const Rule& rule, const Account& account);
std::string ClassOf(const Issue& issue);

}  // namespace tandem
