// A stage for one situation that is brought about on purpose: a Redis that outlives its gateways,
// and people who do what they are told. Not thread-safe.
#pragma once

#include "tests/chaos/run/people.h"
#include "tests/chaos/run/play.h"
#include "tests/gateway/redis_process.h"
#include "tests/gateway/temporary_directory.h"
#include "tests/sandbox/running_gateway.h"
#include "tests/sandbox/sandbox.h"

#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace tandem::chaos {

// How its gateways are configured, where that matters.
struct Waits {
  std::chrono::milliseconds look_after{400};
  std::chrono::milliseconds catch_up = std::chrono::hours(1);
};

class Directed {
 public:
  // All gateways go without what the settings say. `settings` must outlive this.
  explicit Directed(const Settings& settings, Waits waits = {});

  // One gateway more, which all webhooks go to from now on. `environment`: "NAME=value".
  sandbox::RunningGateway& Add(std::vector<std::string> environment = {});
  // It is killed, and comes back as it was.
  void Restart(sandbox::RunningGateway& gateway);

  // A ticket whose issue is there, when all is quiet: its place in the ledger.
  std::size_t OpenLink();
  // Nothing is called, and the gateway that was added last has nothing left to do.
  void Quiet();
  // Waits until it holds. What does not come about is entered as missed; then false.
  bool Await(const std::string& what, const std::function<bool()>& holds,
             std::chrono::milliseconds longest = std::chrono::seconds(20));
  void Miss(const std::string& what) { missed_.push_back(what); }

  sandbox::Sandbox& world() { return world_; }
  People& people() { return people_; }
  const Linked& link(std::size_t at) { return people_.ledger().links[at]; }
  // When all has been done: its gateways are stopped.
  Verdict Judged();

 private:
  struct Member {
    sandbox::Launch launch{};
    TemporaryDirectory folder{};
    std::unique_ptr<sandbox::RunningGateway> gateway{};
  };

  const Settings& settings_;
  const Waits waits_;
  RedisProcess redis_{};
  sandbox::Sandbox world_{};
  People people_;
  std::deque<Member> members_{};
  std::vector<std::string> missed_{};
};

}  // namespace tandem::chaos
