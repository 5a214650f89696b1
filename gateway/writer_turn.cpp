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
// So much of a turn must be left at a write's first byte that it is with the service before another
// gateway's turn begins; and so long it may take from the question here to that byte.
constexpr std::chrono::seconds kToArrive{3};
constexpr std::chrono::seconds kLongestStart{1};

}  // namespace

WriterTurns::WriterTurns(Store& store, std::string service, std::string owner,
                         std::function<Moment()> now)
    : store_(store), service_(std::move(service)), owner_(std::move(owner)), now_(std::move(now)) {}

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
  TRY(Hold());
  return Done{};
}

Result<bool> WriterTurns::Hold() {
  // Reckoned from before the request: never later than in the store.
  const Moment ends = now_() + kLease;
  TRY_ASSIGN(const bool held, store_.TakeWriter(service_, owner_, kLease));
  // Lost when the process slept and another writes now: the next question is put to the store, too.
  ends_ = held ? ends : Moment{};
  return held;
}

Result<WriterTurns::Moment> WriterTurns::MayBegin() {
  const std::lock_guard lock(in_store_mutex_);
  const Error not_ours{Remedy::kUnavailable, "another gateway writes to " + service_};
  if (!in_store_) return not_ours;
  if (now_() + kLongestStart + kToArrive < ends_) return ends_ - kToArrive;
  TRY_ASSIGN(const bool held, Hold());
  if (!held) return not_ours;
  return ends_ - kToArrive;
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

Status WriterTurns::TakeFromStore(Moment deadline) {
  for (;;) {
    {
      const std::lock_guard lock(in_store_mutex_);
      TRY_ASSIGN(in_store_, Hold());
      if (in_store_) return Done{};
    }
    if (std::chrono::steady_clock::now() + kAskAgain > deadline) {
      return Error{Remedy::kUnavailable, "another gateway writes to " + service_};
    }
    std::this_thread::sleep_for(kAskAgain);
  }
}

}  // namespace tandem
