#include "gateway/router.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

ServerResponse TakesOnly(const std::vector<std::string_view>& methods) {
  ServerResponse response = JsonError(405, "this address takes another method");
  std::string list;
  for (const std::string_view method : methods) {
    if (list.find(method) != std::string::npos) continue;
    list.append(list.empty() ? "" : ", ").append(method);
  }
  response.headers.emplace_back("Allow", list);
  return response;
}

}  // namespace

void Router::Add(std::string method, std::string pattern, Handler handler, Refused refused) {
  Route route{std::move(method), std::move(pattern), {}, false, std::move(handler), refused};
  const auto open = route.before.find('{');
  if (open != std::string::npos) {
    route.after = route.before.substr(route.before.find('}', open) + 1);
    route.before.resize(open);
    route.open = true;
  }
  routes_.push_back(std::move(route));
}

bool Router::Fits(const Route& route, std::string_view path, std::string_view& segment) {
  segment = {};
  if (!route.open) return path == route.before;
  if (path.size() < route.before.size() + route.after.size() || !path.starts_with(route.before) ||
      !path.ends_with(route.after)) {
    return false;
  }
  path.remove_prefix(route.before.size());
  path.remove_suffix(route.after.size());
  segment = path;
  return segment.find('/') == std::string_view::npos;
}

ServerResponse Router::Answer(const ServerRequest& request) const {
  std::vector<std::string_view> allowed;
  for (const Route& route : routes_) {
    std::string_view segment;
    if (!Fits(route, request.path, segment)) continue;
    const bool method_fits =
        route.method == request.method || (route.method == "GET" && request.method == "HEAD");
    if (!method_fits) {
      allowed.push_back(route.method);
      if (route.method == "GET") allowed.emplace_back("HEAD");
      continue;
    }
    if (request.refusal && route.refused == Refused::kAnswerForIt) {
      return JsonError(request.refusal->status, request.refusal->detail);
    }
    return route.handler(request, segment);
  }
  return allowed.empty() ? JsonError(404, "there is nothing at this address") : TakesOnly(allowed);
}

}  // namespace tandem
