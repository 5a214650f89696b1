#include "gateway/heartbeat.h"

#include <utility>

namespace tandem {

Heartbeat::Heartbeat(std::chrono::milliseconds every) : every_(every), thread_([this] { Run(); }) {}

Heartbeat::~Heartbeat() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Heartbeat::Run() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, every_, [this] { return stopping_; })) {
    lock.unlock();
    BeatOnce();
    lock.lock();
  }
}

namespace {

bool StoreIsAway(const Status& status) {
  if (status.ok()) return false;
  const Remedy remedy = status.error().remedy;
  return remedy == Remedy::kUnavailable || remedy == Remedy::kUnknownOutcome;
}

}  // namespace

// The lock is given back between two members, so that one that wants to leave waits for one call
// at most.
void Heartbeat::BeatOnce() {
  std::uint64_t last = 0;
  for (bool away = false; !away;) {
    const std::lock_guard lock(mutex_);
    const auto next = members_.upper_bound(last);
    if (next == members_.end() || stopping_) return;
    last = next->first;
    away = StoreIsAway(next->second());
  }
}

Heartbeat::Member::Member(Heartbeat& heartbeat, Beat beat) : heartbeat_(heartbeat) {
  const std::lock_guard lock(heartbeat_.mutex_);
  number_ = ++heartbeat_.last_number_;
  heartbeat_.members_.emplace(number_, std::move(beat));
}

Heartbeat::Member::~Member() {
  const std::lock_guard lock(heartbeat_.mutex_);
  heartbeat_.members_.erase(number_);
}

}  // namespace tandem
