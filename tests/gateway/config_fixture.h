// What the tests of the configuration share: its fixtures, and an environment and files that exist
// only here. Values; safe everywhere.
#pragma once

#include "gateway/config.h"
#include "gateway/json.h"

#include <map>
#include <string>
#include <vector>

namespace tandem {

using Texts = std::map<std::string, std::string>;

// The text of fixtures/config/`name`; fails the test when it is not there.
std::string ConfigFixture(const std::string& name);
// The variables and files that the fixtures name. Every secret holds the word SECRET.
ConfigSources FixtureSources();
// The mistakes of a text; none when it is good.
std::vector<Mistake> MistakesIn(const std::string& text);
// `base` with `patch` merged into it as RFC 7396 says.
Json Merged(const Json& base, const Json& patch);

}  // namespace tandem
