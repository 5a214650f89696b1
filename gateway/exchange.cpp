#include "gateway/exchange.h"

#include <httplib.h>

#include <algorithm>
#include <cctype>
#include <exception>
#include <string_view>

namespace tandem {
namespace {

constexpr std::size_t kMaxHead = std::size_t{64} * 1024;
constexpr std::size_t kMaxHeadLine = std::size_t{8} * 1024;
// httplib matches the first line with std::regex, whose stack grows with the line.
constexpr std::size_t kMaxStatusLine = 512;

// What httplib reads from and writes to: the wire with a deadline, and a limit for the head, for
// each of its lines and for the body.
class BoundedStream final : public httplib::Stream {
 public:
  BoundedStream(Wire& wire, const ExchangeLimits& limits)
      : wire_(wire), deadline_(limits.deadline), begin_by_(limits.begin_by) {}

  // The head has been read. What follows is at most `max_body` bytes.
  void StartBody(std::size_t max_body) {
    in_body_ = true;
    body_left_ = max_body;
  }
  // The answer has no body, whatever its head says: a 304.
  void EndHere() { ended_ = true; }
  bool ended() const { return ended_; }
  // Whether the other side closed: then a body without a length ended there.
  bool closed() const { return closed_; }
  const std::string& head() const { return head_; }
  Exchanged::End why() const { return why_; }

  ssize_t read(char* bytes, size_t size) override {
    if (ended_) return 0;
    const std::size_t allowed = in_body_ ? body_left_ : HeadAllowance();
    // One byte more is asked for, so that a body of exactly the limit is not refused.
    if (!in_body_ && allowed == 0) return Fail(Exchanged::End::kTooLarge);
    std::size_t got = 0;
    const auto wanted = std::min(size, in_body_ ? allowed + 1 : allowed);
    switch (wire_.Read(bytes, wanted, got, deadline_)) {
      case Wire::Step::kDone:
        break;
      case Wire::Step::kClosed:
        closed_ = true;
        return 0;
      case Wire::Step::kTimeout:
        return Fail(Exchanged::End::kTooSlow);
      case Wire::Step::kFailed:
        return Fail(Exchanged::End::kBroken);
    }
    if (!in_body_) {
      head_.append(bytes, got);
    } else if (got > body_left_) {
      return Fail(Exchanged::End::kTooLarge);
    } else {
      body_left_ -= got;
    }
    return static_cast<ssize_t>(got);
  }

  ssize_t write(const char* bytes, size_t size) override {
    if (!wire_.MayHaveSent() && std::chrono::steady_clock::now() >= begin_by_)
      return Fail(Exchanged::End::kTooLate);
    const auto step = wire_.Write(bytes, size, deadline_);
    if (step == Wire::Step::kDone) return static_cast<ssize_t>(size);
    return Fail(step == Wire::Step::kTimeout ? Exchanged::End::kTooSlow : Exchanged::End::kBroken);
  }

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  void get_remote_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
  void get_local_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
  socket_t socket() const override { return INVALID_SOCKET; }

 private:
  std::size_t HeadAllowance() const {
    const auto line_start = head_.rfind('\n');
    const bool first = line_start == std::string::npos;
    const std::size_t line = first ? head_.size() : head_.size() - line_start - 1;
    const std::size_t max_line = first ? kMaxStatusLine : kMaxHeadLine;
    return line >= max_line ? 0
                            : std::min<std::size_t>(1, kMaxHead - std::min(kMaxHead, head_.size()));
  }
  ssize_t Fail(Exchanged::End why) {
    why_ = why;
    return -1;
  }

  Wire& wire_;
  Wire::Deadline deadline_;
  Wire::Deadline begin_by_;
  std::string head_{};
  bool in_body_ = false;
  bool ended_ = false;
  bool closed_ = false;
  std::size_t body_left_ = 0;
  Exchanged::End why_ = Exchanged::End::kBroken;
};

// Question: httplib::Client as it is, or its reader and writer on a stream of ours? Its Client
// sends a request again by itself when a TLS peer closes, has no deadline for a whole answer,
// cannot say whether a byte was sent, and percent-decodes the values of headers. Choice: only its
// protected process_request, which does none of the sending again. Price: this class leans on that
// function, which is the same from 0.11 to 0.18; the tests of the client pin what we need of it.
class Protocol final : private httplib::ClientImpl {
 public:
  Protocol() : ClientImpl("unused", 80) {
    set_url_encode(false);  // paths come encoded
    set_decompress(false);  // we ask for no compression; what unfolds has no limit
  }
  bool Run(httplib::Stream& stream, httplib::Request& request, httplib::Response& response) {
    auto error = httplib::Error::Success;
    return process_request(stream, request, response, false, error);
  }
};

std::string_view Trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// The headers as they were sent. After interim answers (100 Continue) only the last head counts.
std::vector<std::pair<std::string, std::string>> ReadHeaders(std::string_view head) {
  std::vector<std::pair<std::string, std::string>> headers;
  while (!head.empty()) {
    const auto end = std::min(head.find('\n'), head.size() - 1);
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 1);
    if (line.starts_with("HTTP/")) headers.clear();
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || line.starts_with("HTTP/")) continue;
    headers.emplace_back(Trimmed(line.substr(0, colon)), Trimmed(line.substr(colon + 1)));
  }
  return headers;
}

httplib::Request Translate(const HttpRequest& request, const std::string& host) {
  httplib::Request translated;
  translated.method = request.method;
  translated.path = request.path;
  translated.headers.emplace("Host", host);
  translated.headers.emplace("Accept-Encoding", "identity");
  for (const auto& [name, value] : request.headers) translated.headers.emplace(name, value);
  if (!request.body.empty()) {
    translated.headers.emplace("Content-Type", "application/json");
    translated.body = request.body;
  }
  return translated;
}

bool AsksToClose(const HttpResponse& response) {
  auto connection = response.Header("Connection").value_or("");
  std::transform(connection.begin(), connection.end(), connection.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return connection.find("close") != std::string::npos;
}

}  // namespace

Exchanged Exchange(Wire& wire, const HttpRequest& request, const std::string& host,
                   const ExchangeLimits& limits) {
  BoundedStream stream(wire, limits);
  httplib::Request translated = Translate(request, host);
  translated.response_handler = [&](const httplib::Response& response) {
    stream.StartBody(limits.max_answer);
    // httplib would wait for the body that the Content-Length of a 304 speaks of.
    if (response.status == 304) stream.EndHere();
    return true;
  };
  httplib::Response answer;
  Exchanged exchanged;
  try {
    const bool read = Protocol().Run(stream, translated, answer);
    if (!read && !stream.ended()) {
      exchanged.end = stream.why();
      return exchanged;
    }
  } catch (const std::exception&) {  // a number or a line that httplib's own reading throws on
    return exchanged;
  }
  exchanged.end = Exchanged::End::kAnswered;
  exchanged.response.status = answer.status;
  exchanged.response.headers = ReadHeaders(stream.head());
  exchanged.response.body = std::move(answer.body);
  exchanged.reusable =
      !stream.closed() && answer.version == "HTTP/1.1" && !AsksToClose(exchanged.response);
  return exchanged;
}

}  // namespace tandem
