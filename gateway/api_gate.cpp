#include "gateway/api_gate.h"

#include "gateway/signature.h"

#include <utility>

namespace tandem {
namespace {

constexpr std::string_view kScheme = "Bearer ";

std::string_view TokenIn(const ServerRequest& request) {
  const auto header = request.Only("Authorization");
  if (!header || header->size() < kScheme.size() ||
      !EqualNoCase(header->substr(0, kScheme.size()), kScheme)) {
    return {};
  }
  return header->substr(kScheme.size());
}

}  // namespace

ApiGate::ApiGate(ApiGateSettings settings)
    : settings_(std::move(settings)),
      tokens_({settings_.token}),
      guesses_(settings_.trusted_proxies) {}

Router::Handler ApiGate::Behind(Router::Handler handler) {
  return
      [this, handler = std::move(handler)](const ServerRequest& request, std::string_view segment) {
        if (auto refused = Refuse(request)) return *std::move(refused);
        ServerResponse response = handler(request, segment);
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
      };
}

std::optional<ServerResponse> ApiGate::Refuse(const ServerRequest& request) {
  if (settings_.token.empty()) {
    return JsonError(404, "the API is off: \"redis\" is configured and \"admin_token\" is not");
  }
  // A right token is never refused for its address.
  if (CheckSecret(TokenIn(request), tokens_) == Authenticity::kProven) return std::nullopt;
  if (settings_.report) settings_.report(request.remote_address, "wrong or missing admin token");
  if (guesses_.Count(request.remote_address, settings_.now()) == GuessLimit::Verdict::kTooMany) {
    ServerResponse response = JsonError(429, "too many wrong tokens from this address");
    response.headers.emplace_back("Retry-After", "1");
    return response;
  }
  ServerResponse response =
      JsonError(401,
                "send \"Authorization: Bearer\" and the admin token (\"admin_token\", or the "
                "file admin_token in \"data\")");
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tandem\"");
  return response;
}

}  // namespace tandem
