// One story from its beginning until it has come to rest, and what is to be said of it. Two threads
// may tell stories at the same time, each with a stage of its own.
#pragma once

#include "tests/simulator/oracle.h"
#include "tests/simulator/process.h"
#include "tests/simulator/script.h"
#include "tests/simulator/weather.h"

#include <vector>

namespace tandem::simulator {

struct Told {
  Judged judged{};
  int deeds = 0;                // that people did
  std::vector<Fault> faults{};  // that were met
  milliseconds lasted{};        // from the first deed until all was at rest
  int syncs = 0;
  int crashes = 0;
};

// `journal`, where there is one, is told what Tandem said that it did.
Told Tell(const Script& script, Weather weather, Stage& stage,
          std::vector<std::string>* journal = nullptr);

}  // namespace tandem::simulator
