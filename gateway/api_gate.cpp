#include "gateway/api_gate.h"

#include "gateway/json.h"
#include "gateway/signature.h"

#include <utility>

namespace tandem {
namespace {

constexpr std::string_view kScheme = "Bearer ";
constexpr std::string_view kCsrfHeader = "X-CSRF-Token";

std::string_view TokenIn(const ServerRequest& request) {
  const auto header = request.Only("Authorization");
  if (!header || header->size() < kScheme.size() ||
      !EqualNoCase(header->substr(0, kScheme.size()), kScheme)) {
    return {};
  }
  return header->substr(kScheme.size());
}

ServerResponse Off() {
  return JsonError(404, "the API is off: \"redis\" is configured and \"admin_token\" is not");
}

std::string SessionJson(const Session& session) {
  return Json(Json::Object{{"csrf", session.csrf}}).Dump();
}

ServerResponse Unkept(ServerResponse response) {
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

}  // namespace

ApiGate::ApiGate(ApiGateSettings settings)
    : settings_(std::move(settings)),
      tokens_({settings_.token}),
      sessions_(settings_.token, settings_.wall),
      guesses_(settings_.trusted_proxies) {}

Router::Handler ApiGate::Behind(Router::Handler handler) {
  return
      [this, handler = std::move(handler)](const ServerRequest& request, std::string_view segment) {
        if (auto refused = Refuse(request)) return *std::move(refused);
        return Unkept(handler(request, segment));
      };
}

std::optional<ServerResponse> ApiGate::Refuse(const ServerRequest& request) {
  if (settings_.token.empty()) return Off();
  // A right token is never refused for its address.
  if (CheckSecret(TokenIn(request), tokens_) == Authenticity::kProven) return std::nullopt;
  const auto session = sessions_.Of(request);
  if (!session) return RefuseStranger(request);
  if (auto refused = RefuseEnded(request, *session)) return refused;
  return RefuseSession(request, *session);
}

std::optional<ServerResponse> ApiGate::RefuseEnded(const ServerRequest& request,
                                                   const Session& session) {
  const Result<bool> ended = settings_.ended.has(session.name);
  if (!ended.ok())
    return ComeAgain("the store is away and cannot say whether this login was ended");
  if (*ended) return RefuseStranger(request);
  return std::nullopt;
}

// A browser sends the cookie with whatever page makes the request; only ours knows the rest.
std::optional<ServerResponse> ApiGate::RefuseSession(const ServerRequest& request,
                                                     const Session& session) const {
  if (IsFromElsewhere(request)) return JsonError(403, "a page of another site asked for this");
  if (request.method == "GET" || request.method == "HEAD") return std::nullopt;
  const auto given = request.Only(kCsrfHeader);
  if (given && CheckSecret(*given, {Secret(session.csrf)}) == Authenticity::kProven)
    return std::nullopt;
  return JsonError(403, "X-CSRF-Token is missing or not this session's: load the page again");
}

ServerResponse ApiGate::RefuseStranger(const ServerRequest& request) {
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

ServerResponse ApiGate::Login(const ServerRequest& request) {
  if (settings_.token.empty()) return Off();
  if (IsFromElsewhere(request)) return JsonError(403, "a page of another site asked for this");
  // A form of another site cannot send this type.
  if (request.Only("Content-Type") != "application/json")
    return JsonError(415, "send application/json");
  const auto body = Json::ParseSent(request.body);
  const std::string given = body.ok() ? (*body)["token"].StringOr("") : std::string();
  if (CheckSecret(given, tokens_) != Authenticity::kProven) return RefuseStranger(request);
  const Session session = sessions_.Begin();
  ServerResponse response{200, {}, SessionJson(session)};
  response.headers.emplace_back("Set-Cookie", CookieOf(session, request));
  return response;
}

ServerResponse ApiGate::Logout(const ServerRequest& request) const {
  const auto session = sessions_.Of(request);
  if (session && !settings_.ended.add(session->name).ok())
    return ComeAgain("the store is away and cannot note that this login is over: it is not");
  return {200, {{"Set-Cookie", NoCookie(request)}}, "{}"};
}

void ApiGate::AddSessionRoutes(Router& router) {
  constexpr const char* kPath = "/api/session";
  router.Add("POST", kPath, [this](const ServerRequest& request, std::string_view) {
    return Unkept(Login(request));
  });
  router.Add("GET", kPath, Behind([this](const ServerRequest& request, std::string_view) {
               const auto session = sessions_.Of(request);
               if (!session) return JsonError(404, "this request came with the token itself");
               return ServerResponse{200, {}, SessionJson(*session)};
             }));
  router.Add("DELETE", kPath, Behind([this](const ServerRequest& request, std::string_view) {
               return Logout(request);
             }));
}

}  // namespace tandem
