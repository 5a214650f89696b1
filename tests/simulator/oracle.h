// The judge of a story that has come to rest: what the two services themselves hold, and the record
// of what people did there. It never looks at what Tandem remembers. Not thread-safe.
#pragma once

#include "tests/simulator/script.h"
#include "tests/simulator/world.h"

#include <string>
#include <vector>

namespace tandem::simulator {

enum class Verdict {
  kLost,     // a text that is not where it should be
  kTwice,    // something that Tandem made more than once
  kUnequal,  // fields that do not agree as the rules mean them
  kUndone,   // what a person did, undone though nobody else touched it
  kHeld,     // parked, or never at rest
};
inline constexpr int kVerdicts = 5;
const char* NameOf(Verdict verdict);

struct Finding {
  Verdict verdict = Verdict::kLost;
  std::string words{};
};

// What was looked at, so that "nothing found" tells how much that is.
struct Judged {
  std::vector<Finding> findings{};
  std::int64_t texts = 0;     // each on each counterpart
  std::int64_t fields = 0;    // compared between sides
  std::int64_t edits = 0;     // of people, that did not collide and must stand
  std::int64_t collided = 0;  // of people, that others touched at the same time
  bool transferred = false;   // an issue was
  bool by_hand = false;       // its link waits until people say how it goes on
};

Judged Judge(World& world, const Script& script);

}  // namespace tandem::simulator
