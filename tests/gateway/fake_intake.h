// A queue that keeps what it is given, for tests of the receiver. Not thread-safe.
#pragma once

#include "gateway/receiver.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::testing {

class FakeIntake {
 public:
  bool away = false;                 // every call fails
  std::optional<Accepted> answer{};  // instead of telling new ones from duplicates
  std::map<RepositoryId, std::string> names{};
  std::vector<Delivery> accepted{};
  std::vector<UnreadableDelivery> parked{};

  Intake Functions() {
    return {[this](const Delivery& delivery) { return Accept(delivery); },
            [this](const UnreadableDelivery& delivery) { return Park(delivery); },
            [this](RepositoryId id) { return Name(id); }};
  }

 private:
  static Error Away() { return {Remedy::kUnavailable, "Redis at 10.0.0.1 refused", {}}; }

  Result<Accepted> Accept(const Delivery& delivery) {
    if (away) return Away();
    bool seen = false;
    for (const Delivery& other : accepted) seen = seen || other.id == delivery.id;
    accepted.push_back(delivery);
    return answer.value_or(seen ? Accepted::kDuplicate : Accepted::kNew);
  }
  Status Park(const UnreadableDelivery& delivery) {
    if (away) return Away();
    parked.push_back(delivery);
    return Done{};
  }
  Result<std::optional<std::string>> Name(RepositoryId id) {
    if (away) return Away();
    const auto found = names.find(id);
    return found == names.end() ? std::optional<std::string>() : std::optional(found->second);
  }
};

}  // namespace tandem::testing
