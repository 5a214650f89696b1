// One outgoing HTTP connection to one service: bounded in time and size, never re-sending, never
// redirecting a write. Not thread-safe: each worker owns its own. Needs nothing to outlive it.
#pragma once

#include "gateway/result.h"
#include "gateway/wire.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem {

struct HttpRequest {
  std::string method{"GET"};
  std::string path{};  // with the query, already percent-encoded; begins with '/'
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};  // sent as application/json when not empty
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  std::string final_path{};  // the path that answered: the request's, or where a GET was led to
  bool moved = false;        // it was led there for good (301, 308)
  // The first header of that name, without regard to case.
  std::optional<std::string> Header(std::string_view name) const;
};

struct HttpLimits {
  std::chrono::milliseconds connect{3'000};
  std::chrono::milliseconds total{10'000};  // from the first byte sent to the last byte read
  std::size_t max_answer = std::size_t{8} * 1024 * 1024;  // bytes
};

class HttpClient {
 public:
  // `base_url`: scheme, host and port, perhaps a path that is put before each request's. Plain http
  // only for loopback: the configuration has checked that. `tls` may be shared by many clients.
  explicit HttpClient(std::string base_url, HttpLimits limits = {},
                      std::shared_ptr<const TlsSettings> tls = std::make_shared<TlsSettings>());
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Asked when the connection stands, right before the first byte of each request: until when, by
  // the monotonic clock, that byte may leave; or an error, which ends the call unsent.
  using MayBegin = std::function<Result<std::chrono::steady_clock::time_point>()>;

  // Any answer, whatever its status. Without one: kUnavailable when no byte of the request can have
  // been sent (name, connection, TLS, too late to begin), kUnknownOutcome afterwards (also an
  // answer that is too large, too slow or cannot be read). A GET that is redirected within the same
  // host is followed, at most 3 times; `final_path` tells where it ended.
  Result<HttpResponse> Send(const HttpRequest& request, const MayBegin& may_begin = {});

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace tandem
