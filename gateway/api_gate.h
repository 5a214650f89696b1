// The door of the API: nothing behind it answers without the admin token. Thread-safe.
#pragma once

#include "gateway/address_range.h"
#include "gateway/guess_limit.h"
#include "gateway/router.h"
#include "gateway/secret.h"
#include "gateway/server_request.h"

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
  // A stranger was refused; may be absent; called by many threads.
  std::function<void(std::string_view address, std::string_view why)> report{};
};

class ApiGate {
 public:
  explicit ApiGate(ApiGateSettings settings);

  // The handler, behind the token. This must outlive it.
  Router::Handler Behind(Router::Handler handler);

 private:
  // What a request without the token is answered; nothing when it has it.
  std::optional<ServerResponse> Refuse(const ServerRequest& request);

  const ApiGateSettings settings_;
  const std::vector<Secret> tokens_;
  GuessLimit guesses_;
};

}  // namespace tandem
