// One write in flight for a service's token, over all workers and all gateways. Thread-safe: one
// for all workers.
#pragma once

#include "gateway/result.h"
#include "gateway/store.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

namespace tandem {

class WriterTurns {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // `owner` names this process among all gateways. `now`: monotonic time, which runs on while the
  // process is stopped. `store` must outlive this.
  WriterTurns(Store& store, std::string service, std::string owner,
              std::function<Moment()> now = std::chrono::steady_clock::now);

  // The right to write, given back when it goes out of scope.
  class Turn {
   public:
    Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn();

   private:
    friend class WriterTurns;
    explicit Turn(WriterTurns& turns) : turns_(&turns) {}
    WriterTurns* turns_;
  };
  // kUnavailable when others have been writing for all of `patience`.
  Result<Turn> Take(std::chrono::milliseconds patience);
  // To be asked by the turn's holder right before each write: until when its first byte may leave;
  // what is left of the right is renewed when it is too short. kUnavailable when another gateway
  // has it, as after a long sleep of the whole process, or nobody here: then the write must not be
  // made.
  Result<Moment> MayBegin();
  // Keeps the right in the store while a turn is held; to be called with each heartbeat.
  Status Beat();

 private:
  Status TakeFromStore(Moment deadline);
  // Takes or keeps the right in the store; false while another has it. With the mutex held.
  Result<bool> Hold();
  void GiveBack();
  void Free();

  Store& store_;
  std::string service_;
  std::string owner_;
  std::mutex mutex_{};
  std::condition_variable freed_{};
  bool taken_ = false;  // by a turn of this process
  const std::function<Moment()> now_;
  std::mutex in_store_mutex_{};  // so that no beat takes what was just given back
  bool in_store_ = false;
  Moment ends_{};  // when the right in the store does, at the earliest
};

}  // namespace tandem
