// Why something is parked, in kinds: the reason itself names tickets, repositories and what a
// service said, and the health report and the metrics are for anybody. Values; safe everywhere.
#pragma once

#include "mappers/model.h"

#include <cstdint>
#include <string_view>

namespace tandem {

enum class ParkedCause {
  kUntold,       // by an older version, which did not keep it
  kNoRight,      // a credential or a right is missing
  kRefused,      // it will be wrong again
  kNotThere,     // or not to be seen
  kNoAnswer,     // it did not come to pass for long
  kUnsure,       // whether a write happened is not known for long
  kChanging,     // it was another thing each time that it was looked at
  kLoop,         // something answers our own writes
  kCreateLimit,  // its rule has created as many issues as it may
  kRuleOff,      // its rule is switched off
};

// As it is stored. What is not the name of one is kUntold.
std::string_view NameOf(ParkedCause cause);
ParkedCause ParkedCauseNamed(std::string_view name);

enum class ParkedThing {
  kLink,
  kTicket,
  kIssue,
  kRepository,
  kPoll,
  kRebuild,
  kDelivery,
  kBrake,
  kOther
};

std::string_view NameOf(ParkedThing thing);
// By what its key begins with, up to the colon: "ticket" of "ticket:123".
ParkedThing ParkedThingOf(std::string_view kind_of_key);

// What is parked of one kind for causes of one kind.
struct ParkedGroup {
  ParkedThing thing = ParkedThing::kOther;
  ParkedCause cause = ParkedCause::kUntold;
  Time since{};  // the oldest of it
  std::int64_t count = 0;
};

}  // namespace tandem
