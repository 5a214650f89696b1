// Waits for what other threads and processes do.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace tandem::testing {

// Whether the condition holds within `limit`; asked again and again.
inline bool Soon(const std::function<bool()>& condition,
                 std::chrono::milliseconds limit = std::chrono::seconds(30)) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace tandem::testing
