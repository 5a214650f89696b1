// The threads that work, from start to stop. Owned and used by one thread.
#pragma once

#include "gateway/worker.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace tandem {

class Workers {
 public:
  // Starts so many. `share` must outlive this.
  Workers(const WorkerShare& share, int count);
  ~Workers() { Stop(std::chrono::hours(1)); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Takes no further lane: each worker finishes the one in hand and ends. Asks only; see AreDone.
  void Retire();
  bool AreDone();
  // No call to a service begins any more; what is in hand is given back. False when some were not
  // done in that time: they wait for an answer, and nothing but the end of the process will stop
  // them.
  bool Stop(std::chrono::milliseconds patience);

 private:
  const WorkerShare& share_;
  std::atomic<bool> retiring_{false};
  std::mutex mutex_;
  std::condition_variable done_;
  int running_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace tandem
