// ./dev simulate: tells stories until so many operations of people are done, and judges each. A red
// one is shrunk, shown, and can be told again by one command.
#include "tests/simulator/shrink.h"
#include "tests/simulator/simulation.h"
#include "tests/simulator/story.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <thread>

namespace tandem::simulator {
namespace {

constexpr std::size_t kMostShown = 3;

struct Arguments {
  Order order{};
  std::int64_t story = -1;
  std::vector<int> deeds{};
  std::vector<std::string> given{};
  bool shrink = true;
};

void Show(const Summary& summary, double seconds) {
  std::printf(
      "%lld operations in %lld stories, %lld faults, %lld crashes, %lld steps: %.1f s, %.0f "
      "operations/s\n",
      static_cast<long long>(summary.operations), static_cast<long long>(summary.stories),
      static_cast<long long>(summary.faults), static_cast<long long>(summary.crashes),
      static_cast<long long>(summary.steps), seconds,
      static_cast<double>(summary.operations) / std::max(seconds, 1e-9));
  std::printf(
      "looked at: %lld texts, %lld fields, %lld edits of people that must stand (%lld collided)\n",
      static_cast<long long>(summary.texts), static_cast<long long>(summary.fields),
      static_cast<long long>(summary.edits), static_cast<long long>(summary.collided));
  std::printf("stories with a transferred issue: %lld, its link left to people in %lld\n",
              static_cast<long long>(summary.transferred), static_cast<long long>(summary.by_hand));
  for (int i = 0; i < kVerdicts; ++i) {
    std::printf("%s%lld %s", i == 0 ? "found: " : ", ",
                static_cast<long long>(summary.findings.at(static_cast<std::size_t>(i))),
                NameOf(static_cast<Verdict>(i)));
  }
  std::printf("\n");
}

void ShowFindings(const std::vector<Finding>& findings) {
  for (const Finding& each : findings)
    std::printf("  %s: %s\n", NameOf(each.verdict), each.words.c_str());
}

void ShowRed(const Summary& summary) {
  for (const Red& red : summary.reds) {
    std::printf("story %lld is red:\n", static_cast<long long>(red.story));
    ShowFindings(red.findings);
  }
}

Case CaseOf(const Order& order, std::int64_t story, Stage& stage) {
  Case found{order.seed, story, WriteScript(order.seed, story), {}};
  const auto dice = Mix(Mix(order.seed, static_cast<std::uint64_t>(story)), 1);
  found.faults = Tell(found.script, Weather(dice, order.faults), stage).faults;
  return found;
}

void ShowShrunk(const Order& order, const Red& red) {
  Stage stage(order.faults, order.teeth);
  std::printf("story %lld is red:\n", static_cast<long long>(red.story));
  ShowFindings(red.findings);
  const Case shortest =
      Shrink(CaseOf(order, red.story, stage), red.findings.front().verdict, stage);
  std::printf("the shortest that shows it:\n%s", Describe(shortest).c_str());
  ShowFindings(Tell(shortest.script, Weather(shortest.faults), stage).judged.findings);
}

int TellOne(const Arguments& arguments) {
  const Order& order = arguments.order;
  Stage stage(order.faults, order.teeth);
  Case found = CaseOf(order, arguments.story, stage);
  if (arguments.shrink && arguments.deeds.empty()) {
    const Told whole = Tell(found.script, Weather(found.faults), stage);
    if (!whole.judged.findings.empty())
      found = Shrink(found, whole.judged.findings.front().verdict, stage);
  } else if (!arguments.deeds.empty()) {
    found.script = Only(found.script, arguments.deeds);
    found.faults.clear();
    for (const std::string& each : arguments.given) {
      if (const auto fault = FaultNamed(each)) found.faults.push_back(*fault);
    }
  }
  std::printf("%s", Describe(found).c_str());
  std::vector<std::string> journal;
  const Told told = Tell(found.script, Weather(found.faults), stage, &journal);
  for (const std::string& line : journal) std::printf("    %s\n", line.c_str());
  ShowFindings(told.judged.findings);
  std::printf("%s\n", told.judged.findings.empty() ? "green" : "red");
  return told.judged.findings.empty() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int TellMany(const Order& order, bool shrink) {
  const auto began = std::chrono::steady_clock::now();
  const Summary summary = Simulate(order);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("seed %llu, %.0f%% faults\n", static_cast<unsigned long long>(order.seed),
              order.faults * 100);
  Show(summary, took.count());
  for (std::size_t i = 0; shrink && i < std::min(kMostShown, summary.reds.size()); ++i)
    ShowShrunk(order, summary.reds[i]);
  if (!shrink) ShowRed(summary);
  return summary.green() ? EXIT_SUCCESS : EXIT_FAILURE;
}

int Run(int count, char** words) {
  Arguments arguments;
  Order& order = arguments.order;
  order.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  CLI::App app{"Tells stories of two simulated services and judges each of them"};
  app.add_option("--operations", order.operations, "what people do in all, at least");
  app.add_option("--seed", order.seed, "of all dice");
  app.add_option("--faults", order.faults, "share of the calls that fail, 0 to 1");
  app.add_option("--threads", order.threads, "any number of them has the same result");
  app.add_option("--story", arguments.story, "only this one");
  app.add_option("--deeds", arguments.deeds, "only these deeds of it")->delimiter(',');
  app.add_option("--given", arguments.given, "only these faults in it")->delimiter(',');
  app.add_flag("!--no-shrink", arguments.shrink, "name red stories and leave them as they are");
  CLI11_PARSE(app, count, words);
  return arguments.story >= 0 ? TellOne(arguments) : TellMany(order, arguments.shrink);
}

}  // namespace
}  // namespace tandem::simulator

int main(int count, char** words) {
  try {
    return tandem::simulator::Run(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "simulate: %s\n", error.what());
    return 1;
  }
}
