// The demo's stage: the sandbox and the gateway against it, on a temporary folder that goes with
// it. Used by one thread.
#pragma once

#include "tests/gateway/temporary_directory.h"
#include "tests/sandbox/running_gateway.h"
#include "tests/sandbox/sandbox.h"

#include <csignal>
#include <functional>
#include <optional>
#include <string>

namespace tandem::sandbox {

// What asks the demo to end: Ctrl-C, kill, a closed terminal.
sigset_t EndSignals();

class DemoStage {
 public:
  // EndSignals() must be blocked in every thread before. `program`: the gateway's binary.
  explicit DemoStage(const std::string& program);

  Sandbox& world() { return world_; }
  const RunningGateway& gateway() const { return gateway_; }
  std::string folder() const { return folder_.path().string(); }

  // Why the story cannot go on: somebody asked for the end, or the gateway has died (with the end
  // of its log). Nothing while all is well.
  std::optional<std::string> Trouble();
  // Waits until `condition` holds and then until nothing is called, delivered or left to do.
  // Returns early, and false, on trouble or when it takes too long.
  bool Settled(const std::function<bool()>& condition);
  // Waits for one of EndSignals(); false when the gateway died before.
  bool WaitForEnd();
  // The gateway's exit code; -1 when a signal ended it.
  int Stop() { return gateway_.Stop(); }

 private:
  TemporaryDirectory folder_;
  Sandbox world_;
  RunningGateway gateway_;
};

}  // namespace tandem::sandbox
