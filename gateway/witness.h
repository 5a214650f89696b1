// Notices a store that lost what it had acknowledged: a failover to a replica that was behind, an
// older backup put in its place under us, a Redis that was wiped. It counts up in the store, which
// must not know a lower count later, and it remembers there which server answered: one that was
// promoted since may always have lost the last writes. Then everything is compared: every link is
// looked at again, and the catch-up polls go back to before the loss. Used by one thread at a time.
#pragma once

#include "gateway/key.h"
#include "gateway/result.h"
#include "mappers/model.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

class RedisPool;

// A loss, as this gateway noticed it.
struct StoreLoss {
  bool certain = false;    // the store knew less than it had acknowledged; else it was promoted
  std::int64_t links = 0;  // so many are compared; 0 when another gateway has seen to it
  Time since{};            // what was written after that may be gone
};

struct WitnessSettings {
  std::string gateway{};     // names this process among all gateways
  std::vector<Key> polls{};  // the lanes of the catch-up polls
  std::function<void(const StoreLoss&)> tell{};
  // The server does not say who it is, so only a certain loss is noticed. Told once.
  std::function<void(const std::string& why)> tell_blind{};
};

class Witness {
 public:
  // `pool` must outlive this.
  Witness(RedisPool& pool, WitnessSettings settings);

  // Looks, and sees to what is found. An error when the store did not answer.
  Status Look();
  // The same, at most every few seconds; to be called with each heartbeat.
  Status Beat();

 private:
  struct Server {
    std::string run_id{};  // empty: it is not told
    bool promoted = false;
  };
  Result<Server> AskServer();

  RedisPool& pool_;
  const WitnessSettings settings_;
  std::int64_t told_ = 0;   // the count that the store acknowledged last
  std::int64_t began_ = 0;  // when it did so first, by its own clock
  bool blind_ = false;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace tandem
