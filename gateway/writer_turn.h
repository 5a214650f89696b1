// One write in flight for a service's token, over all workers and all gateways. Thread-safe: one
// for all workers.
#pragma once

#include "gateway/result.h"
#include "gateway/store.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

namespace tandem {

class WriterTurns {
 public:
  // `owner` names this process among all gateways. `store` must outlive this.
  WriterTurns(Store& store, std::string service, std::string owner);

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
  // Keeps the right in the store while a turn is held; to be called with each heartbeat.
  Status Beat();

 private:
  Status TakeFromStore(std::chrono::steady_clock::time_point deadline);
  void GiveBack();
  void Free();

  Store& store_;
  std::string service_;
  std::string owner_;
  std::mutex mutex_{};
  std::condition_variable freed_{};
  bool taken_ = false;           // by a turn of this process
  std::mutex in_store_mutex_{};  // so that no beat takes what was just given back
  bool in_store_ = false;
};

}  // namespace tandem
