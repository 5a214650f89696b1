// A fixed window in which so many calls are allowed. Not thread-safe: its service locks.
#pragma once

#include <algorithm>
#include <chrono>

namespace tandem::sandbox {

struct RateLimit {
  int calls = 100'000;
  std::chrono::milliseconds window = std::chrono::minutes(1);
};

class RateWindow {
 public:
  explicit RateWindow(RateLimit limit) : limit_(limit) {}

  void Set(RateLimit limit) { *this = RateWindow(limit); }
  // Takes `cost` from the window; false when less than that is left, and nothing is taken.
  bool Take(int cost) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= ends_) {
      ends_ = now + limit_.window;
      used_ = 0;
    }
    if (used_ + cost > limit_.calls) return false;
    used_ += cost;
    return true;
  }
  void GiveBack(int cost) { used_ -= cost; }

  int Limit() const { return limit_.calls; }
  int Used() const { return used_; }
  int Left() const { return limit_.calls - used_; }
  // Until the window ends, rounded up to a whole second.
  std::chrono::seconds EndsIn() const {
    const auto left = ends_ - std::chrono::steady_clock::now();
    return std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds(0));
  }

 private:
  RateLimit limit_{};
  int used_ = 0;
  std::chrono::steady_clock::time_point ends_{};
};

}  // namespace tandem::sandbox
