// Numbers that look random and are the same for one seed on every machine. Not thread-safe; cheap
// to copy.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace tandem::simulator {

// One number from two, so that a seed has as many children as it needs.
constexpr std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  // The finaliser of splitmix64, https://prng.di.unimi.it/splitmix64.c.
  std::uint64_t z = a + 0x9e3779b97f4a7c15U * (b + 1);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t Next() { return Mix(seed_, count_++); }
  // 0 to limit - 1; 0 where there is no other.
  int Below(int limit) {
    return static_cast<int>(Next() % static_cast<std::uint64_t>(std::max(limit, 1)));
  }
  bool Chance(double probability) {
    constexpr double kSteps = 1'000'000'000;
    return static_cast<double>(Next() % static_cast<std::uint64_t>(kSteps)) < probability * kSteps;
  }
  std::chrono::milliseconds Between(std::chrono::milliseconds least,
                                    std::chrono::milliseconds most) {
    return least + std::chrono::milliseconds(Below(static_cast<int>((most - least).count()) + 1));
  }

 private:
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
};

}  // namespace tandem::simulator
