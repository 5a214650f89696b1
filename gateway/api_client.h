// A command's questions to a running gateway. Not thread-safe.
#pragma once

#include "gateway/config.h"
#include "gateway/json.h"
#include "gateway/result.h"
#include "gateway/secret.h"

#include <chrono>
#include <string>

namespace tandem {

class ApiClient {
 public:
  // `url`: where the gateway is; empty: where the configuration lets it listen. kInvalid when the
  // token cannot be found, or would be sent over plain http to another machine.
  static Result<ApiClient> For(const Config& config, const std::string& url);

  ApiClient(std::string url, Secret token) : url_(std::move(url)), token_(std::move(token)) {}

  // The JSON of a 2xx answer; else an error whose message tells people what to do: kNotFound for
  // 404, kUnauthorized for a wrong token, kConflict for 409, kUnavailable when the gateway does not
  // answer.
  Result<Json> Ask(const std::string& method, const std::string& path, const Json& body = {},
                   std::chrono::milliseconds patience = std::chrono::seconds(30)) const;

 private:
  std::string url_;
  Secret token_;
};

}  // namespace tandem
