// The command line of Tandem: understands it, calls the command, and holds the only catch for what
// nobody expected.
#include "gateway/api_command_line.h"
#include "gateway/commands.h"
#include "gateway/did_you_mean.h"
#include "gateway/json.h"
#include "gateway/versions.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace tandem;

struct Options {
  std::string config{};
  std::string file{};
  bool offline = false;
  HealthOptions health{};
  ApiOptions api{};
};

// Secrets do not end up in a core file: each command reads the configuration or the admin token.
void ForbidCores() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

int Usage(const std::string& message) {
  std::cerr << "tandem: " << message << "\n";
  return kExitUsage;
}

Console Terminal() {
  const bool is_red_welcome = isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
  return {std::cout, std::cerr, is_red_welcome ? Colours::kTerminal : Colours::kNone};
}

void Declare(CLI::App& app, Options& options) {
  app.set_version_flag("--version", Versions);
  app.require_subcommand(1);
  const auto with_config = [&](CLI::App* command) {
    command->add_option("--config", options.config,
                        "the configuration; default: $TANDEM_CONFIG, ./tandem.json, "
                        "/etc/tandem/tandem.json");
    return command;
  };
  with_config(app.add_subcommand("serve", "run the gateway"));

  CLI::App* check =
      with_config(app.add_subcommand("check", "say what is wrong with the configuration"));
  check->add_option("FILE", options.file, "the configuration, as with --config");
  check->add_flag("--offline", options.offline, "look at the file only");

  CLI::App* health = with_config(
      app.add_subcommand("health", "exit 0 when the running gateway says that it is alive"));
  health->add_flag("--ready", options.health.ready, "ask whether it accepts deliveries");
  health->add_option("--url", options.health.url, "where it is; default: from the configuration");

  DeclareApiCommands(app, options.config, options.api);
  DeclareEndingCommands(app, options.config, options.api);
}

std::vector<std::string> CommandsOf(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

// The first word, where it is no command of ours; nothing when it is one, or an option.
std::optional<std::string> UnknownCommand(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || *argv[1] == '-') return std::nullopt;
  const auto names = CommandsOf(app);
  const bool is_known = std::find(names.begin(), names.end(), argv[1]) != names.end();
  return is_known ? std::nullopt : std::optional<std::string>(argv[1]);
}

int RefuseCommand(const CLI::App& app, const std::string& word) {
  const auto names = CommandsOf(app);
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  const auto meant = DidYouMean(word, names);
  // Quoted as JSON, so that no control character reaches the terminal.
  return Usage("there is no command " + Json(word).Dump() +
               (meant ? "; did you mean \"" + *meant + "\"?" : ".") + " The commands: " + list +
               ". More: tandem --help");
}

int Run(const CLI::App& app, Options& options) {
  if (!options.file.empty() && !options.config.empty()) {
    return Usage("give the configuration once: either --config or FILE");
  }
  const bool needs_config = options.health.url.empty();
  const auto path = ConfigPath(options.file.empty() ? options.config : options.file);
  if (needs_config && !path) {
    return Usage(
        "no configuration: give --config FILE, set TANDEM_CONFIG, or have ./tandem.json or "
        "/etc/tandem/tandem.json");
  }
  if (options.api.command) return ApiCommand(options.api, *path, Terminal());
  if (app.got_subcommand("serve")) return ServeCommand(*path, Terminal());
  if (app.got_subcommand("health")) {
    options.health.path = path.value_or("");
    return HealthCommand(options.health, Terminal());
  }
  if (!options.offline) {
    return Usage("check looks at the file only: say --offline (it does not ask the services yet)");
  }
  return CheckOfflineCommand(*path, Terminal());
}

}  // namespace

int main(int argc, char** argv) {
  ForbidCores();
  try {
    CLI::App app("Keeps Freshdesk tickets and their GitHub issues in step.", "tandem");
    Options options;
    Declare(app, options);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (const auto word = UnknownCommand(app, argc, argv)) return RefuseCommand(app, *word);
      // Help and version are "errors" that end well.
      return app.exit(error) == 0 ? kExitDone : kExitUsage;
    }
    return Run(app, options);
  } catch (const std::exception& error) {
    std::cerr << "tandem: " << error.what() << "\n";
    return kExitFailed;
  }
}
