#include "tests/gateway/redis_process.h"

#include "gateway/redis_address.h"
#include "gateway/spawn.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sys/wait.h>
#include <thread>

namespace tandem {
namespace {

using namespace std::chrono_literals;

[[noreturn]] void GiveUp(const std::string& why) {
  std::fprintf(stderr, "the test's redis-server: %s\n", why.c_str());
  std::exit(1);
}

// Also a server that wants a password, or is still loading its data, runs.
bool Answers(const RedisConfig& config) {
  const auto connection = OpenRedis(config, RedisLimits{});
  return connection.ok() || connection.error().remedy == Remedy::kUnauthorized;
}

}  // namespace

RedisProcess::RedisProcess(std::vector<std::string> arguments)
    : arguments_{"--port",
                 "0",
                 "--unixsocket",
                 "redis.sock",
                 "--save",
                 "",
                 "--appendonly",
                 "yes",
                 "--appendfsync",
                 "always",
                 "--dir",
                 ".",
                 "--enable-debug-command",
                 "yes",
                 "--daemonize",
                 "no"} {
  arguments_.insert(arguments_.end(), arguments.begin(), arguments.end());
  Start();
}

RedisProcess::RedisProcess(std::vector<std::string> arguments, const std::string& sentinel_file)
    : arguments_{sentinel_file, "--sentinel", "--unixsocket", "redis.sock", "--dir", "."} {
  arguments_.insert(arguments_.end(), arguments.begin(), arguments.end());
  Start();
}

RedisProcess::~RedisProcess() {
  Kill();
}

RedisConfig RedisProcess::config() const {
  RedisConfig config;
  config.server = RedisUnix{socket()};
  return config;
}

void RedisProcess::Kill() {
  End(SIGKILL);
}

void RedisProcess::Stop() {
  End(SIGTERM);
}

void RedisProcess::End(int signal) {
  if (process_ == 0) return;
  kill(process_, signal);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void RedisProcess::Start() {
  Launch();
  WaitUntilItAnswers();
}

void RedisProcess::Launch() {
  if (process_ != 0) GiveUp("it runs already");
  const Descriptor folder(open(directory().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto process = Spawn(Program{"redis-server", arguments_, folder.number(), "redis.log", -1});
  if (!process.ok()) GiveUp(process.error().message);
  process_ = *process;
}

void RedisProcess::Freeze() {
  kill(process_, SIGSTOP);
}
void RedisProcess::Thaw() {
  kill(process_, SIGCONT);
}

void RedisProcess::WaitUntilItAnswers() {
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while (!Answers(config())) {
    if (waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = 0;
      std::ifstream log(directory() / "redis.log");
      GiveUp("it ended at once: " + std::string(std::istreambuf_iterator<char>(log), {}));
    }
    if (std::chrono::steady_clock::now() > deadline) GiveUp("it does not answer");
    std::this_thread::sleep_for(5ms);
  }
}

}  // namespace tandem
