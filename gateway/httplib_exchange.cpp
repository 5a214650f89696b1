#include "gateway/httplib_exchange.h"

#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <exception>
#include <string_view>

namespace tandem {
namespace {

// Versions compare as numbers; both that are supported begin with "0.".
constexpr int MinorVersion() {
  const std::string_view version = CPPHTTPLIB_VERSION;
  int minor = 0;
  for (std::size_t at = version.find('.') + 1; at < version.size() && version[at] != '.'; ++at) {
    minor = minor * 10 + (version[at] - '0');
  }
  return minor;
}

// A head to read from and an answer to write to, where httplib expects a socket.
class MemoryStream : public httplib::Stream {
 public:
  explicit MemoryStream(std::string_view in) : in_(in) {}
  std::string TakeOut() { return std::move(out_); }

  bool is_readable() const override { return !in_.empty(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const auto count = std::min(size, in_.size());
    std::memcpy(to, in_.data(), count);
    in_.remove_prefix(count);
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, std::size_t size) override {
    out_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  // Handlers are told the address by us, so httplib needs none.
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  std::string_view in_;
  std::string out_{};
};

void Fill(const ServerResponse& from, httplib::Response& to) {
  to.status = from.status;
  to.body = from.body;
  for (const auto& [name, value] : from.headers) to.set_header(name, value);
  if (!to.has_header("Content-Type")) to.set_header("Content-Type", "application/json");
}

// 0.11 wants the short list of arguments, 0.18 the long one. The call is a template, so that the
// branch that does not fit is never compiled.
template <class Call, class Stream>
bool ProcessRequest(Call&& call, Stream& stream, bool close, bool& closed) {
  const std::function<void(httplib::Request&)> nothing;
  if constexpr (MinorVersion() >= 12) {
    return call(stream, std::string(), 0, std::string(), 0, close, closed, nothing);
  } else {
    return call(stream, close, closed, nothing);
  }
}

}  // namespace

// The pre-routing handler answers everything. It runs before httplib would read a body, so none of
// its own ways with bodies (limits, unpacking, forms) is ever taken.
class HttplibExchange::Server : public httplib::Server {
 public:
  Server(const ServerHandler& handler, const ServerLimits& limits) {
    // Only told to the client: the server's loop keeps to them.
    set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(limits.idle).count());
    set_keep_alive_max_count(limits.requests);
    set_pre_routing_handler([this, &handler](const httplib::Request&, httplib::Response& response) {
      Fill(handler(*request_), response);
      return HandlerResponse::Handled;
    });
    set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
          Fill(JsonError(500, "something went wrong here"), response);
        });
    // A head that our own reading took and httplib's does not.
    set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (response.body.empty()) Fill(JsonError(response.status, "refused"), response);
    });
  }

  std::string Answer(const ReceivedRequest& received, bool close) {
    request_ = &received.request;
    // A refused request's headers are kept from httplib: it would heed those that were refused.
    const std::string bare = received.head.substr(0, received.head.find("\r\n")) + "\r\n\r\n";
    MemoryStream stream(received.request.refusal ? bare : received.head);
    bool closed = false;
    ProcessRequest([this](auto&&... a) { return process_request(a...); }, stream, close, closed);
    request_ = nullptr;
    return stream.TakeOut();
  }

 private:
  const ServerRequest* request_ = nullptr;
};

HttplibExchange::HttplibExchange(const ServerHandler& handler, const ServerLimits& limits)
    : server_(std::make_unique<Server>(handler, limits)) {}

HttplibExchange::~HttplibExchange() = default;

std::string HttplibExchange::Answer(const ReceivedRequest& received, Persistence persistence) {
  return server_->Answer(received, persistence == Persistence::kClose);
}

std::string RefusalBytes(const Refusal& refusal) {
  const ServerResponse response =
      refusal.status == 503 ? ComeAgain(refusal.detail) : JsonError(refusal.status, refusal.detail);
  std::string bytes = "HTTP/1.1 " + std::to_string(response.status) + " ";
  bytes.append(ReasonPhrase(response.status)).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  bytes += "Content-Type: application/json\r\nConnection: close\r\nContent-Length: ";
  return bytes + std::to_string(response.body.size()) + "\r\n\r\n" + response.body;
}

}  // namespace tandem
