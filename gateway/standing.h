// How the work on a lane stands, as people ask for it. Values; safe everywhere.
#pragma once

#include "gateway/key.h"

#include <optional>
#include <string>
#include <string_view>

namespace tandem {

enum class WorkState {
  kInStep,   // nothing is left to do
  kPending,  // being worked on, or about to be
  kHeld,     // it failed and is tried again
  kParked,   // the same, and a person should look
};
// "in_step", "pending", "held", "parked"
std::string_view NameOf(WorkState state);
std::optional<WorkState> WorkStateNamed(std::string_view name);

struct Standing {
  WorkState state = WorkState::kInStep;
  std::string reason{};  // of the last failure; empty when there was none
  bool operator==(const Standing&) const = default;
};

}  // namespace tandem
