// GET /api/activity.
#include "gateway/api.h"
#include "gateway/api_answers.h"
#include "gateway/operation_text.h"

namespace tandem {
namespace {

constexpr std::int64_t kUsual = 200;
constexpr std::int64_t kMost = 10'000;
constexpr std::string_view kLimit = "limit=";

std::optional<std::int64_t> LimitIn(std::string_view query) {
  if (query.empty()) return kUsual;
  if (!query.starts_with(kLimit)) return std::nullopt;
  const auto limit = ReadWholeNumber(query.substr(kLimit.size()));
  return limit && *limit >= 1 && *limit <= kMost ? limit : std::nullopt;
}

}  // namespace

void AddActivityRoutes(ApiRoutes& routes, const ApiParts& parts) {
  routes.Add("GET", "/api/activity", [&parts](const ServerRequest& request, std::string_view) {
    const auto limit = LimitIn(request.query);
    if (!limit) return JsonError(400, "the query may say limit= and a number from 1 to 10000");
    const auto activity = parts.store.ReadActivity(static_cast<std::size_t>(*limit));
    if (!activity.ok()) return ErrorAnswer(activity.error());
    Json entries{Json::Array{}};
    for (const PastActivity& past : *activity) entries.Add(ActivityJson(past));
    return JsonAnswer(200, Json::Object{{"activity", entries}});
  });
}

}  // namespace tandem
