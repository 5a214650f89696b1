#include "gateway/writer_turn.h"

#include <thread>
#include <utility>

namespace tandem {
namespace {

// Longer than any write takes; a gateway that was killed while writing keeps others out for that
// long.
constexpr std::chrono::seconds kLease{15};
// Another gateway gives no sign when it is done; it is asked again this often.
constexpr std::chrono::milliseconds kAskAgain{20};

}  // namespace

WriterTurns::WriterTurns(Store& store, std::string service, std::string owner)
    : store_(store), service_(std::move(service)), owner_(std::move(owner)) {}

WriterTurns::Turn::~Turn() {
  if (turns_ == nullptr) return;
  // Should it fail, the lease in the store ends by itself.
  [[maybe_unused]] const Status given_back =
      turns_->store_.GiveWriterBack(turns_->service_, turns_->owner_);
}

Result<WriterTurns::Turn> WriterTurns::Take(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(mutex_, deadline);
  if (!lock) return Error{Remedy::kUnavailable, "other writes to " + service_ + " are in flight"};
  TRY(TakeFromStore(deadline));
  return Turn(*this, std::move(lock));
}

Status WriterTurns::TakeFromStore(std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    TRY_ASSIGN(const bool taken, store_.TakeWriter(service_, owner_, kLease));
    if (taken) return Done{};
    if (std::chrono::steady_clock::now() + kAskAgain > deadline) {
      return Error{Remedy::kUnavailable, "another gateway writes to " + service_};
    }
    std::this_thread::sleep_for(kAskAgain);
  }
}

}  // namespace tandem
