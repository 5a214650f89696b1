// What a GitHub payload is about: read from the signed body, cross-checked with the unsigned
// header. Pure; safe everywhere.
#pragma once

#include "gateway/json.h"
#include "gateway/key.h"
#include "mappers/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tandem {

struct GithubHint {
  std::string event{};  // "issues.opened"
  Key key{};
  RepositoryId repository_id{};
  std::string full_name{};       // as the payload says; for finding the rule, never an address
  std::int64_t number = 0;       // the issue's; 0 when the key is a repository's
  bool visibility_lost = false;  // who can read the repository has just changed
  bool operator==(const GithubHint&) const = default;
};

struct GithubPing {
  bool operator==(const GithubPing&) const = default;
};

// Authentic, but nothing to look at, and why.
struct OfNoInterest {
  std::string why{};
  bool operator==(const OfNoInterest&) const = default;
};

// `event`: the header X-GitHub-Event. `payload`: an object.
std::variant<GithubHint, GithubPing, OfNoInterest> ReadGithubDelivery(std::string_view event,
                                                                      const Json& payload);

}  // namespace tandem
