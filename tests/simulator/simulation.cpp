#include "tests/simulator/simulation.h"

#include "tests/simulator/story.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

namespace tandem::simulator {
namespace {

// Whether enough was done is asked after a block of stories, whoever told them: of small ones at
// first, so that a short run stays short, then of larger ones, since the threads wait for each
// other at their ends.
constexpr std::int64_t kSmallestBlock = 64;
constexpr std::int64_t kLargestBlock = 256;
constexpr std::size_t kMostReds = 20;

void Add(const Told& told, std::int64_t story, Summary& summary) {
  ++summary.stories;
  summary.operations += told.deeds;
  summary.faults += static_cast<std::int64_t>(told.faults.size());
  summary.crashes += told.crashes;
  summary.steps += told.syncs;
  summary.texts += told.judged.texts;
  summary.fields += told.judged.fields;
  summary.edits += told.judged.edits;
  summary.collided += told.judged.collided;
  summary.transferred += told.judged.transferred ? 1 : 0;
  summary.by_hand += told.judged.by_hand ? 1 : 0;
  for (const Finding& each : told.judged.findings)
    ++summary.findings.at(static_cast<std::size_t>(each.verdict));
  if (!told.judged.findings.empty() && summary.reds.size() < kMostReds)
    summary.reds.push_back({story, told.judged.findings});
}

class Block {
 public:
  // Of the stories that follow on the first `told` of them.
  Block(const Order& order, std::int64_t told)
      : order_(order),
        first_(told),
        size_(std::clamp(told, kSmallestBlock, kLargestBlock)),
        told_(static_cast<std::size_t>(size_)) {}

  void TellSome(Stage& stage) {
    for (std::int64_t i = next_++; i < size_; i = next_++) {
      const std::int64_t story = first_ + i;
      const auto dice = Mix(Mix(order_.seed, static_cast<std::uint64_t>(story)), 1);
      told_.at(static_cast<std::size_t>(i)) =
          Tell(WriteScript(order_.seed, story), Weather(dice, order_.faults), stage);
    }
  }
  void AddTo(Summary& summary) const {
    for (std::int64_t i = 0; i < size_; ++i)
      Add(told_.at(static_cast<std::size_t>(i)), first_ + i, summary);
  }

 private:
  const Order& order_;
  std::int64_t first_;
  std::int64_t size_;
  std::atomic<std::int64_t> next_{0};
  std::vector<Told> told_;
};

}  // namespace

Summary Simulate(const Order& order) {
  std::vector<std::unique_ptr<Stage>> stages;
  for (int i = 0; i < std::max(1, order.threads); ++i)
    stages.push_back(std::make_unique<Stage>(order.faults, order.teeth));
  Summary summary;
  while (summary.operations < order.operations) {
    Block block(order, summary.stories);
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < stages.size(); ++i)
      threads.emplace_back([&, i] { block.TellSome(*stages[i]); });
    block.TellSome(*stages.front());
    for (std::thread& each : threads) each.join();
    block.AddTo(summary);
    if (order.stop_when_red && !summary.green()) break;
  }
  return summary;
}

}  // namespace tandem::simulator
