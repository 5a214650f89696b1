#include "tests/sandbox/github_json.h"

#include <algorithm>
#include <functional>

namespace tandem::sandbox {
namespace {

std::string RepositoryUrl(const GithubState& state, const HubRepository& repository) {
  return state.api_url + "/repos/" + repository.FullName();
}

std::string PageUrl(const GithubState& state, const HubRepository& repository,
                    const HubIssue& issue) {
  return state.web_url + "/" + repository.FullName() +
         (issue.pull_request ? "/pull/" : "/issues/") + std::to_string(issue.number);
}

Json TextOrNull(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

std::int64_t CommentCount(const HubRepository& repository, const HubIssue& issue) {
  return std::ranges::count_if(repository.comments,
                               [&](const auto& c) { return c.second.issue == issue.number; });
}

Json UsersJson(const GithubState& state, const std::vector<Login>& logins) {
  Json::Array users;
  for (const auto& login : logins) users.push_back(UserJson(state, login));
  return users;
}

// The same number for a label's name on every day; GitHub's own are unrelated to the name.
std::int64_t LabelId(const HubRepository& repository, const std::string& name) {
  constexpr std::int64_t kFirst = 7'000'000'000;
  constexpr std::size_t kSpan = 1'000'000'000;
  const auto key = repository.FullName() + "/" + LowerCase(name);
  return kFirst + static_cast<std::int64_t>(std::hash<std::string>{}(key) % kSpan);
}

}  // namespace

Json UserJson(const GithubState& state, const Login& login) {
  if (login.empty()) return {};
  const auto number = UserId(login);
  const bool bot = login.ends_with("[bot]");
  return Json::Object{{"login", login},
                      {"id", number},
                      {"node_id", NodeId("U", number)},
                      {"html_url", state.web_url + "/" + login},
                      {"type", bot ? "Bot" : "User"},
                      {"site_admin", false}};
}

Json RepositoryJson(const GithubState& state, const HubRepository& repository) {
  return Json::Object{{"id", repository.id},
                      {"node_id", NodeId("R", repository.id)},
                      {"name", repository.name},
                      {"full_name", repository.FullName()},
                      {"private", repository.is_private},
                      {"visibility", repository.is_private ? "private" : "public"},
                      {"owner", UserJson(state, repository.owner)},
                      {"html_url", state.web_url + "/" + repository.FullName()},
                      {"url", RepositoryUrl(state, repository)},
                      {"has_issues", repository.has_issues},
                      {"archived", repository.archived},
                      {"default_branch", "main"}};
}

Json LabelJson(const GithubState& state, const HubRepository& repository, const std::string& name) {
  const auto id = LabelId(repository, name);
  return Json::Object{{"id", id},
                      {"node_id", NodeId("LA", id)},
                      {"url", RepositoryUrl(state, repository) + "/labels/" + PercentEncode(name)},
                      {"name", name},
                      {"color", "ededed"},
                      {"default", false},
                      {"description", Json()}};
}

Json LabelsJson(const GithubState& state, const HubRepository& repository,
                const std::vector<std::string>& names) {
  Json::Array labels;
  for (const auto& name : names) labels.push_back(LabelJson(state, repository, name));
  return labels;
}

Json IssueJson(const GithubState& state, const HubRepository& repository, const HubIssue& issue) {
  const auto url = RepositoryUrl(state, repository) + "/issues/" + std::to_string(issue.number);
  Json json = Json::Object{{"url", url},
                           {"repository_url", RepositoryUrl(state, repository)},
                           {"comments_url", url + "/comments"},
                           {"html_url", PageUrl(state, repository, issue)},
                           {"id", issue.id},
                           {"node_id", NodeId(issue.pull_request ? "PR" : "I", issue.id)},
                           {"number", issue.number},
                           {"title", issue.title},
                           {"user", UserJson(state, issue.author)},
                           {"labels", LabelsJson(state, repository, issue.labels)},
                           {"state", issue.open ? "open" : "closed"},
                           {"locked", issue.locked},
                           {"active_lock_reason", Json()},
                           {"assignees", UsersJson(state, issue.assignees)},
                           {"milestone", Json()},
                           {"comments", CommentCount(repository, issue)},
                           {"created_at", ToIso(issue.created)},
                           {"updated_at", ToIso(issue.updated)},
                           {"closed_at", issue.closed ? Json(ToIso(*issue.closed)) : Json()},
                           {"author_association", Association(repository, issue.author)},
                           {"body", TextOrNull(issue.body)},
                           {"closed_by", UserJson(state, issue.closed_by)},
                           {"state_reason", TextOrNull(issue.state_reason)}};
  if (issue.pull_request)
    json.Set("pull_request", Json::Object{{"html_url", PageUrl(state, repository, issue)}});
  return json;
}

Json CommentJson(const GithubState& state, const HubRepository& repository,
                 const HubComment& comment) {
  const auto id = std::to_string(comment.id);
  const auto& issue = repository.issues.at(comment.issue);
  return Json::Object{
      {"url", RepositoryUrl(state, repository) + "/issues/comments/" + id},
      {"html_url", PageUrl(state, repository, issue) + "#issuecomment-" + id},
      {"issue_url", RepositoryUrl(state, repository) + "/issues/" + std::to_string(comment.issue)},
      {"id", comment.id},
      {"node_id", NodeId("IC", comment.id)},
      {"user", UserJson(state, comment.author)},
      {"created_at", ToIso(comment.created)},
      {"updated_at", ToIso(comment.updated)},
      {"author_association", Association(repository, comment.author)},
      {"body", comment.body}};
}

Answer HubError(int status, const std::string& message, const Json& errors) {
  Json body = Json::Object{{"message", message}};
  if (!errors.IsNull()) body.Set("errors", errors);
  body.Set("documentation_url", "https://docs.github.com/rest");
  body.Set("status", std::to_string(status));
  return JsonAnswer(status, body);
}

Answer Unprocessable(const Invalid& error) {
  Json detail =
      Json::Object{{"resource", error.resource}, {"code", error.code}, {"field", error.field}};
  if (*error.message != '\0') detail.Set("message", error.message);
  return HubError(422, "Validation Failed", Json::Array{detail});
}

Answer MovedTo(int status, const std::string& url) {
  auto answer =
      JsonAnswer(status, Json::Object{{"message", "Moved Permanently"},
                                      {"url", url},
                                      {"documentation_url", "https://docs.github.com/rest"}});
  answer.headers.emplace_back("Location", url);
  return answer;
}

}  // namespace tandem::sandbox
