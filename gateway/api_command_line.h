// The command line of the commands that ask a running gateway. Used by main's thread.
#pragma once

#include "gateway/api_commands.h"

#include <cstdint>
#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace tandem {

struct ApiOptions {
  std::string url{};
  std::function<int(const ApiClient&, const Console&)> command{};  // the one that was given, if any

  // What the options of the commands say.
  std::int64_t ticket = 0;
  std::int64_t limit = 50;
  std::string issue{};
  std::string key{};
  bool all = false;
  bool dry_run = false;
  bool json = false;
};

// Declares them; `config` and `options` must outlive the parsing and the command.
void DeclareApiCommands(CLI::App& app, std::string& config, ApiOptions& options);
// The same for unlink and withdraw.
void DeclareEndingCommands(CLI::App& app, std::string& config, ApiOptions& options);

}  // namespace tandem
