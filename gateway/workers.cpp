#include "gateway/workers.h"

namespace tandem {

Workers::Workers(const WorkerShare& share, int count) : share_(share), running_(count) {
  for (int i = 0; i < count; ++i) {
    threads_.emplace_back([this] {
      RunWorker(share_, retiring_);
      const std::lock_guard lock(mutex_);
      --running_;
      done_.notify_all();
    });
  }
}

void Workers::Retire() {
  retiring_ = true;
  share_.bell.Ring();
}

bool Workers::AreDone() {
  const std::lock_guard lock(mutex_);
  return running_ == 0;
}

bool Workers::Stop(std::chrono::milliseconds patience) {
  share_.stopping = true;
  share_.bell.Ring();
  std::unique_lock lock(mutex_);
  if (!done_.wait_for(lock, patience, [this] { return running_ == 0; })) return false;
  lock.unlock();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  return true;
}

}  // namespace tandem
