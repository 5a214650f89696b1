// Credentials of a GitHub App: signs itself in, finds its installation, and keeps the token that it
// is given until shortly before it ends. One for the process; safe from all threads.
#pragma once

#include "gateway/budget.h"
#include "gateway/result.h"
#include "gateway/secret.h"
#include "gateway/upstream.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

class AppCredentials {
 public:
  // `private_key` is the PEM text that GitHub gave. The App's installation is the one on
  // `repository` ("owner/name"): repositories of other installations are not reached. `budget` must
  // outlive this.
  AppCredentials(const std::string& api_url, std::int64_t app_id, Secret private_key,
                 std::string repository, Budget& budget, Clocks clocks = Clocks::System());

  // For Upstream's `authorize`: the Authorization header. Calls GitHub when there is no token that
  // is good for five minutes more; others wait for that. kUnauthorized when the key cannot sign or
  // the App is not installed there.
  Result<std::vector<std::pair<std::string, std::string>>> Authorize();

 private:
  Status Renew();
  Result<std::int64_t> FindInstallation();

  const std::int64_t app_id_;
  const Secret private_key_;
  const std::string repository_;
  const Clocks clocks_;
  std::mutex mutex_;
  Upstream upstream_;
  std::int64_t installation_ = 0;
  Secret token_{};
  Time good_until_{};
};

// A JSON Web Token (RS256) by which an App signs in: from a minute ago, so that clocks may differ,
// for nine minutes from now. kUnauthorized when the text is no private key.
Result<Secret> SignAppToken(std::int64_t app_id, const Secret& private_key, Time now);

}  // namespace tandem
