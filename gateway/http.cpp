#include "gateway/http.h"

#include "gateway/exchange.h"
#include "gateway/url.h"
#include "gateway/wire.h"

#include <algorithm>
#include <strings.h>

namespace tandem {
namespace {

constexpr int kMaxRedirects = 3;
// A kept connection that has been idle for longer is not used again: servers and balancers close
// idle connections after a minute or so, perhaps just as we send, and that would be an unknown
// outcome.
constexpr std::chrono::seconds kMaxIdle{20};

bool IsForGood(int status) {
  return status == 301 || status == 308;
}

bool IsRedirect(int status) {
  return IsForGood(status) || status == 302 || status == 303 || status == 307;
}

std::string Describe(Exchanged::End end, const HttpLimits& limits) {
  switch (end) {
    case Exchanged::End::kTooLarge:
      return "the answer is larger than " + std::to_string(limits.max_answer) + " bytes";
    case Exchanged::End::kTooSlow:
      return "no whole answer within " + std::to_string(limits.total.count()) + " ms";
    case Exchanged::End::kTooLate:
      return "it came too late to begin: nothing was sent";
    default:
      return "the connection broke, or the answer is no HTTP";
  }
}

}  // namespace

std::optional<std::string> HttpResponse::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key.size() == name.size() && ::strncasecmp(key.data(), name.data(), name.size()) == 0) {
      return value;
    }
  }
  return std::nullopt;
}

class HttpClient::Connection {
 public:
  Connection(std::string base_url, HttpLimits limits, std::shared_ptr<const TlsSettings> tls)
      : base_(ParseUrl(base_url)),
        base_url_(std::move(base_url)),
        limits_(limits),
        tls_(std::move(tls)) {}

  Result<HttpResponse> Send(const HttpRequest& request, const MayBegin& may_begin) {
    if (!base_) return Error{Remedy::kInvalid, "not an http or https address: " + base_url_};
    if (!request.path.starts_with('/')) return Error{Remedy::kInvalid, "a path without a slash"};
    std::string path = request.path;
    bool moved = false;
    std::optional<Wire::Deadline> deadline;  // runs from the first request's start over all of them
    for (int redirects = 0;; ++redirects) {
      TRY(HaveWire());
      // Connecting may have taken seconds: what was true before need not be true any more.
      Wire::Deadline begin_by = Wire::Deadline::max();
      if (may_begin) {
        TRY_ASSIGN(begin_by, may_begin());
      }
      if (!deadline) deadline = std::chrono::steady_clock::now() + limits_.total;
      TRY_ASSIGN(HttpResponse response,
                 SendOnce(request, path, {*deadline, begin_by, limits_.max_answer}));
      response.final_path = path;
      response.moved = moved;
      if (request.method != "GET" || !IsRedirect(response.status) || redirects == kMaxRedirects) {
        return response;
      }
      const auto next = PathWithin(*base_, response.Header("Location").value_or(""));
      if (!next) return response;
      path = *next;
      moved = moved || IsForGood(response.status);
    }
  }

 private:
  Result<HttpResponse> SendOnce(const HttpRequest& request, const std::string& path,
                                const ExchangeLimits& limits) {
    wire_->MarkClean();
    HttpRequest whole = request;
    whole.path = BasePath() + path;
    auto exchanged = Exchange(*wire_, whole, HostAndPort(*base_), limits);
    const bool may_have_sent = wire_->MayHaveSent();
    last_used_ = std::chrono::steady_clock::now();
    if (!exchanged.reusable) wire_.reset();
    if (exchanged.end == Exchanged::End::kAnswered) return std::move(exchanged.response);
    return Error{
        may_have_sent ? Remedy::kUnknownOutcome : Remedy::kUnavailable,
        request.method + " to " + HostAndPort(*base_) + ": " + Describe(exchanged.end, limits_)};
  }

  Status HaveWire() {
    const auto now = std::chrono::steady_clock::now();
    if (wire_ && now - last_used_ < kMaxIdle && wire_->IsIdle()) return Done{};
    wire_.reset();
    TRY_ASSIGN(wire_, Wire::Connect(*base_, *tls_, now + limits_.connect));
    return Done{};
  }

  std::string BasePath() const {
    return base_->target.substr(0, base_->target.find_last_not_of('/') + 1);
  }

  std::optional<Url> base_;
  std::string base_url_;
  HttpLimits limits_;
  std::shared_ptr<const TlsSettings> tls_;
  std::unique_ptr<Wire> wire_{};
  std::chrono::steady_clock::time_point last_used_{};
};

HttpClient::HttpClient(std::string base_url, HttpLimits limits,
                       std::shared_ptr<const TlsSettings> tls)
    : connection_(std::make_unique<Connection>(std::move(base_url), limits, std::move(tls))) {}
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::Send(const HttpRequest& request, const MayBegin& may_begin) {
  return connection_->Send(request, may_begin);
}

}  // namespace tandem
