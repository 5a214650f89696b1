// ./dev chaos: the program under random operations, faults and kills, see README.md.

#include "tests/chaos/run/play.h"
#include "tests/chaos/run/self_check.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

namespace tandem::chaos {
namespace {

int Run(int argc, char** argv) {
  Settings settings;
  bool self_check = false;
  std::int64_t pace = settings.pace.count();
  CLI::App app{
      "People act on both sides of many links while webhooks, answers and processes are lost"};
  app.add_option("--operations", settings.operations, "of people, on both sides");
  app.add_option("--links", settings.links, "tickets, each with its issue");
  app.add_option("--kills", settings.kills, "kill -9 of the gateway and of its Redis");
  app.add_option("--faults", settings.faults, "of the calls to the services, from 0 to 1");
  app.add_option("--refusals", settings.refusals,
                 "of the calls, from 0 to 1: with them a while begins in which a service refuses");
  app.add_option("--seed", settings.seed, "of all chance in the run");
  app.add_option("--pace", pace, "milliseconds between two operations");
  app.add_flag("--keep", settings.keep, "the gateway's folder, when it is red");
  app.add_option("--only", settings.without, "with --self-check: this safeguard alone");
  app.add_flag("--self-check", self_check, "go without one safeguard after the other, and see red");
  CLI11_PARSE(app, argc, argv);
  settings.pace = std::chrono::milliseconds(pace);
  if (self_check) return SelfCheck(settings.without, settings.seed) ? 0 : 1;
  const Verdict verdict = Play(settings);
  Print(settings, verdict);
  return verdict.red() ? 1 : 0;
}

}  // namespace
}  // namespace tandem::chaos

int main(int argc, char** argv) {
  try {
    return tandem::chaos::Run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "chaos: %s\n", error.what());
    return 1;
  }
}
