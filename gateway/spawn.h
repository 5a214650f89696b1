// Starts a program that must not outlive us. Thread-safe.
#pragma once

#include "gateway/result.h"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace tandem {

struct Program {
  std::string file{};  // found in PATH unless it contains a slash
  std::vector<std::string> arguments{};
  int directory = -1;    // its working directory, an open descriptor
  std::string output{};  // a file in that directory, for what it prints; emptied first
  int inherit = -1;      // the one descriptor, besides 0 to 2, that it keeps
};

// Starts `program` in a session of its own, so that Ctrl-C in our terminal does not reach it, with
// an umask of 077, no blocked signals, standard input from /dev/null, and of our environment only
// what no secret is in: PATH, HOME, LANG, TZ, TMPDIR, LC_* and LD_*. Gives its process id; the
// caller must wait for it. The kernel kills it (SIGKILL) when the *thread* that called Spawn ends,
// thus also whenever this process ends, in whatever way: call it from a thread that lives longer
// than the program. kInvalid when it is not there or cannot be run.
Result<pid_t> Spawn(const Program& program);

// Where PATH has it; nullopt when nowhere.
std::optional<std::string> FindProgram(const std::string& file);

}  // namespace tandem
