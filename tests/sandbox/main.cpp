// The program behind `./dev demo`: plays one story between a Freshdesk and a GitHub on loopback,
// with the real gateway between them.

#include "tests/places.h"
#include "tests/sandbox/demo_print.h"
#include "tests/sandbox/demo_stage.h"
#include "tests/sandbox/demo_story.h"

#include <csignal>
#include <iostream>
#include <string>

namespace tandem::sandbox {
namespace {

constexpr const char* kUsage =
    "usage: tandem_demo [--stay]\n"
    "Plays one story between a Freshdesk and a GitHub on this machine, with Tandem between them.\n"
    "  --stay  leaves everything running afterwards, until Ctrl-C\n";

enum class Afterwards { kEnd, kStay };

void ShowAddresses(DemoStage& stage) {
  const std::string url = stage.gateway().url();
  std::cout << "\nEverything is still running:\n"
            << "  gateway            " << url << "\n"
            << "  health             " << url << "/health/ready\n"
            << "  metrics            " << url << "/metrics\n"
            << "  Freshdesk sandbox  " << stage.world().FreshdeskUrl()
            << "  (API key: freshdesk-key)\n"
            << "  GitHub sandbox     " << stage.world().GithubUrl() << "  (token: github-token)\n"
            << "  configuration      " << stage.folder() << "/tandem.json\n"
            << "  log                " << stage.gateway().log_path() << "\n"
            << "Ctrl-C stops it all and removes the folder." << std::endl;
}

bool Stop(DemoStage& stage) {
  const int code = stage.Stop();
  if (code == 0) return true;
  std::cout << "FAILED: the gateway ended with code " << code << " instead of 0." << std::endl;
  return false;
}

int Run(Afterwards afterwards) {
  const sigset_t signals = EndSignals();
  // Before any thread is there, so that all of them leave these signals to us.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away must not leave the gateway behind
  DemoPrint print;
  print.Line(
      "Starting a Freshdesk, a GitHub, and Tandem between them, on this machine only.\n"
      "The rule: tickets tagged \"github\" become issues of acme/infrastructure. In the columns, + "
      "marks "
      "what is new.");
  DemoStage stage(TANDEM_BINARY);
  if (const auto trouble = stage.Trouble()) {
    print.Line(*trouble);
    stage.Stop();
    return 1;
  }
  bool good = DemoStory(stage, print).Play();
  if (good && afterwards == Afterwards::kStay) {
    ShowAddresses(stage);
    good = stage.WaitForEnd();
    print.Line(good ? "\nStopping." : stage.Trouble().value_or("The gateway has died."));
  }
  return Stop(stage) && good ? 0 : 1;
}

}  // namespace
}  // namespace tandem::sandbox

int main(int count, char** arguments) {
  using tandem::sandbox::Afterwards;
  const std::string argument = count > 1 ? arguments[1] : "";
  if (count == 2 && argument == "--help") {
    std::cout << tandem::sandbox::kUsage;
    return 0;
  }
  if (count > 2 || (count == 2 && argument != "--stay")) {
    std::cerr << tandem::sandbox::kUsage;
    return 2;
  }
  return tandem::sandbox::Run(count == 2 ? Afterwards::kStay : Afterwards::kEnd);
}
