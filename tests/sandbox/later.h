// A thread that runs tasks at their time, one after the other, by due time and then in the order
// in which they came. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace tandem::sandbox {

class Later {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Task = std::function<void()>;

  Later();
  ~Later();
  Later(const Later&) = delete;
  Later& operator=(const Later&) = delete;

  void At(TimePoint due, Task task);
  // Tasks that wait or run.
  std::size_t Pending() const;
  // Waits until no task runs and none is due; false when that takes longer than `longest`.
  bool WaitForDue(std::chrono::milliseconds longest);
  // Drops what waits and joins the thread. A task that runs is waited for.
  void Stop();

 private:
  void Run();
  bool NothingDue() const;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::pair<TimePoint, std::uint64_t>, Task> tasks_;
  std::uint64_t count_ = 0;
  bool running_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tandem::sandbox
