#include "gateway/upstream.h"

#include "gateway/budget.h"
#include "gateway/refusal.h"
#include "gateway/url.h"

#include <utility>

namespace tandem {
namespace {

// Adding labels counts as a creation too: the space it costs does no harm.
CallKind KindOf(const HttpRequest& request) {
  if (request.method == "GET") return CallKind::kRead;
  return request.method == "POST" ? CallKind::kCreate : CallKind::kWrite;
}

// A read can be repeated; anything else may have happened.
Remedy Unsure(const HttpRequest& request) {
  return request.method == "GET" ? Remedy::kUnavailable : Remedy::kUnknownOutcome;
}

bool IsGood(int status) {
  return (status >= 200 && status < 300) || status == 304;
}

// "GET /tickets/12": the query stays out, it is long and says little.
std::string What(const HttpRequest& request) {
  return request.method + " " + request.path.substr(0, request.path.find('?'));
}

std::string In(const std::string& text, std::string_view before, std::string_view after = "") {
  return text.empty() ? "" : std::string(before) + text + std::string(after);
}

// The setting that says where a service is.
std::string_view AddressOf(Service service) {
  return service == Service::kFreshdesk ? "freshdesk.url" : "github.api_url";
}

// A redirect that the client did not follow. A write that is led on has met a thing that moved.
Error Redirected(const HttpRequest& request, const std::string& what, Service service) {
  if (request.method != "GET") return {Remedy::kConflict, what + ": it has moved"};
  return {Remedy::kInvalid,
          what + ": a redirect that is not followed; look at " + std::string(AddressOf(service))};
}

}  // namespace

Upstream::Upstream(
    std::string base_url,
    std::function<Result<std::vector<std::pair<std::string, std::string>>>()> authorize,
    Budget& budget, CallHooks hooks, HttpLimits limits, std::shared_ptr<const TlsSettings> tls)
    : base_url_(base_url),
      client_(std::move(base_url), limits, std::move(tls)),
      authorize_(std::move(authorize)),
      budget_(budget),
      hooks_(std::move(hooks)) {}

Result<Answer> Upstream::Call(const HttpRequest& request, bool expect_json) {
  last_status_ = 0;
  HttpRequest authorized = request;
  TRY_ASSIGN(const auto headers, authorize_());
  authorized.headers.insert(authorized.headers.end(), headers.begin(), headers.end());
  TRY(budget_.MayCall(KindOf(request)));

  Status allowed = Done{};
  bool connected = false;
  if (hooks_.before) TRY(hooks_.before(request));
  const auto may_begin = [&]() -> Result<std::chrono::steady_clock::time_point> {
    connected = true;
    if (!hooks_.before) return std::chrono::steady_clock::time_point::max();
    auto until = hooks_.before(request);
    if (!until.ok()) allowed = until.error();
    return until;
  };
  auto response = client_.Send(authorized, may_begin);
  TRY(allowed);  // that was no call: nothing is to be told of the service
  if (response.ok()) last_status_ = response->status;
  if (hooks_.after) hooks_.after(request, last_status_);
  if (!response.ok()) {
    Error error = response.error();
    if (error.remedy == Remedy::kUnknownOutcome) error.remedy = Unsure(request);
    if (!connected)
      error.message += "; if that stays, look at " + std::string(AddressOf(budget_.service()));
    return error;
  }
  budget_.Learn(*response);
  if (!IsGood(response->status)) return Verdict(request, *response);

  Answer answer{*std::move(response), {}};
  auto json = Json::Parse(answer.response.body);
  if (json.ok()) {
    answer.json = *std::move(json);
  } else if (expect_json && answer.response.status != 304) {
    return Error{Unsure(request), What(request) + ": " + std::string(NameOf(budget_.service())) +
                                      "'s answer is no JSON; if that stays, look at " +
                                      std::string(AddressOf(budget_.service()))};
  }
  return answer;
}

Error Upstream::Verdict(const HttpRequest& request, const HttpResponse& response) {
  const auto parsed = Json::Parse(response.body);
  const Json body = parsed.ok() ? *parsed : Json();
  const int status = response.status;
  const std::string setting(CredentialOf(budget_.service()));
  const std::string rights = "look at the rights of " + setting;
  const std::string cause = KnownCause(body, rights);
  const std::string what = What(request) + ": " + std::string(NameOf(budget_.service())) +
                           " answered " + std::to_string(status);
  if (MeansRateLimit(response, body)) {
    return {Remedy::kUnavailable, what + ", too many requests", budget_.Throttled(response)};
  }
  if (status == 401) return budget_.Refused();
  if (status == 403) {
    return {Remedy::kUnauthorized, what + In(PermissionsAskedFor(response), ", it asks for ") +
                                       ": " + (cause.empty() ? rights : cause)};
  }
  if (status == 404 || status == 410) {
    return {
        Remedy::kNotFound,
        what + ": " + (cause.empty() ? "it is gone, or " + setting + " may not see it" : cause)};
  }
  if (status == 409)
    return {Remedy::kConflict, what + ": somebody changed it meanwhile, it is read again"};
  if (status >= 300 && status < 400) return Redirected(request, what, budget_.service());
  if (status >= 400 && status < 500 && status != 408) {
    const std::string why = In(cause, ": ") + In(RefusedFields(body), "; it refused: ") +
                            In(MissingFields(body), "; a value is required in ", " first");
    return {Remedy::kInvalid,
            what + (why.empty() ? "; \"tandem preview\" shows what was to be written, rules[] says "
                                  "which labels, statuses and texts"
                                : why)};
  }
  return {Unsure(request), what + ": it has a fault of its own", budget_.Wished(response)};
}

Result<std::string> Upstream::NextPage(const HttpResponse& response) const {
  const auto link = NextLink(response.Header("Link").value_or(""));
  if (!link) return std::string();
  const auto base = ParseUrl(base_url_);
  auto path = base ? PathWithin(*base, *link) : std::nullopt;
  if (path) return *std::move(path);
  return Error{Remedy::kInvalid, std::string(NameOf(budget_.service())) +
                                     "'s link to the next page leads to another host"};
}

}  // namespace tandem
