// What this process does every few seconds for as long as it lives, on one thread of its own:
// keeping what it holds in the store, so that a lease may be short and a call long. A process that
// is killed or frozen does not beat, and others take over. Thread-safe.
#pragma once

#include "gateway/result.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace tandem {

class Heartbeat {
 public:
  using Beat = std::function<Status()>;

  explicit Heartbeat(std::chrono::milliseconds every);
  ~Heartbeat();  // all members have left
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  // Calls `beat` once each time, from the heartbeat's thread, until it goes out of scope; it waits
  // then for a call that is going on. When the store did not answer one, the others wait for the
  // next time: each question takes seconds then. Must not outlive the heartbeat.
  class Member {
   public:
    Member(Heartbeat& heartbeat, Beat beat);
    ~Member();
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;

   private:
    Heartbeat& heartbeat_;
    std::uint64_t number_ = 0;
  };

 private:
  void Run();
  void BeatOnce();

  const std::chrono::milliseconds every_;
  std::mutex mutex_{};  // held while a member is called
  std::condition_variable changed_{};
  std::map<std::uint64_t, Beat> members_{};
  std::uint64_t last_number_ = 0;
  bool stopping_ = false;
  std::thread thread_{};  // last: it uses the others
};

}  // namespace tandem
