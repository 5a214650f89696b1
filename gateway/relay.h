// Hands each request to whoever serves at that moment, so that one gateway can follow another
// behind a listener that stays. Thread-safe.
#pragma once

#include "gateway/address_range.h"
#include "gateway/server_request.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string_view>

namespace tandem {

// Who serves. It must outlive its last request: see Relay::IsUnused.
struct Line {
  ServerHandler handler{};
  AddressRanges proxies{};
};

class Relay {
 public:
  explicit Relay(std::chrono::milliseconds patience = std::chrono::seconds(5))
      : patience_(patience) {}
  // Requests that come from now on are this line's; those that its predecessor has begun stay with
  // that one.
  void Connect(const Line& line);
  // A request that comes before the first line is connected waits for it, `patience` at most; then
  // 503.
  ServerResponse Answer(const ServerRequest& request);
  bool IsProxy(std::string_view address);
  // Whether this line is not connected and answers nothing any more, so that it may go.
  bool IsUnused(const Line& line);

 private:
  class Call;

  const std::chrono::milliseconds patience_;
  std::condition_variable connected_{};
  std::mutex mutex_{};  // guards what follows
  const Line* line_ = nullptr;
  std::map<const Line*, std::size_t> calls_{};  // going on
};

}  // namespace tandem
