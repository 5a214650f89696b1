#include "gateway/spawn.h"

#include "gateway/descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sstream>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace tandem {
namespace {

// Everything that the child needs, made before the fork: other threads may hold the allocator's
// lock while we fork, so the child may call only what is async-signal-safe.
struct Prepared {
  const char* file = nullptr;
  char* const* arguments = nullptr;
  char* const* environment = nullptr;
  const char* output = nullptr;
  int directory = -1;
  int inherit = -1;
  int failure = -1;  // a pipe that closes when the program runs, and else carries errno
  pid_t parent = -1;
  int most_descriptors = 0;
};

int MostDescriptors() {
  constexpr rlim_t kEnough = 1U << 20U;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return static_cast<int>(kEnough);
  return static_cast<int>(std::min(limit.rlim_cur, kEnough));
}

// The gateway's sockets must not live on in the program, whoever opened them and how.
void KeepOnly(int inherit, int most_descriptors) {
  if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) {  // before Linux 5.11
    for (int i = 3; i < most_descriptors; ++i) fcntl(i, F_SETFD, FD_CLOEXEC);
  }
  if (inherit >= 0) fcntl(inherit, F_SETFD, 0);
}

bool Redirect(const char* file, int flags, std::initializer_list<int> targets) {
  const int opened = open(file, flags, 0600);
  return opened >= 0 && std::all_of(targets.begin(), targets.end(),
                                    [&](int target) { return dup2(opened, target) == target; });
}

bool Enter(const Prepared& prepared) {
  setsid();
  // SIGKILL, because it always works at once: also on a server that is frozen, is loading or runs a
  // long script, so that its lock is free for the next one. It costs nothing: with appendfsync
  // always, what was acknowledged is on the disk.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
  if (getppid() != prepared.parent) _exit(127);  // it died before prctl
  umask(077);
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, nullptr) != 0) return false;
  if (prepared.directory >= 0 && fchdir(prepared.directory) != 0) return false;
  return Redirect("/dev/null", O_RDONLY, {0}) &&
         Redirect(prepared.output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, {1, 2});
}

[[noreturn]] void RunChild(const Prepared& prepared) {
  if (Enter(prepared)) {
    KeepOnly(prepared.inherit, prepared.most_descriptors);
    execve(prepared.file, prepared.arguments, prepared.environment);
  }
  const int why = errno;
  [[maybe_unused]] const auto told = write(prepared.failure, &why, sizeof(why));
  _exit(127);
}

// What a program may need of our surroundings; LD_ is what the loader is told. The configuration's
// secrets may stand in any other variable.
bool IsKept(std::string_view variable) {
  using namespace std::string_view_literals;
  constexpr std::array kNames{"PATH"sv, "HOME"sv, "LANG"sv, "TZ"sv, "TMPDIR"sv};
  const std::string_view name = variable.substr(0, variable.find('='));
  return name.starts_with("LD_") || name.starts_with("LC_") ||
         std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::vector<char*> BareEnvironment() {
  std::vector<char*> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (IsKept(*variable)) kept.push_back(*variable);
  }
  kept.push_back(nullptr);
  return kept;
}

// Above 2, so that the redirections in the child do not run over it.
Descriptor Above2(int number) {
  const Descriptor low(number);
  return Descriptor(fcntl(low.number(), F_DUPFD_CLOEXEC, 3));
}

Error Failed(const std::string& what, int why) {
  return Error{Remedy::kInvalid, what + ": " + std::strerror(why), {}};
}

// 0 when the program runs.
int ReadFailure(int pipe_end) {
  int why = 0;
  for (;;) {
    const auto size = read(pipe_end, &why, sizeof(why));
    if (size < 0 && errno == EINTR) continue;
    return size == sizeof(why) ? why : 0;
  }
}

}  // namespace

std::optional<std::string> FindProgram(const std::string& file) {
  if (file.find('/') != std::string::npos) return file;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    auto candidate = (folder.empty() ? "." : folder) + "/" + file;
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

Result<pid_t> Spawn(const Program& program) {
  const auto file = FindProgram(program.file);
  if (!file) return Error{Remedy::kInvalid, program.file + " is not in PATH", {}};
  std::vector<std::string> words{program.file};
  words.insert(words.end(), program.arguments.begin(), program.arguments.end());
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return Failed("no pipe for " + program.file, errno);
  const Descriptor reading = Above2(ends[0]);
  Descriptor writing = Above2(ends[1]);
  const std::string output = program.output.empty() ? "/dev/null" : program.output;
  const auto environment = BareEnvironment();
  const Prepared prepared{file->c_str(),    arguments.data(),  environment.data(),
                          output.c_str(),   program.directory, program.inherit,
                          writing.number(), getpid(),          MostDescriptors()};
  const pid_t child = fork();
  if (child == 0) RunChild(prepared);
  if (child < 0) return Failed("cannot start " + program.file, errno);
  writing = Descriptor();
  const int why = ReadFailure(reading.number());
  if (why == 0) return child;
  waitpid(child, nullptr, 0);
  return Failed("cannot start " + *file, why);
}

}  // namespace tandem
