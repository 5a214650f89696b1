// Reads the head of an HTTP/1 request, strictly: what two programs could read in two ways is
// refused, never guessed. Pure; safe everywhere.
#pragma once

#include "gateway/server_request.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tandem {

struct RequestLimits {
  std::size_t request_line = 4'096;  // bytes
  std::size_t header_line = 12'288;  // bytes
  std::size_t head = 16'384;         // bytes, request line included
  std::size_t header_count = 100;
  std::size_t max_body = std::size_t{2} * 1024 * 1024;  // bytes, without the chunks' own
};

enum class BodyFraming { kNone, kLength, kChunked };
enum class Persistence { kKeep, kClose };

struct RequestHead {
  ServerRequest request{};  // with a refusal when only the body, or a wish of the client, is at
                            // fault; without body and address
  BodyFraming framing = BodyFraming::kNone;
  std::size_t length = 0;  // of the body, when framing is kLength
  Persistence persistence = Persistence::kKeep;
};

// `head` reaches to its empty line, that included. A Refusal by itself means that nothing the
// message says can be relied on: where it ends is unknown, and the connection has to be closed.
std::variant<RequestHead, Refusal> ReadHead(std::string_view head, const RequestLimits& limits);

}  // namespace tandem
