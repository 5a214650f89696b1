// The only source of chance in a run: the same seed gives the same throws. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace tandem::chaos {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  bool Chance(double probability) {
    return std::uniform_real_distribution<double>(0, 1)(random_) < probability;
  }
  // 0 to `n` - 1; `n` must not be 0.
  std::size_t Below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace tandem::chaos
