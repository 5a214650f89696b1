#include "tests/sandbox/running_gateway.h"

#include "tests/sandbox/sanitizer_report.h"

#include <httplib.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tandem::sandbox {
namespace {

constexpr std::chrono::seconds kStart{15};

// In the child, before it becomes the program.
void Prepare(const Launch& launch) {
  for (const std::string& variable : launch.environment)
    putenv(const_cast<char*>(variable.c_str()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  if (launch.descriptors == 0) return;
  const auto most = static_cast<rlim_t>(launch.descriptors);
  const rlimit limit{most, most};
  setrlimit(RLIMIT_NOFILE, &limit);
}

// A kill point ends the program by SIGKILL, see gateway/kill_point.h.
bool HasKillPoint(const Launch& launch) {
  return std::any_of(
      launch.environment.begin(), launch.environment.end(),
      [](const std::string& variable) { return variable.starts_with("TANDEM_CRASH="); });
}

std::string SignalName(int signal) {
  const char* name = sigabbrev_np(signal);
  return name == nullptr ? "signal " + std::to_string(signal) : "SIG" + std::string(name);
}

}  // namespace

Json TestConfiguration(const Sandbox& sandbox, const std::string& data, int port) {
  Json freshdesk;
  freshdesk.Set("url", sandbox.FreshdeskUrl())
      .Set("api_key", "freshdesk-key")
      .Set("webhook_secret", "freshdesk-secret");
  Json github;
  github.Set("api_url", sandbox.GithubUrl())
      .Set("token", "github-token")
      .Set("webhook_secret", "github-secret");
  Json rule;
  rule.Set("tag", "github").Set("repository", kRepository);
  rule.Set("mirror", Json(Json::Object{{"bug", "bug"}, {"outage", "impact: outage"}}));
  Json retry;
  retry.Set("first", "50ms").Set("max", "400ms").Set("for", "10m").Set("look_after", "400ms");
  Json configuration;
  configuration.Set("listen", "127.0.0.1:" + std::to_string(port)).Set("data", data);
  configuration.Set("freshdesk", freshdesk).Set("github", github).Set("retry", retry);
  configuration.Set("settle", "20ms").Set("catch_up", "1h").Set("rules", Json(Json::Array{rule}));
  return configuration;
}

RunningGateway::RunningGateway(std::string program, std::string folder, const Json& configuration,
                               const Launch& launch)
    : program_(std::move(program)),
      folder_(std::move(folder)),
      url_("http://" + configuration["listen"].StringOr("")) {
  std::ofstream(folder_ + "/tandem.json") << configuration.DumpPretty();
  Start(launch);
}

RunningGateway::~RunningGateway() {
  if (IsRunning()) Stop();
  const std::string report = SanitizerReport(log_path());
  if (!report.empty()) std::cerr << "--- a sanitizer, in the gateway's log\n" << report;
}

bool RunningGateway::Start(const Launch& launch) {
  const std::string configuration = folder_ + "/tandem.json";
  const std::string log = log_path();
  has_kill_point_ = HasKillPoint(launch);
  process_ = fork();
  if (process_ == 0) {
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    Prepare(launch);
    execl(program_.c_str(), "tandem", "serve", "--config", configuration.c_str(),
          static_cast<char*>(nullptr));
    _exit(127);
  }
  return Sandbox::WaitUntil([this] { return HasEnded() || !Get("/health/live").empty(); },
                            kStart) &&
         IsRunning();
}

void RunningGateway::End(int signal) {
  if (HasEnded()) return;
  kill(process_, signal);
  waitpid(process_, &status_, 0);
  NoteEnd(signal);
}

bool RunningGateway::HasEnded() {
  if (IsRunning() && waitpid(process_, &status_, WNOHANG) == process_) NoteEnd(0);
  return !IsRunning();
}

void RunningGateway::NoteEnd(int sent) {
  process_ = 0;
  std::string how;
  if (WIFSIGNALED(status_)) {
    const int signal = WTERMSIG(status_);
    if (signal == SIGKILL && (sent == SIGKILL || has_kill_point_)) return;
    how = "the gateway was ended by " + SignalName(signal);
  } else {
    const int code = WEXITSTATUS(status_);
    if (sent == SIGTERM && code == 0) return;
    how = (sent == SIGTERM ? "the gateway, when it was stopped, exited with "
                           : "the gateway exited by itself with ") +
          std::to_string(code);
  }
  unasked_ends_.push_back(how + "; the end of its log then:\n" + EndOfLog());
}

std::vector<std::string> RunningGateway::Crashes() const {
  std::vector<std::string> crashes = unasked_ends_;
  const std::string report = SanitizerReport(log_path());
  if (!report.empty())
    crashes.push_back("in the gateway's log: " + report.substr(0, report.find('\n')));
  return crashes;
}

std::string RunningGateway::EndOfLog() const {
  constexpr std::size_t kShown = 4'000;
  std::ifstream file(log_path());
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  return all.size() > kShown ? all.substr(all.size() - kShown) : all;
}

std::optional<int> RunningGateway::WaitForEnd(std::chrono::milliseconds deadline) {
  if (!Sandbox::WaitUntil([this] { return HasEnded(); }, deadline)) return std::nullopt;
  return WIFSIGNALED(status_) ? WTERMSIG(status_) : 0;
}

int RunningGateway::Stop() {
  End(SIGTERM);
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
}

void RunningGateway::Configure(const std::string& text) {
  std::ofstream(config_path(), std::ios::trunc) << text;
}

bool RunningGateway::Reload() {
  const auto count = [this] {
    const std::string metrics = Get("/metrics");
    double sum = 0;
    const std::string name = "\ntandem_config_reloads_total{";
    for (auto at = metrics.find(name); at != std::string::npos; at = metrics.find(name, at + 1))
      sum += std::stod(metrics.substr(metrics.find("} ", at) + 2));
    return sum;
  };
  const double before = count();
  kill(process_, SIGHUP);
  return Sandbox::WaitUntil([&] { return count() > before; }, kStart);
}

void RunningGateway::Kill() {
  End(SIGKILL);
}

std::string RunningGateway::Get(const std::string& path) const {
  httplib::Client client(url_);
  client.set_connection_timeout(std::chrono::seconds(1));
  client.set_read_timeout(std::chrono::seconds(5));
  const auto answer = client.Get(path);
  return answer ? answer->body : std::string();
}

bool RunningGateway::IsIdle() const {
  const std::string metrics = Get("/metrics");
  return metrics.find("\ntandem_queue_depth 0\n") != std::string::npos;
}

}  // namespace tandem::sandbox
