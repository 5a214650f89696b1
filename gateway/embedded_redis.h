// Tandem's own redis-server, in `data`, for when the configuration names none. Thread-safe.
//
// Never two on one directory: this process holds the lock on `data/lock` and the server inherits
// it, so that the lock is free only when both are gone. Nothing acknowledged is lost, whoever is
// killed: appendfsync is "always".
//
// Who forks: the kernel ties "kill it when its parent dies" to the forking thread, so one thread of
// this class forks, watches and restarts the server, and ends only after it. Main's thread would do
// too, but then main could do nothing besides.
//
// The server's working directory is `data` and its socket `redis.sock` there, which is short for
// it; for us DataDirectory::SocketPath finds a path that fits.
#pragma once

#include "gateway/config.h"
#include "gateway/data_directory.h"
#include "gateway/result.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tandem {

struct EmbeddedRedisOptions {
  std::string program{"redis-server"};               // found in PATH
  std::vector<std::string> arguments{};              // more of them, after ours
  std::chrono::milliseconds lock{10'000};            // how long to wait for a Tandem that is ending
  std::chrono::milliseconds load{30'000};            // how long loading may take, and ...
  std::chrono::milliseconds load_per_mebibyte{500};  // ... more for each MiB of the AOF
  std::chrono::milliseconds stop{8'000};             // from SIGTERM to SIGKILL when stopping
  // Asked while starting: whether to wait no longer, for the lock and until it has loaded; may be
  // absent.
  std::function<bool()> give_up{};
  // Told in a sentence when the server ended and will be started again, or could not be; called
  // from another thread.
  std::function<void(const std::string& what)> tell{};
};

class EmbeddedRedis {
 public:
  // Locks `data`, starts the server and waits until it has loaded and answers. `data` must outlive
  // it. An error says what the server printed last when it would not start.
  static Result<std::unique_ptr<EmbeddedRedis>> Start(const DataDirectory& data,
                                                      EmbeddedRedisOptions options = {});
  // Stops it, as Stop does.
  ~EmbeddedRedis();
  EmbeddedRedis(const EmbeddedRedis&) = delete;
  EmbeddedRedis& operator=(const EmbeddedRedis&) = delete;

  RedisConfig config() const;  // how a RedisPool of this process reaches it
  pid_t id() const;            // of the server; 0 while there is none
  int restarts() const;        // since Start

  // SIGTERM, then SIGKILL when it takes too long; returns when it is gone and the lock is free.
  void Stop();

 private:
  class Keeper;
  explicit EmbeddedRedis(std::unique_ptr<Keeper> keeper);
  std::unique_ptr<Keeper> keeper_;
};

}  // namespace tandem
