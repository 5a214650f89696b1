// One service as a worker sees it: the connection, its credentials, the shared rate budget, and the
// verdict on each answer. Not thread-safe: each worker owns one for each service; what they share
// is the Budget.
#pragma once

#include "gateway/http.h"
#include "gateway/json.h"
#include "gateway/result.h"

#include <functional>
#include <string>

namespace tandem {

class Budget;

struct Answer {
  HttpResponse response{};
  Json json{};  // null when the body is empty or no JSON
};

// What stands around each call.
struct CallHooks {
  // Asked right before the first byte of each call; an error ends the call unsent. The worker
  // renews its lease here, and for a write to GitHub takes the writer's lease and looks at the
  // visibility.
  std::function<Status(const HttpRequest&)> before{};
  // Told after each call: status 0 when there was no answer.
  std::function<void(const HttpRequest&, int status)> after{};
};

class Upstream {
 public:
  // `budget` must outlive this. `authorize` adds the headers of the service, credentials among
  // them, to each request.
  Upstream(std::string base_url,
           std::function<Result<std::vector<std::pair<std::string, std::string>>>()> authorize,
           Budget& budget, CallHooks hooks, HttpLimits limits = {});

  // 2xx (and 304) is an answer; everything else an error:
  //   401, 403 without a sign of rate limiting      kUnauthorized
  //   404, 410                                      kNotFound
  //   409, 3xx of a write                           kConflict
  //   429, 403 that means a rate limit; paused      kUnavailable with retry_after; the budget
  //   pauses the service other 4xx                                     kInvalid, with the service's
  //   own words about fields, never our text 5xx, no or unreadable answer kUnavailable for a GET,
  //   kUnknownOutcome for anything else
  // 2xx whose body is no JSON where `expect_json`   kUnavailable for a GET, kUnknownOutcome for
  // anything else
  Result<Answer> Call(const HttpRequest& request, bool expect_json = true);

 private:
  HttpClient client_;
  std::function<Result<std::vector<std::pair<std::string, std::string>>>()> authorize_;
  Budget& budget_;
  CallHooks hooks_;
};

}  // namespace tandem
