// What a person can do about what is parked. Pure; safe everywhere.
#pragma once

#include "gateway/json.h"
#include "gateway/queue.h"
#include "mappers/rule.h"

#include <string>
#include <string_view>

namespace tandem {

// Two reasons that a person decides about. No more issues are created for this rule at present.
std::string WhyCreationsAreHeld(const Rule& rule);
// An issue was begun by the rule of this tag, which does nothing any more.
std::string WhyCreationHasNoRule(const std::string& tag);

// Once the cause that the reason names is mended, or instead.
std::string WhatToDo(const Parked& parked);

// In kinds, for whoever has no token.
ParkedCause CauseOf(const Error& error);

// As the API shows it: key, reason, since, attempts, what_to_do.
Json ParkedInJson(const Parked& parked);

// Our own words alone: for the health report and the metrics, which anybody can read.
struct PublicAdvice {
  std::string_view reason{};
  std::string_view what_to_do{};
};
PublicAdvice PublicAdviceOn(const ParkedGroup& group);

}  // namespace tandem
