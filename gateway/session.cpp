#include "gateway/session.h"

#include "gateway/operation_text.h"
#include "gateway/signature.h"

#include <utility>

namespace tandem {
namespace {

constexpr std::string_view kCookie = "tandem_session=";

std::int64_t Seconds(std::chrono::system_clock::time_point time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The cookie's value, when it is there once: of two, somebody else set one.
std::optional<std::string_view> CookieIn(const ServerRequest& request) {
  std::optional<std::string_view> found;
  for (std::string_view list : request.All("Cookie")) {
    while (!list.empty()) {
      const auto end = list.find(';');
      const std::string_view cookie = Trimmed(list.substr(0, end));
      if (cookie.starts_with(kCookie)) {
        if (found) return std::nullopt;
        found = cookie.substr(kCookie.size());
      }
      list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
    }
  }
  return found;
}

// What follows the last dot, taken off.
std::string_view CutLast(std::string_view& text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string_view last = text.substr(dot + 1);
  text = text.substr(0, dot);
  return last;
}

// A proxy that ends TLS says so. Who makes it up only keeps his own cookie from plain http.
bool IsOverTls(const ServerRequest& request) {
  const auto scheme = request.Only("X-Forwarded-Proto");
  return scheme && EqualNoCase(*scheme, "https");
}

std::string Cookie(std::string_view value, std::chrono::seconds age, const ServerRequest& request) {
  return std::string(kCookie).append(value) + "; Path=/; Max-Age=" + std::to_string(age.count()) +
         "; HttpOnly; SameSite=Strict" + (IsOverTls(request) ? "; Secure" : "");
}

}  // namespace

Sessions::Sessions(Secret token, Now now) : token_(std::move(token)), now_(std::move(now)) {}

std::string Sessions::Sign(std::string_view purpose, std::string_view text) const {
  return HmacSha256(token_, std::string(purpose).append(":").append(text));
}

Session Sessions::Begin() const {
  const std::string end = std::to_string(Seconds(now_() + kSessionLength));
  const std::string name = end + "." + RandomUuid();
  const std::string id = name + "." + Sign("session", name);
  return {name, id, Sign("csrf", id)};
}

std::optional<Session> Sessions::Of(const ServerRequest& request) const {
  const auto cookie = CookieIn(request);
  if (token_.empty() || !cookie) return std::nullopt;
  std::string_view name = *cookie;
  const std::string_view proof = CutLast(name);
  if (CheckSecret(proof, {Secret(Sign("session", name))}) != Authenticity::kProven)
    return std::nullopt;
  const auto end = ReadWholeNumber(name.substr(0, name.find('.')));
  if (!end || Seconds(now_()) >= *end) return std::nullopt;
  return Session{std::string(name), std::string(*cookie), Sign("csrf", *cookie)};
}

std::string CookieOf(const Session& session, const ServerRequest& request) {
  return Cookie(session.id, kSessionLength, request);
}

std::string NoCookie(const ServerRequest& request) {
  return Cookie("", std::chrono::seconds(0), request);
}

bool IsFromElsewhere(const ServerRequest& request) {
  // No page can forge this one. It is asked first because a proxy may have changed the Host.
  if (const auto site = request.Only("Sec-Fetch-Site"))
    return *site != "same-origin" && *site != "none";
  const auto origins = request.All("Origin");
  if (origins.empty()) return false;
  const auto host = request.Only("Host");
  if (origins.size() > 1 || !host) return true;
  const auto scheme = origins.front().find("://");
  return scheme == std::string_view::npos ||
         !EqualNoCase(origins.front().substr(scheme + 3), *host);
}

}  // namespace tandem
