// What each command does, once main has understood the command line. Each returns the exit code.
// One at a time, in main's thread.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

namespace tandem {

constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;  // it failed, or found problems
constexpr int kExitUsage = 2;

enum class Colours { kNone, kTerminal };

// Where a command writes; both must outlive it.
struct Console {
  std::ostream& out;
  std::ostream& error;
  Colours colours = Colours::kNone;
};

// The configuration's path: the one given, $TANDEM_CONFIG, or the first that exists of
// ./tandem.json and /etc/tandem/tandem.json; nothing when there is none.
std::optional<std::string> ConfigPath(const std::string& given);

// Runs the gateway with the configuration at `path`; not with one that names a GitHub App, which
// this version cannot be.
int ServeCommand(const std::string& path, const Console& console);
// Says every mistake of the file, one to a line, or what it means and what to mind. Asks no
// service.
int CheckOfflineCommand(const std::string& path, const Console& console);

struct HealthOptions {
  std::string url{};   // of the gateway; empty: from the configuration
  std::string path{};  // of the configuration, read only when it is needed
  bool ready = false;  // whether it accepts deliveries, not just whether it lives
};
int HealthCommand(const HealthOptions& options, const Console& console);

struct ApiOptions;
// Runs the command that `options` hold, against the gateway that the configuration at `path` or its
// --url names.
int ApiCommand(const ApiOptions& options, const std::string& path, const Console& console);

}  // namespace tandem
