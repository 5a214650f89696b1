// What goes wrong: by the dice while a story is told for the first time, by a list of faults when
// it is told again. Not thread-safe: each story has its own.
#pragma once

#include "tests/simulator/dice.h"
#include "tests/simulator/script.h"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace tandem::simulator {

// What can be asked of a service or of the store, by what can go wrong with it.
enum class CallKind { kRead, kList, kWrite, kStore, kDelivery };

class Weather {
 public:
  // `faults`: the share of calls to the services that fail, 0 to 1; all else is in proportion.
  Weather(std::uint64_t seed, double faults) : dice_(seed), rate_(faults) {}
  explicit Weather(const std::vector<Fault>& faults);

  // What becomes of the next call.
  Fault Next(CallKind kind);
  // From now on calls are counted after this deed.
  void After(int deed);
  // From now on nothing goes wrong.
  void Calm() { calm_ = true; }
  // All that went wrong, in order: a script of its own.
  const std::vector<Fault>& Seen() const { return seen_; }

 private:
  Fault Throw(CallKind kind);
  Fault ThrowFreeze();
  Fault ThrowForRead();
  Fault ThrowForWrite();
  Fault ThrowStatus(Fate usual);
  Fault ThrowForStore();
  Fault ThrowForDelivery();

  Dice dice_;
  double rate_ = 0;
  std::optional<std::map<std::pair<int, int>, Fault>> told_{};
  int after_ = 0;
  int call_ = 0;
  bool calm_ = false;
  std::vector<Fault> seen_{};
};

}  // namespace tandem::simulator
