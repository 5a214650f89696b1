// What a person can do about what is parked. Pure; safe everywhere.
#pragma once

#include "gateway/json.h"
#include "gateway/queue.h"
#include "mappers/rule.h"

#include <string>

namespace tandem {

// Two reasons that a person decides about. No more issues are created for this rule at present.
std::string WhyCreationsAreHeld(const Rule& rule);
// An issue was begun by the rule of this tag, which does nothing any more.
std::string WhyCreationHasNoRule(const std::string& tag);

// Once the cause that the reason names is mended, or instead.
std::string WhatToDo(const Parked& parked);

// As the API and the health show it: key, reason, since, attempts, what_to_do.
Json ParkedInJson(const Parked& parked);

}  // namespace tandem
