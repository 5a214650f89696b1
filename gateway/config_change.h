// What becomes of a configuration that was read again while the gateway runs. Pure; safe
// everywhere.
#pragma once

#include "gateway/config.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace tandem {

// Reads the configuration once more, from where the running one came from.
using ConfigReader = std::function<std::variant<Config, std::vector<Mistake>>()>;

// The settings that differ and that only a restart can change, by their names: the listener, the
// store, the log and the size of bodies stay what they were.
std::vector<std::string> NeedsRestart(const Config& running, const Config& read);
// `read`, with the running one's values for those settings.
Config TakenOver(const Config& running, Config read);

// Whether both ask the services with the same credentials and the same share of their limits: then
// what one learned about those limits holds for the other.
bool AskFreshdeskAlike(const Config& one, const Config& other);
bool AskGithubAlike(const Config& one, const Config& other);

// All mistakes in one line: "rules[0].tag: ...; github: ...". Cut after some 2,000 bytes.
std::string InOneLine(const std::vector<Mistake>& mistakes);

}  // namespace tandem
