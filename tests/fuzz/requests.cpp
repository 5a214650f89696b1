// The bytes of a connection to the server, cut into requests.

#include "gateway/request_reader.h"
#include "tests/fuzz/check.h"

#include <algorithm>
#include <vector>

namespace tandem::fuzz {
namespace {

// Small, so that the fuzzer reaches them.
constexpr RequestLimits kLimits = {
    .request_line = 200, .header_line = 100, .head = 600, .header_count = 8, .max_body = 300};

struct Seen {
  std::vector<ReceivedRequest> requests{};
  RequestReader::State end = RequestReader::State::kEmpty;
};

// Reads the input in pieces of that many bytes.
Seen Read(std::string_view input, std::size_t piece) {
  RequestReader reader(kLimits);
  Seen seen;
  while (!input.empty()) {
    reader.Append(input.substr(0, piece));
    input.remove_prefix(std::min(piece, input.size()));
    for (;;) {
      seen.end = reader.Advance();
      if (seen.end != RequestReader::State::kArrived) break;
      seen.requests.push_back(reader.Take());
      const ReceivedRequest& last = seen.requests.back();
      if (last.broken || last.request.refusal) return seen;  // the connection is closed
    }
  }
  return seen;
}

Broken CheckRequest(const ReceivedRequest& received) {
  if (received.broken) {
    TANDEM_MUST(received.broken->status >= 400, received.broken->detail);
    return {};
  }
  const ServerRequest& request = received.request;
  TANDEM_MUST(request.path.starts_with('/'), request.path);
  TANDEM_MUST(request.body.size() <= kLimits.max_body, request.path);
  TANDEM_MUST(request.headers.size() <= kLimits.header_count, request.path);
  for (const auto& [name, value] : request.headers) {
    TANDEM_MUST(!name.empty() && (name + value).find_first_of("\r\n") == std::string::npos, name);
    TANDEM_MUST((name + value).find('\0') == std::string::npos, name);
  }
  return {};
}

}  // namespace

// However the network cuts them, the same bytes are the same requests.
Broken CheckRequests(std::string_view input) {
  const Seen whole = Read(input, input.size());
  for (const ReceivedRequest& request : whole.requests) TANDEM_MUST_PASS(CheckRequest(request));
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}}) {
    const Seen cut = Read(input, piece);
    TANDEM_MUST(cut.requests.size() == whole.requests.size(), input);
    for (std::size_t i = 0; i < cut.requests.size(); ++i) {
      const ReceivedRequest& one = whole.requests[i];
      const ReceivedRequest& other = cut.requests[i];
      TANDEM_MUST(other.head == one.head && other.request.body == one.request.body, input);
      TANDEM_MUST(other.broken.has_value() == one.broken.has_value(), input);
    }
  }
  return {};
}

}  // namespace tandem::fuzz
