#include "gateway/commands.h"

#include "gateway/api_command_line.h"
#include "gateway/api_waiting.h"
#include "gateway/config.h"
#include "gateway/config_report.h"
#include "gateway/config_warnings.h"
#include "gateway/health_command.h"
#include "gateway/serve.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <ostream>
#include <unistd.h>
#include <variant>

namespace tandem {
namespace {

// Why there is no text of the file, and what to do.
std::string WhyUnreadable(const std::string& path) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(path, ignored).type();
  if (kind == std::filesystem::file_type::not_found) {
    return "there is no such file (tried " +
           std::filesystem::absolute(path, ignored).lexically_normal().string() +
           "): write it, or name another with --config FILE or TANDEM_CONFIG";
  }
  if (kind == std::filesystem::file_type::directory)
    return "is a directory: name the file in it, with --config FILE or TANDEM_CONFIG";
  if (access(path.c_str(), R_OK) != 0) {
    const std::string why = std::strerror(errno);
    return why + ": let uid " + std::to_string(geteuid()) + ", as which Tandem runs, read it";
  }
  return "cannot be read as a file of at most 1 MiB";
}

std::variant<Config, std::vector<Mistake>> ReadAt(const std::string& path) {
  const ConfigSources sources = ProcessSources();
  const auto text = sources.file(path);
  if (!text) return std::vector{Mistake{path, WhyUnreadable(path)}};
  return ReadConfig(*text, sources);
}

// The same, for one that is to be served.
std::variant<Config, std::vector<Mistake>> ReadToServe(const std::string& path) {
  auto read = ReadAt(path);
  const auto* config = std::get_if<Config>(&read);
  if (config == nullptr || !config->github.app) return read;
  return std::vector{Mistake{"github.app", std::string(kNoGithubApp)}};
}

// The configuration, or nothing after its mistakes have been written to `out`.
std::optional<Config> Load(const std::string& path, std::ostream& out) {
  auto read = ReadAt(path);
  if (auto* config = std::get_if<Config>(&read)) return std::move(*config);
  WriteMistakes(path, std::get<std::vector<Mistake>>(read), out);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> ConfigPath(const std::string& given) {
  if (!given.empty()) return given;
  const char* variable = std::getenv("TANDEM_CONFIG");
  if (variable != nullptr && *variable != '\0') return std::string(variable);
  for (const char* path : {"./tandem.json", "/etc/tandem/tandem.json"}) {
    std::error_code unused;
    if (std::filesystem::exists(path, unused)) return std::string(path);
  }
  return std::nullopt;
}

int ServeCommand(const std::string& path, const Console& console) {
  const auto read = ReadToServe(path);
  if (const auto* config = std::get_if<Config>(&read))
    return Serve(*config, [path] { return ReadToServe(path); });
  WriteMistakes(path, std::get<std::vector<Mistake>>(read), console.error);
  return kExitFailed;
}

int CheckOfflineCommand(const std::string& path, const Console& console) {
  const auto config = Load(path, console.out);
  if (!config) return kExitFailed;
  WriteSummary(path, *config, console);
  return kExitDone;
}

int HealthCommand(const HealthOptions& options, const Console& console) {
  std::string url = options.url;
  if (url.empty()) {
    const auto config = Load(options.path, console.error);
    if (!config) return kExitFailed;
    const auto from_config = HealthUrl(config->listen);
    if (!from_config) {
      console.error << from_config.error().message << "\n";
      return kExitFailed;
    }
    url = *from_config;
  }
  const auto question = options.ready ? HealthQuestion::kReady : HealthQuestion::kLive;
  const Status status = AskHealth(url, question);
  if (!status) {
    console.error << "tandem: " << status.error().message << "\n";
    return kExitFailed;
  }
  console.out << (options.ready ? "ready\n" : "live\n");
  return kExitDone;
}

int ApiCommand(const ApiOptions& options, const std::string& path, const Console& console) {
  const auto config = Load(path, console.error);
  if (!config) return kExitFailed;
  const auto api = ApiClient::For(*config, options.url);
  if (!api.ok()) return TellError(api.error(), console);
  return options.command(*api, console);
}

}  // namespace tandem
