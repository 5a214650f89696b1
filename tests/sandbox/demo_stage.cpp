#include "tests/sandbox/demo_stage.h"

#include <ctime>

namespace tandem::sandbox {
namespace {

constexpr std::chrono::milliseconds kQuiet{250};
constexpr std::chrono::seconds kLongestStep{10};

Json Configured(const Sandbox& world, const std::string& folder) {
  Json configuration = TestConfiguration(world, folder + "/data", FreePort());
  configuration.Set("settle", "50ms");
  return configuration;
}

bool EndIsAsked() {
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
         sigismember(&pending, SIGHUP) == 1;
}

}  // namespace

sigset_t EndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

DemoStage::DemoStage(const std::string& program)
    : gateway_(program, folder_.path().string(), Configured(world_, folder_.path().string())) {
  world_.DeliverTo(gateway_.url());
}

std::optional<std::string> DemoStage::Trouble() {
  if (EndIsAsked()) return "The demo was asked to end.";
  if (gateway_.HasEnded())
    return "The gateway has died. The end of its log:\n" + gateway_.EndOfLog();
  return std::nullopt;
}

bool DemoStage::Settled(const std::function<bool()>& condition) {
  bool held = false;
  const auto at_rest = [&] {
    if (Trouble()) return true;
    held = held || condition();
    return held && world_.WaitForQuiet(kQuiet, kQuiet * 2) && gateway_.IsIdle() &&
           world_.Log().QuietFor() >= kQuiet;
  };
  return Sandbox::WaitUntil(at_rest, kLongestStep) && !Trouble();
}

bool DemoStage::WaitForEnd() {
  const sigset_t signals = EndSignals();
  const timespec half_a_second{0, 500'000'000};
  while (sigtimedwait(&signals, nullptr, &half_a_second) < 0) {
    if (gateway_.HasEnded() && !EndIsAsked()) return false;
  }
  return true;
}

}  // namespace tandem::sandbox
