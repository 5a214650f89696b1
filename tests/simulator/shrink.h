// The shortest part of a script that still shows what the whole one showed. Safe from two threads
// with a stage each.
#pragma once

#include "tests/simulator/oracle.h"
#include "tests/simulator/process.h"
#include "tests/simulator/script.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tandem::simulator {

// Some of 0 to count - 1 such that `shows` is true of them and of no part that lacks any one of
// them (Zeller's ddmin). `shows` has to be true of all of them.
std::vector<int> Shortest(int count,
                          const std::function<bool(const std::vector<int>& kept)>& shows);

// A story as it can be told again without the dice.
struct Case {
  std::uint64_t seed = 0;
  std::int64_t number = 0;
  Script script{};
  std::vector<Fault> faults{};
};

// Deeds and faults that are not needed for a finding of that verdict are gone.
Case Shrink(Case found, Verdict verdict, Stage& stage);

// The deeds and faults in order, and the command that tells them again.
std::string Describe(const Case& found);

// The script with only these deeds.
Script Only(Script script, const std::vector<int>& deeds);

}  // namespace tandem::simulator
