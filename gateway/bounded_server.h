// The HTTP server that the world talks to: whatever clients do, its threads, memory and patience
// are bounded. One loop reads until a request is whole, and only then is a thread given to it, so a
// slow client keeps nobody else waiting. Thread-safe, but for its destruction.
#pragma once

#include "gateway/result.h"
#include "gateway/server_limits.h"
#include "gateway/server_request.h"

#include <chrono>
#include <memory>
#include <string>

namespace tandem {

class BoundedServer {
 public:
  // Listens when it returns. Port 0: any that is free. kUnavailable when the port is taken: two
  // instances never share one. `handler` is called by `limits.threads` threads at once; what it
  // throws is answered 500.
  static Result<std::unique_ptr<BoundedServer>> Start(const std::string& host, int port,
                                                      const ServerLimits& limits,
                                                      ServerHandler handler);
  ~BoundedServer();  // stops
  BoundedServer(const BoundedServer&) = delete;
  BoundedServer& operator=(const BoundedServer&) = delete;

  int port() const;
  // Takes no more connections; idle ones close, requests that have begun are answered, and their
  // connections close then. Waits for that at most `patience`; false when it was not enough.
  bool Drain(std::chrono::milliseconds patience);
  // Closes all connections and ends, however slow the clients; waits only for handlers that are
  // running. May be called again.
  void Stop();

 private:
  class Loop;
  explicit BoundedServer(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace tandem
