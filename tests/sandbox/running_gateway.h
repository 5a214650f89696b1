// The program itself, run as a process against the sandbox: started, stopped, killed, started again
// on the same data. Not thread-safe.
#pragma once

#include "gateway/json.h"
#include "tests/free_port.h"
#include "tests/sandbox/sandbox.h"

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tandem::sandbox {

// A configuration for the sandbox with waits short enough for tests: one rule, tag "github",
// repository kRepository.
Json TestConfiguration(const Sandbox& sandbox, const std::string& data, int port);

// How the program is started, where it is not as people start it.
struct Launch {
  std::vector<std::string> environment{};  // "NAME=value", besides our own
  int descriptors = 0;                     // that it may have open; 0: as we may
};

class RunningGateway {
 public:
  // `program`: path of the binary. `folder`: where the configuration and the log are kept.
  // `configuration` needs a "listen" of this machine. Starts it and waits until it is alive.
  RunningGateway(std::string program, std::string folder, const Json& configuration,
                 const Launch& launch = {});
  // Stops it. What a sanitizer has said in its log goes to standard error.
  ~RunningGateway();
  RunningGateway(const RunningGateway&) = delete;
  RunningGateway& operator=(const RunningGateway&) = delete;

  // Starts it, and again after it ended. False when it is not alive in time, or ended at once.
  bool Start(const Launch& launch = {});
  // SIGTERM; the exit code, -1 when a signal ended it.
  int Stop();
  // Writes another configuration, which a start or SIGHUP reads.
  void Configure(const std::string& text);
  // SIGHUP, and waits until it has said that it read the configuration again. False when it does
  // not say so.
  bool Reload();
  // SIGKILL, and waits until it is gone.
  void Kill();
  // Waits until it has ended by itself: the signal that ended it, 0 for an exit; nothing when it
  // still runs after `deadline`.
  std::optional<int> WaitForEnd(std::chrono::milliseconds deadline);
  // Looks whether it has ended.
  bool HasEnded();
  // As of the last look.
  bool IsRunning() const { return process_ > 0; }
  // What went wrong with the program itself: each end that nobody asked for (by a signal that is
  // neither ours nor a kill point's, by an exit of its own, by an exit other than 0 when it was
  // stopped), with the end of its log at that time; and the first line of a sanitizer's report.
  // Complete when it was stopped or killed before.
  std::vector<std::string> Crashes() const;
  pid_t id() const { return process_; }

  const std::string& url() const { return url_; }
  const std::string& folder() const { return folder_; }
  std::string config_path() const { return folder_ + "/tandem.json"; }
  std::string log_path() const { return folder_ + "/gateway.log"; }
  // The last few kB of its log.
  std::string EndOfLog() const;
  // GET of a path of its own; the body, empty without an answer.
  std::string Get(const std::string& path) const;
  // Nothing waits or is worked on, by its own metrics.
  bool IsIdle() const;

 private:
  // Waits for the end that `signal` of ours brings about.
  void End(int signal);
  // `sent`: the signal that we had sent, 0 for none.
  void NoteEnd(int sent);

  std::string program_;
  std::string folder_;
  std::string url_;
  pid_t process_ = 0;
  int status_ = 0;  // as waitpid told of the last one
  bool has_kill_point_ = false;
  std::vector<std::string> unasked_ends_{};
};

}  // namespace tandem::sandbox
