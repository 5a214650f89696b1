#include "tests/sandbox/github_api.h"

#include "tests/sandbox/github_json.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tandem::sandbox {
namespace {

struct Route {
  const char* method;
  const char* path;
  RepositoryAnswer* answer;
};
// The paths within a repository.
constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "", GetRepository},
    {"GET", "labels", GetLabels},
    {"GET", "issues", GetIssues},
    {"POST", "issues", PostIssue},
    {"GET", "issues/comments", GetRepositoryComments},
    {"GET", "issues/comments/{}", GetComment},
    {"PATCH", "issues/comments/{}", PatchComment},
    {"DELETE", "issues/comments/{}", RemoveComment},
    {"GET", "issues/{}", GetIssue},
    {"PATCH", "issues/{}", PatchIssue},
    {"GET", "issues/{}/comments", GetIssueComments},
    {"POST", "issues/{}/comments", PostComment},
    {"GET", "issues/{}/labels", GetIssueLabels},
    {"POST", "issues/{}/labels", PostIssueLabels},
    {"PUT", "issues/{}/labels", PutIssueLabels},
    {"DELETE", "issues/{}/labels/{}", DeleteIssueLabel},
});

// A repository is named by owner and name, or by its id.
struct Found {
  HubRepository* repository = nullptr;
  std::vector<std::string> rest{};
  std::string asked{};  // the name in the path; empty when asked by id
};

Found FindByPath(GithubState& state, const Call& call) {
  const auto& path = call.segments;
  if (path.size() >= 3 && path[0] == "repos")
    return {FindRepository(state, path[1] + "/" + path[2]),
            {path.begin() + 3, path.end()},
            path[1] + "/" + path[2]};
  if (path.size() < 2 || path[0] != "repositories") return {};
  const auto found = state.repositories.find(ReadNumber(path[1]).value_or(0));
  if (found == state.repositories.end()) return {};
  return {&found->second, {path.begin() + 2, path.end()}, ""};
}

Answer Renamed(const GithubState& state, const Found& found, const Call& call) {
  std::string url = state.api_url + "/repositories/" + std::to_string(found.repository->id);
  for (const auto& segment : found.rest) url += "/" + PercentEncode(segment);
  char before = '?';
  for (const auto& [name, value] : call.query) {
    url += before + name + "=" + PercentEncode(value);
    before = '&';
  }
  return MovedTo(call.method == "GET" ? 301 : 307, url);
}

Answer Dispatch(GithubState& state, const Found& found, const Call& call) {
  if (!found.repository->has_issues && !found.rest.empty() && found.rest[0] == "issues")
    return HubError(410, "Issues are disabled for this repo");
  RepositoryCall inner{state, *found.repository, call, {}, {}};
  for (const auto& route : kRoutes) {
    auto arguments = MatchPath(route.path, found.rest);
    if (!arguments || route.method != call.method) continue;
    if (call.method != "GET" && call.method != "DELETE") {
      auto body = Json::Parse(call.body);
      if (!body.ok()) return HubError(400, "Problems parsing JSON");
      if (!body->IsObject()) return HubError(400, "Body should be a JSON object");
      inner.body = *std::move(body);
    }
    if (call.method != "GET" && found.repository->archived)
      return HubError(403, "Repository was archived so is read-only.");
    inner.arguments = *std::move(arguments);
    return route.answer(inner);
  }
  return HubError(404, "Not Found");
}

std::optional<Moment> Since(const Call& call) {
  return FromIso(call.Query("since"));
}

}  // namespace

std::int64_t RepositoryCall::Number() const {
  return arguments.empty() ? 0 : ReadNumber(arguments[0]).value_or(0);
}

bool MakesContent(const Call& call) {
  return call.method == "POST" && !call.segments.empty() &&
         (call.segments.back() == "issues" || call.segments.back() == "comments");
}

Answer AnswerGithub(GithubState& state, const Call& call) {
  if (call.path == "/user" && call.method == "GET")
    return JsonAnswer(200, UserJson(state, state.bot));
  const auto found = FindByPath(state, call);
  if (found.repository == nullptr || !found.repository->readable) return HubError(404, "Not Found");
  if (!found.asked.empty() && LowerCase(found.asked) != LowerCase(found.repository->FullName()))
    return Renamed(state, found, call);
  if (!call.Query("since").empty() && !Since(call))
    return HubError(422, "Invalid request.\n\nsince is not a valid time.");
  return Dispatch(state, found, call);
}

bool Listed(const GithubState& state, Moment created) {
  return created + state.list_lag <= state.clock->Now();
}

// What of the issue is asked for: "/comments", or nothing.
std::string PartAsked(const RepositoryCall& call) {
  const std::string& path = call.call.path;
  const std::string issue = "/issues/" + std::to_string(call.Number());
  const auto at = path.find(issue);
  return at == std::string::npos ? "" : path.substr(at + issue.size());
}

FoundIssue LookUpIssue(const RepositoryCall& call) {
  const auto found = call.repository.issues.find(call.Number());
  if (found == call.repository.issues.end()) return {nullptr, HubError(404, "Not Found")};
  auto& issue = found->second;
  if (issue.deleted) return {nullptr, HubError(410, "This issue was deleted")};
  if (!issue.transferred_to.empty())
    return {nullptr, MovedTo(301, call.state.api_url + issue.transferred_to + PartAsked(call))};
  return {&issue, {}};
}

Answer PageOf(const RepositoryCall& call, std::size_t count,
              const std::function<Json(std::size_t)>& element) {
  constexpr std::int64_t kLargestPage = 100;
  const auto size = std::min(call.call.Number("per_page", 30).value_or(30), kLargestPage);
  const auto page = call.call.Number("page", 1).value_or(1);
  const auto all = static_cast<std::int64_t>(count);
  const auto last_page = std::max<std::int64_t>((all + size - 1) / size, 1);
  const auto first = page > last_page ? all : (page - 1) * size;
  Json shown = Json::Array();
  for (auto i = first; i < std::min(first + size, all); ++i)
    shown.Add(element(static_cast<std::size_t>(i)));
  auto answer = JsonAnswer(200, shown);
  if (page >= last_page) return answer;
  // By number and not by name, as GitHub's own: who builds page addresses himself is found out.
  std::string url = call.state.api_url + "/repositories/" + std::to_string(call.repository.id);
  const auto& path = call.call.segments;
  for (std::size_t i = path[0] == "repos" ? 3 : 2; i < path.size(); ++i)
    url += "/" + PercentEncode(path[i]);
  url += "?";
  for (const auto& [name, value] : call.call.query)
    if (name != "page") url += name + "=" + PercentEncode(value) + "&";
  const auto link = [&](std::int64_t number, const char* relation) {
    return "<" + url + "page=" + std::to_string(number) + ">; rel=\"" + relation + "\"";
  };
  answer.headers.emplace_back("Link", link(page + 1, "next") + ", " + link(last_page, "last"));
  return answer;
}

Answer PageOfLabels(const RepositoryCall& call, const std::vector<std::string>& names) {
  return PageOf(call, names.size(),
                [&](std::size_t i) { return LabelJson(call.state, call.repository, names[i]); });
}

std::optional<std::vector<std::string>> ReadLabels(const Json& labels) {
  constexpr std::size_t kLongestLabel = 50;
  std::vector<std::string> names;
  for (const auto& label : labels.Items()) {
    const auto name = label.IsObject() ? label["name"].String() : label.String();
    if (!name || name->empty() || CountCharacters(*name) > kLongestLabel) return std::nullopt;
    names.push_back(*name);
  }
  return names;
}

Answer GetRepository(const RepositoryCall& call) {
  Json json = RepositoryJson(call.state, call.repository);
  json.Set("permissions", Json::Object{{"admin", false},
                                       {"maintain", false},
                                       {"push", call.repository.push},
                                       {"triage", call.repository.push},
                                       {"pull", true}});
  return JsonAnswer(200, json);
}

Answer GetLabels(const RepositoryCall& call) {
  return PageOfLabels(call, call.repository.labels);
}

}  // namespace tandem::sandbox
