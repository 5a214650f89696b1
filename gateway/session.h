// The page's logins: a cookie that proves, without the store, that its bearer once knew the admin
// token. It ends by itself, everywhere at once when the token changes, and wherever it was copied
// to when its owner logs out, which is all that is remembered; any replica knows it. Thread-safe.
#pragma once

#include "gateway/result.h"
#include "gateway/secret.h"
#include "gateway/server_request.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tandem {

constexpr std::chrono::hours kSessionLength{8};

struct Session {
  std::string name{};  // which it is; proves nothing
  std::string id{};    // the cookie's value
  std::string csrf{};  // what a page of ours, and no other site, can know: goes into X-CSRF-Token
};

// The sessions that were ended before their time, by their names. Both are called by many threads.
struct EndedSessions {
  std::function<Status(const std::string& name)> add{};
  std::function<Result<bool>(const std::string& name)> has{};
};

class Sessions {
 public:
  using Now = std::function<std::chrono::system_clock::time_point()>;
  // `token` signs them; an empty one gives none and knows none.
  Sessions(Secret token, Now now);

  Session Begin() const;
  // The session of the request's cookie; nothing when there is none, it is forged, or its time is
  // over. Whether it was ended before, EndedSessions knows.
  std::optional<Session> Of(const ServerRequest& request) const;

 private:
  std::string Sign(std::string_view purpose, std::string_view text) const;

  const Secret token_;
  const Now now_;
};

// What Set-Cookie says to begin a session, and to end the one there is. `request` tells whether the
// browser came over https: then the cookie never leaves it otherwise.
std::string CookieOf(const Session& session, const ServerRequest& request);
std::string NoCookie(const ServerRequest& request);

// Whether the request says that a page of another site made it.
bool IsFromElsewhere(const ServerRequest& request);

}  // namespace tandem
