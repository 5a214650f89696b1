// What a configuration without a mistake still should tell its author. Pure; safe everywhere.
#pragma once

#include "gateway/config.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem {

enum class Gravity { kWarning, kDanger };  // kDanger: customers' text may become public

struct Warning {
  Gravity gravity = Gravity::kWarning;
  std::string key{};
  std::string message{};  // never a secret's value
  bool operator==(const Warning&) const = default;
};

// Why a configuration with "github.app" is not served.
constexpr std::string_view kNoGithubApp =
    "a GitHub App cannot be used by this version yet, and \"tandem serve\" refuses to start with "
    "one; give \"github.token\" instead";

// What is about the whole first, then the keys that have no effect, then what each enabled rule may
// bring about.
std::vector<Warning> WarningsOf(const Config& config);

}  // namespace tandem
