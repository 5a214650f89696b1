// What a configuration without a mistake still should tell its author. Pure; safe everywhere.
#pragma once

#include "gateway/config.h"

#include <string>
#include <vector>

namespace tandem {

enum class Gravity { kWarning, kDanger };  // kDanger: customers' text may become public

struct Warning {
  Gravity gravity = Gravity::kWarning;
  std::string key{};
  std::string message{};  // never a secret's value
  bool operator==(const Warning&) const = default;
};

// In the order of the keys: what is about the whole first, then each enabled rule.
std::vector<Warning> WarningsOf(const Config& config);

}  // namespace tandem
