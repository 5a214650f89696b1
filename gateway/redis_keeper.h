// Keeps one redis-server running in a directory until it is told to stop. Thread-safe; its own
// thread forks, waits and forks again.
#pragma once

#include "gateway/embedded_redis.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace tandem {

class EmbeddedRedis::Keeper {
 public:
  Keeper(const DataDirectory& data, DataLock lock, EmbeddedRedisOptions options);
  ~Keeper() { Stop(); }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // Waits until the first server answers; an error when it ended instead, or loads for too long.
  Status WaitUntilItAnswers();
  void Stop();
  RedisConfig config() const;
  pid_t id() const;
  int restarts() const;

 private:
  void Keep();  // the thread
  Result<pid_t> StartServer();
  void WaitForEnd(pid_t process);
  // Tells why it ended, and waits a little longer each time it ends soon; false when stopping.
  bool MayStartAgain(const std::string& why);
  bool EndedWithin(std::chrono::milliseconds wait);
  void Signal(int signal);  // under mutex_
  std::string LastWords() const;
  std::chrono::milliseconds LoadingTime() const;

  const DataDirectory& data_;
  DataLock lock_;
  const EmbeddedRedisOptions options_;

  std::mutex stop_mutex_{};  // taken before mutex_
  mutable std::mutex mutex_{};
  std::condition_variable changed_{};
  bool stopping_ = false;
  bool finished_ = false;  // the thread is about to end
  pid_t process_ = 0;      // not reaped yet while it is not 0, so that a signal cannot hit another
  int starts_ = 0;
  int ends_ = 0;
  int soon_ = 0;  // times in a row that it ended soon after its start
  std::chrono::steady_clock::time_point started_{};
  std::string why_{};         // of the last end
  std::string last_words_{};  // what it had printed by then

  std::thread thread_{};  // last: it uses the others
};

}  // namespace tandem
