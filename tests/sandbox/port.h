// One service's HTTP server on loopback: turns requests into calls, plays the faults, keeps the
// journal. Thread-safe; the handler is called by many threads at once.
#pragma once

#include "tests/sandbox/call.h"
#include "tests/sandbox/faults.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/later.h"
#include "tests/sandbox/webhooks.h"

#include <functional>
#include <memory>

namespace tandem::sandbox {

class Port {
 public:
  struct Parts {  // all must outlive the port
    Faults& faults;
    Journal& journal;
    Webhooks& webhooks;
    Later& later;
  };
  using Handler = std::function<Answer(const Call&)>;

  // `prefix` is what stands before every path, "/api/v2"; calls carry their path without it.
  Port(Service service, std::string prefix, Handler handler, Parts parts);
  ~Port();  // stops
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  // Listens on a free port of 127.0.0.1 and gives its number; 0 when that fails.
  int Start();
  // Ends every connection and returns when no call runs any more.
  void Stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tandem::sandbox
