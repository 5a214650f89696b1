// The door of the API: nothing behind it answers without the admin token, or a session of the page
// that was begun with it and not ended. The token opens it also while the store is away; a session
// then has to wait, because nobody knows whether it was ended. Thread-safe.
#pragma once

#include "gateway/address_range.h"
#include "gateway/guess_limit.h"
#include "gateway/router.h"
#include "gateway/secret.h"
#include "gateway/server_request.h"
#include "gateway/session.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace tandem {

struct ApiGateSettings {
  Secret token{};  // empty: the API is off, and each of its addresses answers 404
  AddressRanges trusted_proxies{};
  std::function<std::chrono::steady_clock::time_point()> now{std::chrono::steady_clock::now};
  Sessions::Now wall{std::chrono::system_clock::now};
  EndedSessions ended{};  // needed where people log in
  // A stranger was refused; may be absent; called by many threads.
  std::function<void(std::string_view address, std::string_view why)> report{};
};

class ApiGate {
 public:
  explicit ApiGate(ApiGateSettings settings);

  // The handler, behind the token or a session; a session may change something only from our own
  // page. This must outlive it.
  Router::Handler Behind(Router::Handler handler);
  // POST /api/session {"token":"..."} begins one and sets its cookie, GET tells what its page needs
  // to change something, DELETE ends it, in this browser and wherever its cookie was copied to, or
  // says 503 and leaves it as it is. This must outlive the router.
  void AddSessionRoutes(Router& router);

 private:
  // What a request that may not enter is answered; nothing when it may.
  std::optional<ServerResponse> Refuse(const ServerRequest& request);
  std::optional<ServerResponse> RefuseEnded(const ServerRequest& request, const Session& session);
  std::optional<ServerResponse> RefuseSession(const ServerRequest& request,
                                              const Session& session) const;
  ServerResponse RefuseStranger(const ServerRequest& request);
  ServerResponse Login(const ServerRequest& request);
  ServerResponse Logout(const ServerRequest& request) const;

  const ApiGateSettings settings_;
  const std::vector<Secret> tokens_;
  const Sessions sessions_;
  GuessLimit guesses_;
};

}  // namespace tandem
