// Many threads at one queue.
#include "tests/gateway/store_bench.h"

#include <array>
#include <atomic>
#include <thread>
#include <vector>

namespace tandem {
namespace {

constexpr std::size_t kLanes = 5;

// The world that workers read: a number for each lane, raised before its key is marked.
struct World {
  std::array<std::atomic<int>, kLanes> truth{};
  std::array<std::atomic<int>, kLanes> seen{};  // by the last work
  std::array<std::atomic<int>, kLanes> busy{};  // workers on the lane
  std::atomic<int> collisions{0};
  std::atomic<int> works{0};
};

Key LaneKey(std::size_t lane) {
  return KeyOf(IssueId{static_cast<std::int64_t>(lane) + 1});
}
std::size_t LaneNumber(const Key& key) {
  return static_cast<std::size_t>(std::stoul(key.text.substr(key.text.find(':') + 1))) - 1;
}

void MarkMany(Queue& queue, World& world, int thread) {
  for (int i = 0; i < 200; ++i) {
    const auto lane = static_cast<std::size_t>(i + thread) % kLanes;
    world.truth.at(lane).fetch_add(1);
    const auto id = std::to_string(thread) + "." + std::to_string(i);
    EXPECT_TRUE(queue.Accept(Hint(LaneKey(lane), id)).ok());
  }
}

void WorkUntilDone(Queue& queue, World& world, const std::atomic<bool>& marked) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < deadline) {
    const bool last = marked;
    const auto taken = queue.Take(60s);
    ASSERT_TRUE(taken.ok()) << taken.error().message;
    const auto* work = std::get_if<Work>(&*taken);
    if (work == nullptr) {
      if (last && queue.Stats()->depth == 0) return;
      std::this_thread::yield();
      continue;
    }
    const auto lane = LaneNumber(work->lease.lane);
    if (world.busy.at(lane).fetch_add(1) != 0) ++world.collisions;
    world.seen.at(lane) = world.truth.at(lane).load();
    world.busy.at(lane).fetch_sub(1);
    const bool fails = ++world.works % 7 == 0;
    const Outcome outcome = fails ? Outcome(Failed{1ms, "by lot"}) : Outcome(Finished{});
    EXPECT_TRUE(queue.Release(work->lease, outcome).ok());
  }
  ADD_FAILURE() << "the queue did not become empty";
}

TEST(QueueRace, GivesNoLaneToTwoWorkersAndForgetsNoMark) {
  StoreBench bench;
  World world;
  std::atomic<bool> marked{false};
  std::array<std::thread, 4> workers;
  std::array<std::thread, 3> markers;
  for (auto& worker : workers)
    worker = std::thread([&] { WorkUntilDone(bench.queue, world, marked); });
  int first = 0;
  for (auto& marker : markers)
    marker = std::thread([&, i = first++] { MarkMany(bench.queue, world, i); });
  for (auto& marker : markers) marker.join();
  marked = true;
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(world.collisions, 0);
  EXPECT_GT(world.works, 0);
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    EXPECT_EQ(world.seen.at(lane), world.truth.at(lane)) << "lane " << lane;
  }
}

// Accepts until the server is gone; what was acknowledged is noted.
void AcceptUntilItFails(Queue& queue, const std::string& name, std::vector<Key>& acknowledged,
                        std::atomic<int>& count) {
  for (int i = 0; i < 1'000'000; ++i) {
    const Key key{"poll:" + name + "." + std::to_string(i)};
    if (!queue.Accept(Hint(key, key.text)).ok()) return;
    acknowledged.push_back(key);
    ++count;
  }
}

TEST(QueueRace, LosesNothingAcknowledgedWhenRedisIsKilled) {
  StoreBench bench;
  std::array<std::vector<Key>, 4> acknowledged{};
  for (int round = 0; round < 5; ++round) {
    std::atomic<int> count{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < acknowledged.size(); ++i) {
      threads.emplace_back([&, i, round] {
        AcceptUntilItFails(bench.queue, std::to_string(round) + "." + std::to_string(i),
                           acknowledged.at(i), count);
      });
    }
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (count < 100 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    bench.server.Kill();
    for (auto& thread : threads) thread.join();
    bench.server.Start();
    EXPECT_GE(count, 100);
  }
  for (const auto& keys : acknowledged) {
    for (const Key& key : keys) {
      ASSERT_TRUE(bench.Score("due", key)) << key.text;
      ASSERT_TRUE(bench.Score("deliveries", key)) << key.text;
    }
  }
}

TEST(QueueRace, KeepsLeasesAndRecordsOverAKilledRedis) {
  StoreBench bench;
  const Lease lease = bench.LeaseOf(KeyOf(TicketId{1}));
  IssueRef issue{IssueId{5}, RepositoryId{6}, "acme/infrastructure", 7};
  const auto joined = bench.store.Join(lease, TicketId{1}, issue, Entry{});
  ASSERT_TRUE(joined.ok());
  const Lease held = std::get<Joined>(*joined).lease;
  bench.server.Restart();
  auto link = bench.store.ReadLink(issue.id);
  ASSERT_TRUE(link.ok()) << link.error().message;
  ASSERT_TRUE(*link);
  Link after = **link;
  after.write_reason = "completed";
  EXPECT_TRUE(bench.store.Save(held, **link, after, {}).ok()) << "the lease is still there";
  bench.server.Restart();
  EXPECT_EQ(**bench.store.ReadLink(issue.id), after);
  EXPECT_TRUE(bench.Finish(held));
}

}  // namespace
}  // namespace tandem
