// Names to addresses, within a deadline. Safe from all threads.
#pragma once

#include "gateway/result.h"

#include <chrono>
#include <string>
#include <vector>

namespace tandem {

// A socket address as the system's calls want it.
struct SocketAddress {
  int family = 0;
  std::string bytes{};
};

// The TCP addresses of a host, in the order to try them; never an empty list. kUnavailable when the
// name is unknown, or not known by the deadline.
Result<std::vector<SocketAddress>> Resolve(const std::string& host, int port,
                                           std::chrono::steady_clock::time_point deadline);

}  // namespace tandem
