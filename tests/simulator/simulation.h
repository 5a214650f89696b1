// Many stories of one seed, told by several threads; the result is the same for any number of them.
#pragma once

#include "tests/simulator/oracle.h"
#include "tests/simulator/shelf.h"

#include <array>
#include <cstdint>
#include <vector>

namespace tandem::simulator {

struct Order {
  std::uint64_t seed = 1;
  std::int64_t operations = 20'000;  // of people, at least
  double faults = 0.2;
  int threads = 1;
  Teeth teeth{};
  bool stop_when_red = false;  // at the end of the block of stories
};

struct Red {
  std::int64_t story = 0;
  std::vector<Finding> findings{};
};

struct Summary {
  std::int64_t stories = 0;
  std::int64_t operations = 0;
  std::int64_t faults = 0;
  std::int64_t crashes = 0;
  std::int64_t steps = 0;
  std::int64_t texts = 0;
  std::int64_t fields = 0;
  std::int64_t edits = 0;
  std::int64_t collided = 0;
  std::int64_t transferred = 0;  // stories in which an issue was
  std::int64_t by_hand = 0;      // of these, that left the link to people
  std::array<std::int64_t, kVerdicts> findings{};
  std::vector<Red> reds{};  // the first of them, by story

  bool green() const { return reds.empty(); }
  bool operator==(const Summary&) const = default;
};
inline bool operator==(const Red& a, const Red& b) {
  return a.story == b.story && a.findings.size() == b.findings.size();
}

Summary Simulate(const Order& order);

}  // namespace tandem::simulator
