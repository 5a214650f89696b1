// A configuration, or its mistakes, as text for people. Secrets are never written. Writes to the
// streams it is given; not thread-safe.
#pragma once

#include "gateway/commands.h"
#include "gateway/config.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace tandem {

// One line for each: "key: message"; the file's path stands for the whole file.
void WriteMistakes(const std::string& path, const std::vector<Mistake>& mistakes,
                   std::ostream& out);
// What the configuration means, in a few lines, and what to mind.
void WriteSummary(const std::string& path, const Config& config, const Console& console);

}  // namespace tandem
