// Bodies that are no JSON object, as broken senders and attackers make them. Values;
// safe everywhere.
#pragma once

#include <string>
#include <vector>

namespace tandem::sandbox {

struct BrokenBody {
  std::string what{};
  std::string text{};
};

std::vector<BrokenBody> BrokenBodies();

}  // namespace tandem::sandbox
