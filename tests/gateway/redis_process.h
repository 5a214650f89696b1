// A real redis-server of a test's own, in a temporary directory, on a unix socket. Used by the
// thread that made it; the kernel kills the server when that thread ends, so a test that crashes
// leaves nothing behind.
#pragma once

#include "gateway/config.h"
#include "gateway/descriptor.h"
#include "tests/gateway/temporary_directory.h"

#include <string>
#include <sys/types.h>
#include <vector>

namespace tandem {

class RedisProcess {
 public:
  // Starts it, as durable as Tandem wants it (appendonly, appendfsync always), with DEBUG allowed,
  // and waits until it answers. `arguments` are added, "--requirepass", "x" and the like; the last
  // of a kind holds. A server that does not start ends the test program.
  explicit RedisProcess(std::vector<std::string> arguments = {});
  // A sentinel instead: the same, with `sentinel_file`, which the sentinel rewrites.
  RedisProcess(std::vector<std::string> arguments, const std::string& sentinel_file);
  ~RedisProcess();
  RedisProcess(const RedisProcess&) = delete;
  RedisProcess& operator=(const RedisProcess&) = delete;

  RedisConfig config() const;  // for a RedisPool; without credentials
  std::string socket() const { return (directory_.path() / "redis.sock").string(); }
  const std::filesystem::path& directory() const { return directory_.path(); }
  pid_t id() const { return process_; }  // 0 while it does not run

  void Kill();    // SIGKILL, and waits until it is gone
  void Stop();    // SIGTERM, and waits until it is gone
  void Start();   // again, with the same arguments and files; waits until it answers
  void Launch();  // the same without the waiting: it may still be loading
  void Restart() {
    Kill();
    Start();
  }
  void Freeze();  // SIGSTOP: connections are accepted by the kernel, nothing is answered
  void Thaw();

 private:
  void End(int signal);
  void WaitUntilItAnswers();

  TemporaryDirectory directory_{};
  std::vector<std::string> arguments_{};
  pid_t process_ = 0;
};

}  // namespace tandem
