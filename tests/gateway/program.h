// Runs the program as its users do, and waits for its end. Safe from several threads.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace tandem {

struct Ended {
  int exit = -1;  // -1: it did not start, or a signal ended it
  std::string out{};
  std::string error{};
};

// Runs build/tandem in `folder` with these arguments and only these variables.
Ended RunTandem(const std::vector<std::string>& arguments,
                const std::map<std::string, std::string>& environment = {},
                const std::string& folder = "/tmp");

}  // namespace tandem
