// The threads that answer requests, behind a queue that does not grow beyond its limit.
// Thread-safe.
#pragma once

#include "gateway/request_reader.h"
#include "gateway/server_limits.h"
#include "gateway/server_request.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tandem {

class RequestPool {
 public:
  struct Job {
    std::uint64_t connection = 0;
    ReceivedRequest received{};
  };
  struct Answer {
    std::uint64_t connection = 0;
    std::string bytes{};
    Persistence persistence = Persistence::kKeep;
  };

  // `limits` and `handler` must outlive this. `on_answer` is called by the threads whenever
  // TakeAnswers has something new to give.
  RequestPool(const ServerLimits& limits, const ServerHandler& handler,
              std::function<void()> on_answer);
  // Drops what is queued, waits for what is being answered.
  ~RequestPool();
  RequestPool(const RequestPool&) = delete;
  RequestPool& operator=(const RequestPool&) = delete;

  enum class Taken { kYes, kFull };
  Taken Submit(Job job);
  std::vector<Answer> TakeAnswers();

 private:
  void Run();

  const ServerLimits& limits_;
  const ServerHandler& handler_;
  const std::function<void()> on_answer_;
  std::mutex mutex_{};  // guards what follows
  std::condition_variable changed_{};
  std::deque<Job> jobs_{};
  std::vector<Answer> answers_{};
  bool stopping_ = false;
  std::vector<std::thread> threads_{};
};

}  // namespace tandem
