// One service as a worker sees it: the connection, its credentials, the shared rate budget, and the
// verdict on each answer. Not thread-safe: each worker owns one for each service; what they share
// is the Budget.
#pragma once

#include "gateway/http.h"
#include "gateway/json.h"
#include "gateway/result.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

class Budget;

struct Answer {
  HttpResponse response{};
  Json json{};  // null when the body is empty or no JSON
};

// What stands around each call.
struct CallHooks {
  // Asked before each call, so that none connects in vain, and once more when its connection
  // stands, right before its first byte: until when that byte may leave. An error ends the call
  // unsent. The worker looks at its lease here.
  std::function<Result<std::chrono::steady_clock::time_point>(const HttpRequest&)> before{};
  // Told after each call: status 0 when there was no answer.
  std::function<void(const HttpRequest&, int status)> after{};
};

class Upstream {
 public:
  // `budget` must outlive this. `authorize` adds the headers of the service, credentials among
  // them, to each request.
  Upstream(std::string base_url,
           std::function<Result<std::vector<std::pair<std::string, std::string>>>()> authorize,
           Budget& budget, CallHooks hooks, HttpLimits limits = {},
           std::shared_ptr<const TlsSettings> tls = std::make_shared<TlsSettings>());

  // 2xx (and 304) is an answer; everything else an error:
  //   401                                   kUnauthorized; the budget pauses the service
  //   403 without a sign of rate limiting   kUnauthorized
  //   404, 410                              kNotFound
  //   409, 3xx of a write                   kConflict
  //   429, 403 that means a rate limit      kUnavailable with retry_after; the service is paused
  //   other 4xx, other 3xx                  kInvalid, with the fields that the service names, never
  //                                         our text
  //   408, 5xx, no or unreadable answer     kUnavailable for a GET, kUnknownOutcome for the others
  //   2xx whose body is no JSON where `expect_json`: as for an unreadable answer
  Result<Answer> Call(const HttpRequest& request, bool expect_json = true);

  // The status of the last call's answer; 0 when there was none, or the call was not made.
  int LastStatus() const { return last_status_; }

  // The path of the page after this one, by the answer's Link header; empty on the last page.
  // kInvalid when the link leads away from the service.
  Result<std::string> NextPage(const HttpResponse& response) const;

 private:
  Error Verdict(const HttpRequest& request, const HttpResponse& response);

  std::string base_url_;
  HttpClient client_;
  std::function<Result<std::vector<std::pair<std::string, std::string>>>()> authorize_;
  Budget& budget_;
  CallHooks hooks_;
  int last_status_ = 0;
};

}  // namespace tandem
