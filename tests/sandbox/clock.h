// The sandbox's wall clock: the system's, plus what a test has moved it forward. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tandem::sandbox {

using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  // Never goes back, even when the system's clock does.
  Moment Now();
  // Lets days pass at once: for the 30-day window and the like.
  void Advance(std::chrono::milliseconds by);

 private:
  std::atomic<std::int64_t> ahead_{0};  // milliseconds
  std::atomic<std::int64_t> last_{0};
};

// "2026-01-31T12:00:00Z": both services print whole seconds, so two changes within one look alike.
std::string ToIso(Moment moment);
// Reads the same, with or without a fraction, with Z or a numeric offset. Nothing when it is none.
std::optional<Moment> FromIso(std::string_view text);

}  // namespace tandem::sandbox
