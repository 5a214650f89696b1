// Cuts the bytes of one connection into requests, within a budget for the head and one for the
// body. Does no I/O. Not thread-safe.
#pragma once

#include "gateway/chunked_body.h"
#include "gateway/request_checks.h"

#include <optional>
#include <string>
#include <string_view>

namespace tandem {

// A request that has arrived, or as much of it as was needed to refuse it.
struct ReceivedRequest {
  std::string head{};  // as it came, with its empty line
  ServerRequest request{};
  Persistence persistence = Persistence::kKeep;
  std::optional<Refusal> broken{};  // nothing of the above can be relied on
};

class RequestReader {
 public:
  enum class State { kEmpty, kHead, kBody, kArrived };

  // `limits` must outlive this.
  explicit RequestReader(const RequestLimits& limits) : limits_(limits) {}

  void Append(std::string_view bytes) { unread_.append(bytes); }
  // Reads on as far as the bytes reach. Once kArrived, it stays there until Take.
  State Advance();
  // The request that has arrived. What came after it is the beginning of the next one, unless this
  // one is refused: then nothing after it can be told apart and the connection has to be closed.
  ReceivedRequest Take();
  // Bytes of the body that are held at this moment.
  std::size_t body_size() const { return arriving_.request.body.size(); }

 private:
  void ReadHeadFrom(std::string_view head);
  State AdvanceHead();
  State AdvanceBody();
  State Break(int status, std::string_view detail);

  const RequestLimits& limits_;
  std::string unread_{};
  std::size_t searched_ = 0;         // bytes of unread_ in which no head ends
  bool skipped_empty_line_ = false;  // before this request
  State state_ = State::kEmpty;
  ReceivedRequest arriving_{};
  std::size_t body_left_ = 0;
  std::optional<ChunkedBody> chunks_{};
};

}  // namespace tandem
