#include "gateway/writer_turn.h"

#include <thread>
#include <utility>

namespace tandem {
namespace {

// Kept with each heartbeat while a turn is held, however long its write takes; a gateway that was
// killed while writing keeps others out for that long.
constexpr std::chrono::seconds kLease{8};
// Another gateway gives no sign when it is done; it is asked again this often.
constexpr std::chrono::milliseconds kAskAgain{20};

}  // namespace

WriterTurns::WriterTurns(Store& store, std::string service, std::string owner)
    : store_(store), service_(std::move(service)), owner_(std::move(owner)) {}

WriterTurns::Turn::~Turn() {
  if (turns_ == nullptr) return;
  turns_->GiveBack();
  turns_->Free();
}

void WriterTurns::Free() {
  {
    const std::lock_guard lock(mutex_);
    taken_ = false;
  }
  freed_.notify_one();
}

void WriterTurns::GiveBack() {
  const std::lock_guard lock(in_store_mutex_);
  in_store_ = false;
  // Should it fail, the lease in the store ends by itself.
  [[maybe_unused]] const Status given_back = store_.GiveWriterBack(service_, owner_);
}

Status WriterTurns::Beat() {
  const std::lock_guard lock(in_store_mutex_);
  if (!in_store_) return Done{};
  // False when the process slept and another writes now: the lane's lease stops our own write.
  TRY(store_.TakeWriter(service_, owner_, kLease));
  return Done{};
}

Result<WriterTurns::Turn> WriterTurns::Take(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_until(lock, deadline, [this] { return !taken_; }))
      return Error{Remedy::kUnavailable, "other writes to " + service_ + " are in flight"};
    taken_ = true;
  }
  const Status in_store = TakeFromStore(deadline);
  if (in_store.ok()) return Turn(*this);
  Free();
  return in_store.error();
}

Status WriterTurns::TakeFromStore(std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    TRY_ASSIGN(const bool taken, store_.TakeWriter(service_, owner_, kLease));
    if (taken) {
      const std::lock_guard lock(in_store_mutex_);
      in_store_ = true;
      return Done{};
    }
    if (std::chrono::steady_clock::now() + kAskAgain > deadline) {
      return Error{Remedy::kUnavailable, "another gateway writes to " + service_};
    }
    std::this_thread::sleep_for(kAskAgain);
  }
}

}  // namespace tandem
