// What was called, what was written, and what must never have been: the record that tests judge
// by. Thread-safe.
#pragma once

#include "tests/sandbox/call.h"
#include "tests/sandbox/clock.h"

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

namespace tandem::sandbox {

struct CallSeen {
  Service service = Service::kFreshdesk;
  std::string method{};
  std::string path{};
  std::string shape{};  // PathShape()
  Moment at{};
  int status = 0;  // as answered; 0 while there is no answer, and for ever when there was none
  // All that the caller said: the target as it was sent, the headers, the body.
  std::string said{};
};

// Any call but GET.
struct Write {
  Service service = Service::kFreshdesk;
  std::string method{};
  std::string path{};
  std::string body{};
  Moment at{};
  bool applied = false;  // the service changed, whatever the caller was told
  int status = 0;        // as in CallSeen
};

class Journal {
 public:
  explicit Journal(Clock& clock);  // `clock` must outlive this

  // A call begins and ends; between the two it is in flight.
  std::size_t Begin(Service service, const Call& call);
  void Applied(std::size_t id);
  void Answered(std::size_t id, int status);
  void End();
  // Something happened that a quiet service would not do.
  void Touch();
  // What Tandem must never do was done: a test asserts that there is none.
  void Violate(std::string what);

  std::vector<CallSeen> Calls() const;
  std::vector<Write> Writes() const;
  std::vector<std::string> Violations() const;
  std::size_t CountCalls() const;
  std::size_t CountWrites() const;
  // Calls by shape, as in "/tickets/{n}/notes"; an empty argument counts any.
  std::size_t Count(Service service, const std::string& method, const std::string& shape) const;
  // How long nothing has been called or touched; zero while a call is in flight.
  std::chrono::milliseconds QuietFor() const;

 private:
  static constexpr std::size_t kNoWrite = static_cast<std::size_t>(-1);

  Clock& clock_;
  mutable std::mutex mutex_;
  std::vector<CallSeen> calls_;
  std::vector<std::size_t> write_of_call_;
  std::vector<Write> writes_;
  std::vector<std::string> violations_;
  int in_flight_ = 0;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace tandem::sandbox
