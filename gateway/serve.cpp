#include "gateway/serve.h"

#include "gateway/foundation.h"
#include "gateway/log.h"
#include "gateway/metrics.h"
#include "gateway/succession.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

namespace tandem {
namespace {

// How often predecessors, and a configuration that waits for the store, are looked after.
constexpr timespec kBetweenLooks{0, 100'000'000};  // ns

// SIGTERM, SIGINT and SIGHUP are waited for by main's thread and delivered to no other.
sigset_t AwaitedSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGHUP);
  return signals;
}

// What a large body took goes back to the system at once. Left to itself glibc raises this bound to
// the largest that it has seen, and then every thread that answers keeps some megabytes.
void GiveLargeMemoryBack() {
  constexpr int kBytes = 128 * 1024;
  mallopt(M_MMAP_THRESHOLD, kBytes);
}

// Whether one of the signals that end us has come and was not acted on yet.
bool IsToldToStop() {
  sigset_t pending;
  sigemptyset(&pending);
  sigpending(&pending);
  return sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1;
}

// The next signal to act on; 0: none, but something wants to be looked after.
int NextSignal(const sigset_t& signals, bool has_unfinished) {
  int signal = 0;
  if (!has_unfinished) {
    sigwait(&signals, &signal);
    return signal;
  }
  return std::max(sigtimedwait(&signals, nullptr, &kBetweenLooks), 0);
}

// Serves until it is to stop; the signal that said so.
int Reign(Succession& succession, const sigset_t& signals, const ConfigReader& reader) {
  bool has_unfinished = false;
  while (true) {
    const int signal = NextSignal(signals, has_unfinished);
    if (signal == SIGTERM || signal == SIGINT) return signal;
    if (signal == SIGHUP) succession.Reload(reader);
    const bool waits = succession.RetryReload(reader);
    has_unfinished = succession.LookAfterPredecessors() || waits;
  }
}

}  // namespace

int Serve(const Config& config, const ConfigReader& reader) {
  GiveLargeMemoryBack();
  const sigset_t signals = AwaitedSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const Log log(config.log);
  Metrics metrics;
  auto foundation = Foundation::Lay(config, log, metrics, IsToldToStop);
  if (!foundation.ok() && IsToldToStop()) {
    log.Info("stopped before it had started", {{"reason", foundation.error().message}});
    return 0;
  }
  if (!foundation.ok()) {
    log.Error("cannot start", {{"reason", foundation.error().message}});
    return 1;
  }
  Succession succession(log, metrics, **foundation);
  if (const Status started = succession.Start(config); !started.ok()) {
    log.Error("cannot start", {{"reason", started.error().message}});
    return 1;
  }
  log.Info("stopping", {{"signal", Reign(succession, signals, reader)}});
  const bool all_done = succession.Stop();
  log.Info("stopped");
  // A call that hangs is recorded as an intent: the next start looks for what it did.
  if (!all_done) std::_Exit(0);
  return 0;
}

}  // namespace tandem
