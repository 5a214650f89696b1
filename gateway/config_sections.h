// The parts of the configuration, read from a document that the schema has already been held
// against. What only a look at the meaning shows is added to the mistakes. Pure; safe everywhere.
#pragma once

#include "gateway/config.h"
#include "gateway/config_setting.h"

#include <vector>

namespace tandem {

// Everything but the rules. Of `sources` it only asks whether the app's private key is there.
Config ReadSections(const Setting& root, const ConfigSources& sources);
// All rules, enabled or not, and what they must not say together.
std::vector<Rule> ReadRules(const Setting& rules);

}  // namespace tandem
