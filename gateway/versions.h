// What this program is made of and what it starts, for `tandem --version`. Thread-safe.
#pragma once

#include <string>

namespace tandem {

// "tandem 1.2.3", and below it one line for each library with its version: the one that runs where
// it can say so, else the one that it was built with. Runs `redis-server --version`, where there is
// one.
std::string Versions();

}  // namespace tandem
