// Several gateways on one Redis, in one world. The first is the story's own; webhooks go to it
// until a test sends them elsewhere. Used by the thread that made it.
#pragma once

#include "tests/chaos/own_redis.h"

#include <deque>
#include <functional>
#include <string>

namespace tandem::sandbox {

class Replicas {
 public:
  explicit Replicas(const std::function<void(Json&)>& change = {}) : stage({}, change) {}
  // A crash of any of them fails the test.
  ~Replicas();
  Replicas(const Replicas&) = delete;
  Replicas& operator=(const Replicas&) = delete;

  // One gateway more, with the first one's configuration; waits until it is alive.
  RunningGateway& Add();
  // Nothing is called, delivered or left to do, as this gateway sees it.
  [[nodiscard]] bool Quiet(const RunningGateway& gateway);
  // Calls of that shape so far, answered or not.
  std::size_t Calls(Service service, const std::string& method, const std::string& shape);

  OwnRedis stage;
  Story& story = stage.story;

 private:
  struct Other {
    TemporaryDirectory folder{};
    std::unique_ptr<RunningGateway> gateway{};
  };
  std::deque<Other> others_{};
};

// How many deliveries the gateway has taken, by its own metrics.
int Taken(const RunningGateway& gateway);
// How many calls it has made to both services, by its own metrics.
int CallsMade(const RunningGateway& gateway);

}  // namespace tandem::sandbox
