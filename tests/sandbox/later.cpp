#include "tests/sandbox/later.h"

namespace tandem::sandbox {

Later::Later() : thread_([this] { Run(); }) {}

Later::~Later() {
  Stop();
}

void Later::At(TimePoint due, Task task) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  tasks_.emplace(std::pair(due, count_++), std::move(task));
  changed_.notify_all();
}

std::size_t Later::Pending() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size() + (running_ ? 1 : 0);
}

bool Later::NothingDue() const {
  return !running_ &&
         (tasks_.empty() || tasks_.begin()->first.first > std::chrono::steady_clock::now());
}

bool Later::WaitForDue(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, longest, [this] { return stopping_ || NothingDue(); });
}

void Later::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    tasks_.clear();
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Later::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (tasks_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto due = tasks_.begin()->first.first;
    if (due > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    const Task task = std::move(tasks_.begin()->second);
    tasks_.erase(tasks_.begin());
    running_ = true;
    lock.unlock();
    task();
    lock.lock();
    running_ = false;
    changed_.notify_all();
  }
}

}  // namespace tandem::sandbox
