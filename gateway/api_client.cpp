#include "gateway/api_client.h"

#include "gateway/admin_token.h"
#include "gateway/config_values.h"
#include "gateway/health_command.h"
#include "gateway/http.h"
#include "gateway/url.h"

#include <utility>

namespace tandem {
namespace {

constexpr std::chrono::milliseconds kConnect{3'000};
constexpr std::size_t kMaxAnswer = std::size_t{256} * 1024 * 1024;  // all links of an installation

Result<std::string> CheckedUrl(const std::string& text) {
  const auto url = ParseUrl(text);
  if (!url) return Error{Remedy::kInvalid, "--url must begin with http:// or https://", {}};
  if (url->scheme == "http" && !IsLoopback(url->host)) {
    return Error{Remedy::kInvalid,
                 "--url: the admin token is sent over plain http to this machine only "
                 "(127.0.0.0/8, [::1], localhost); give an https address",
                 {}};
  }
  return text;
}

Error Failure(const std::string& url, int status, const std::string& detail) {
  switch (status) {
    case 401:
      return {Remedy::kUnauthorized,
              "the gateway at " + url +
                  " does not take this admin token: it was started with another configuration or "
                  "another \"data\"",
              {}};
    case 404:
      return {Remedy::kNotFound, detail, {}};
    case 409:
      return {Remedy::kConflict, detail, {}};
    default:
      return {Remedy::kInvalid, detail, {}};
  }
}

}  // namespace

Result<ApiClient> ApiClient::For(const Config& config, const std::string& url) {
  std::string at;
  if (url.empty()) {
    TRY_ASSIGN(at, HealthUrl(config.listen));
  } else {
    TRY_ASSIGN(at, CheckedUrl(url));
  }
  TRY_ASSIGN(Secret token, FindAdminToken(config));
  return ApiClient(std::move(at), std::move(token));
}

Result<Json> ApiClient::Ask(const std::string& method, const std::string& path, const Json& body,
                            std::chrono::milliseconds patience) const {
  HttpRequest request{method, path, {{"Authorization", "Bearer " + token_.Reveal()}}, {}};
  if (!body.IsNull()) request.body = body.Dump();
  const auto answer = HttpClient(url_, {kConnect, patience, kMaxAnswer}).Send(request);
  if (!answer.ok()) {
    return Error{Remedy::kUnavailable,
                 "no answer from a gateway at " + url_ + " (" + answer.error().message +
                     "): start it with \"tandem serve\", or say where it is with --url",
                 {}};
  }
  const auto json = Json::Parse(answer->body);
  const bool good = answer->status >= 200 && answer->status < 300;
  if (good && json.ok()) return *json;
  const std::string detail = json.ok() ? (*json)["detail"].StringOr("") : "";
  return Failure(
      url_, answer->status,
      detail.empty() ? url_ + path + " answered " + std::to_string(answer->status) : detail);
}

}  // namespace tandem
