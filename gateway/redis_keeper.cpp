#include "gateway/redis_keeper.h"

#include "gateway/redis_address.h"
#include "gateway/spawn.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/wait.h>
#include <utility>

namespace tandem {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr auto kSocket = "redis.sock";
constexpr auto kLog = "redis.log";
constexpr auto kSoon = 10s;

std::vector<std::string> Arguments(const EmbeddedRedisOptions& options) {
  std::vector<std::string> arguments{
      "--port", "0", "--unixsocket", kSocket, "--unixsocketperm", "600", "--dir", ".",
      // Durable: answered means on the disk.
      "--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no",
      // After a crash the last write may be there in part; it was not acknowledged.
      "--aof-load-truncated", "yes", "--save", "", "--maxmemory-policy", "noeviction",
      "--daemonize", "no", "--logfile", "", "--loglevel", "warning"};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  return arguments;
}

std::string HowItEnded(int status) {
  if (WIFSIGNALED(status)) return "was killed by signal " + std::to_string(WTERMSIG(status));
  return "ended with code " + std::to_string(WEXITSTATUS(status));
}

// Signals for the process are for its other threads.
void BlockSignals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

milliseconds Pause(int ended_soon) {
  if (ended_soon <= 1) return 0ms;
  return std::min<milliseconds>(100ms * (1 << std::min(ended_soon, 10)), 5s);
}

}  // namespace

EmbeddedRedis::Keeper::Keeper(const DataDirectory& data, DataLock lock,
                              EmbeddedRedisOptions options)
    : data_(data),
      lock_(std::move(lock)),
      options_(std::move(options)),
      thread_([this] { Keep(); }) {}

void EmbeddedRedis::Keeper::Keep() {
  BlockSignals();
  std::string why;
  do {
    const auto process = StartServer();
    if (!process.ok()) {
      why = process.error().message;
      continue;
    }
    WaitForEnd(*process);
    const std::lock_guard lock(mutex_);
    int status = 0;
    // It may have left a child that rewrites the AOF, with our lock: that one goes, too.
    kill(-*process, SIGKILL);
    waitpid(*process, &status, 0);
    process_ = 0;
    why = "redis-server " + HowItEnded(status);
  } while (MayStartAgain(why));
  const std::lock_guard lock(mutex_);
  finished_ = true;
  changed_.notify_all();
}

Result<pid_t> EmbeddedRedis::Keeper::StartServer() {
  // What the one before printed last is kept once.
  renameat(data_.descriptor(), kLog, data_.descriptor(), (std::string(kLog) + ".old").c_str());
  {
    const std::lock_guard lock(mutex_);
    ++starts_;
    started_ = steady_clock::now();
  }
  auto process = Spawn(
      Program{options_.program, Arguments(options_), data_.descriptor(), kLog, lock_.descriptor()});
  const std::lock_guard lock(mutex_);
  if (!process.ok()) return process;
  process_ = *process;
  if (stopping_) Signal(SIGTERM);
  return process;
}

void EmbeddedRedis::Keeper::WaitForEnd(pid_t process) {
  siginfo_t ignored{};
  // WNOWAIT leaves the zombie, so that its number stays its own until mutex_ is held.
  while (waitid(P_PID, static_cast<id_t>(process), &ignored, WEXITED | WNOWAIT) != 0 &&
         errno == EINTR) {
  }
}

bool EmbeddedRedis::Keeper::MayStartAgain(const std::string& why) {
  // Read now: the next server begins a log of its own.
  const std::string words = LastWords();
  std::unique_lock lock(mutex_);
  ++ends_;
  why_ = why;
  last_words_ = words;
  soon_ = steady_clock::now() - started_ < kSoon ? soon_ + 1 : 0;
  changed_.notify_all();
  if (stopping_) return false;
  if (options_.tell) {
    lock.unlock();
    options_.tell(why + "; starting it again. " + words);
    lock.lock();
  }
  return !changed_.wait_for(lock, Pause(soon_), [this] { return stopping_; });
}

Status EmbeddedRedis::Keeper::WaitUntilItAnswers() {
  const auto deadline = steady_clock::now() + LoadingTime();
  Error last{Remedy::kUnavailable, "it did not answer", {}};
  while (steady_clock::now() < deadline && !(options_.give_up && options_.give_up())) {
    if (EndedWithin(10ms)) {
      const std::lock_guard lock(mutex_);
      return Error{
          Remedy::kInvalid, why_ + " at its start in " + data_.path() + ". " + last_words_, {}};
    }
    const auto connection = OpenRedis(config(), RedisLimits{});
    if (connection.ok()) return Done{};
    last = connection.error();
  }
  last.message = "the embedded redis-server was not ready in time: " + last.message;
  return last;
}

bool EmbeddedRedis::Keeper::EndedWithin(milliseconds wait) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, wait, [this] { return ends_ > 0; });
}

void EmbeddedRedis::Keeper::Stop() {
  const std::lock_guard one_at_a_time(stop_mutex_);
  if (!thread_.joinable()) return;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    Signal(SIGTERM);
    if (!changed_.wait_for(lock, options_.stop, [this] { return finished_; })) Signal(SIGKILL);
  }
  thread_.join();
  lock_ = DataLock(Descriptor());
}

void EmbeddedRedis::Keeper::Signal(int signal) {
  if (process_ != 0) kill(process_, signal);
}

RedisConfig EmbeddedRedis::Keeper::config() const {
  RedisConfig config;
  config.server = RedisUnix{data_.SocketPath(kSocket)};
  return config;
}

pid_t EmbeddedRedis::Keeper::id() const {
  const std::lock_guard lock(mutex_);
  return process_;
}

int EmbeddedRedis::Keeper::restarts() const {
  const std::lock_guard lock(mutex_);
  return std::max(0, starts_ - 1);
}

// The end of what it printed, for a message.
std::string EmbeddedRedis::Keeper::LastWords() const {
  constexpr off_t kMost = 600;
  std::array<char, kMost> text{};
  const std::string log = data_.path() + "/" + kLog;
  const Descriptor file(openat(data_.descriptor(), kLog, O_RDONLY | O_CLOEXEC));
  const off_t size = file.ok() ? lseek(file.number(), 0, SEEK_END) : 0;
  const auto got =
      size > 0 ? pread(file.number(), text.data(), text.size(), std::max<off_t>(0, size - kMost))
               : 0;
  if (got <= 0) return "It printed nothing (" + log + ").";
  return "It printed (" + log + "): " + std::string(text.data(), static_cast<std::size_t>(got));
}

milliseconds EmbeddedRedis::Keeper::LoadingTime() const {
  std::error_code ignored;
  std::uintmax_t bytes = 0;
  using Walk = std::filesystem::directory_iterator;
  for (const auto& file : Walk(data_.path() + "/appendonlydir", ignored)) {
    const auto size = file.file_size(ignored);
    if (!ignored) bytes += size;
  }
  return options_.load + options_.load_per_mebibyte * static_cast<int>(bytes >> 20U);
}

}  // namespace tandem
