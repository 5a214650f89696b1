#include "gateway/standing.h"

namespace tandem {

std::string_view NameOf(WorkState state) {
  switch (state) {
    case WorkState::kInStep:
      return "in_step";
    case WorkState::kPending:
      return "pending";
    case WorkState::kHeld:
      return "held";
    case WorkState::kParked:
      return "parked";
  }
  return "pending";
}

std::optional<WorkState> WorkStateNamed(std::string_view name) {
  for (const auto state :
       {WorkState::kInStep, WorkState::kPending, WorkState::kHeld, WorkState::kParked}) {
    if (NameOf(state) == name) return state;
  }
  return std::nullopt;
}

}  // namespace tandem
