#include "gateway/github_json.h"
#include "gateway/http_github.h"
#include "gateway/steady_listing.h"
#include "gateway/time_text.h"
#include "gateway/upstream.h"
#include "gateway/url.h"
#include "mappers/marker_text.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

constexpr int kMaxPages = 300;

HttpRequest Request(std::string method, std::string path, const Json& body = {}) {
  HttpRequest request{std::move(method), std::move(path), {}, body.IsNull() ? "" : body.Dump()};
  request.headers = {{"Accept", "application/vnd.github+json"},
                     {"User-Agent", "tandem"},
                     {"X-GitHub-Api-Version", "2022-11-28"}};
  return request;
}

std::string RepositoryPath(const std::string& repository) {
  const auto slash = std::min(repository.find('/'), repository.size());
  std::string path = "/repos/" + PercentEncode(repository.substr(0, slash));
  if (slash < repository.size()) path += "/" + PercentEncode(repository.substr(slash + 1));
  return path;
}

std::string IssuePath(const std::string& repository, std::int64_t number) {
  return RepositoryPath(repository) + "/issues/" + std::to_string(number);
}

std::string CommentPath(const std::string& repository, CommentId id) {
  return RepositoryPath(repository) + "/issues/comments/" + std::to_string(id.value);
}

Error Unreadable(std::string_view method, const std::string& path) {
  return {method == "GET" ? Remedy::kUnavailable : Remedy::kUnknownOutcome,
          std::string(method) + " " + path.substr(0, path.find('?')) +
              ": GitHub's answer is not what was asked for; if that stays, look at github.api_url"};
}

// A creation's answer that shows a text without the marker that was sent speaks of somebody else's
// object: recorded as ours, the next edit or deletion would go there. A sparse answer shows none.
bool ShowsAnother(const Json& answer, const Marker& sent) {
  const auto body = answer["body"].String();
  return body && MarkerInMarkdown(*body) != sent.text();
}

Error Foreign(std::string_view method, const std::string& path) {
  return {Remedy::kUnknownOutcome,
          std::string(method) + " " + path +
              ": GitHub's answer shows something else than what was sent, which is looked for "
              "before it is sent again"};
}

Json Texts(const std::vector<PublicText>& texts) {
  Json array{Json::Array{}};
  for (const PublicText& text : texts) array.Add(text.text());
  return array;
}

std::string Since(Time since) {
  return "sort=updated&direction=asc&per_page=100&since=" + PercentEncode(FormatTime(since));
}

}  // namespace

HttpGithub::HttpGithub(Upstream& upstream) : upstream_(upstream) {}

Result<HttpGithub::Page> HttpGithub::Read(const std::string& path) {
  HttpRequest request = Request("GET", path);
  cache_.Ask(request);
  TRY_ASSIGN(Answer answer, upstream_.Call(request));
  const bool unchanged = answer.response.status == 304;
  const bool moved = answer.response.moved;
  const HttpResponse response = cache_.Resolve(request, std::move(answer.response));
  Page page;
  page.moved = moved;
  TRY_ASSIGN(page.next, upstream_.NextPage(response));
  if (!unchanged) {
    page.json = std::move(answer.json);
    return page;
  }
  auto kept = Json::Parse(response.body);
  if (!kept.ok()) return Unreadable("GET", path);
  page.json = *std::move(kept);
  return page;
}

Result<GithubAccount> HttpGithub::Me() {
  TRY_ASSIGN(const Page page, Read("/user"));
  auto account = ReadAccountJson(page.json);
  if (!account) return Unreadable("GET", "/user");
  return *std::move(account);
}

Result<Repository> HttpGithub::ReadRepository(const std::string& repository) {
  const std::string path = RepositoryPath(repository);
  TRY_ASSIGN(const Page page, Read(path));
  auto read = ReadRepositoryJson(page.json);
  if (!read) return Unreadable("GET", path);
  return *std::move(read);
}

Result<Issue> HttpGithub::ReadIssue(const std::string& repository, std::int64_t number) {
  const std::string path = IssuePath(repository, number);
  TRY_ASSIGN(const Page page, Read(path));
  auto issue = ReadIssueJson(page.json, repository);
  if (!issue) return Unreadable("GET", path);
  return *std::move(issue);
}

bool HttpGithub::LastWasGone() const {
  constexpr int kGone = 410;
  return upstream_.LastStatus() == kGone;
}

Result<std::vector<Comment>> HttpGithub::ReadComments(const std::string& repository,
                                                      std::int64_t number) {
  return ReadSteadily<Comment>([&] { return ListComments(repository, number); },
                               "the comments of " + repository + "#" + std::to_string(number));
}

Result<std::vector<Comment>> HttpGithub::ListComments(const std::string& repository,
                                                      std::int64_t number) {
  std::vector<Comment> comments;
  std::string path = IssuePath(repository, number) + "/comments?per_page=100";
  for (int pages = 0; !path.empty(); ++pages) {
    if (pages == kMaxPages) {
      return Error{Remedy::kUnavailable, "the comments of " + repository + "#" +
                                             std::to_string(number) + " fill more than 300 pages"};
    }
    TRY_ASSIGN(Page page, Read(path));
    // The issue was here when it was read a moment ago. Where it is now its comments have other
    // ids.
    if (page.moved) {
      return Error{Remedy::kConflict, repository + "#" + std::to_string(number) +
                                          " moved while it was read: it is read again"};
    }
    if (!page.json.IsArray()) return Unreadable("GET", path);
    for (const Json& item : page.json.Items()) {
      auto comment = ReadCommentJson(item);
      if (!comment) return Unreadable("GET", path);  // left out, it would look deleted
      comments.push_back(*std::move(comment));
    }
    path = std::move(page.next);
  }
  return comments;
}

Result<IssuePage> HttpGithub::ReadIssuesSince(const std::string& repository, Time since,
                                              const std::string& next) {
  const std::string path =
      next.empty() ? RepositoryPath(repository) + "/issues?state=all&" + Since(since) : next;
  TRY_ASSIGN(Page page, Read(path));
  if (!page.json.IsArray()) return Unreadable("GET", path);
  IssuePage result;
  for (const Json& item : page.json.Items()) {
    auto issue = ReadIssueJson(item, repository);
    if (issue && !issue->pull_request) result.issues.push_back(*std::move(issue));
  }
  result.next = std::move(page.next);
  return result;
}

Result<CommentPage> HttpGithub::ReadCommentsSince(const std::string& repository, Time since,
                                                  const std::string& next) {
  const std::string path =
      next.empty() ? RepositoryPath(repository) + "/issues/comments?" + Since(since) : next;
  TRY_ASSIGN(Page page, Read(path));
  if (!page.json.IsArray()) return Unreadable("GET", path);
  CommentPage result;
  for (const Json& item : page.json.Items()) {
    if (auto seen = ReadCommentSeenJson(item)) result.comments.push_back(*seen);
  }
  result.next = std::move(page.next);
  return result;
}

Result<Issue> HttpGithub::CreateIssue(const std::string& repository, const PublicText& title,
                                      const PublicText& body, const Marker& marker,
                                      const std::vector<PublicText>& labels) {
  Json json;
  json.Set("title", title.text()).Set("body", body.text() + MarkerComment(marker));
  if (!labels.empty()) json.Set("labels", Texts(labels));
  const HttpRequest request = Request("POST", RepositoryPath(repository) + "/issues", json);
  TRY_ASSIGN(const Answer answer, upstream_.Call(request));
  auto issue = ReadIssueJson(answer.json, repository);
  if (!issue) return Unreadable(request.method, request.path);
  if (ShowsAnother(answer.json, marker)) return Foreign(request.method, request.path);
  return *std::move(issue);
}

Result<Comment> HttpGithub::AddComment(const std::string& repository, std::int64_t number,
                                       const PublicText& body, const Marker& marker) {
  const std::string path = IssuePath(repository, number) + "/comments";
  Json json;
  json.Set("body", body.text() + MarkerComment(marker));
  TRY_ASSIGN(const Answer answer, upstream_.Call(Request("POST", path, json)));
  auto comment = ReadCommentJson(answer.json);
  if (!comment) return Unreadable("POST", path);
  const auto place = ReadCommentSeenJson(answer.json);
  const bool elsewhere = place && place->issue_number != number;
  if (elsewhere || ShowsAnother(answer.json, marker)) return Foreign("POST", path);
  return *std::move(comment);
}

Status HttpGithub::EditComment(const std::string& repository, CommentId id, const PublicText& body,
                               const Marker& marker) {
  Json json;
  json.Set("body", body.text() + MarkerComment(marker));
  TRY(upstream_.Call(Request("PATCH", CommentPath(repository, id), json), false));
  return Done{};
}

Status HttpGithub::DeleteComment(const std::string& repository, CommentId id) {
  TRY(upstream_.Call(Request("DELETE", CommentPath(repository, id)), false));
  return Done{};
}

Result<bool> HttpGithub::IsCommentGone(const std::string& repository, CommentId id) {
  const auto answer = upstream_.Call(Request("GET", CommentPath(repository, id)), false);
  if (answer.ok()) return false;
  if (answer.error().remedy == Remedy::kNotFound) return true;
  if (upstream_.LastStatus() >= 300 && upstream_.LastStatus() < 400) return false;
  return answer.error();
}

Result<Issue> HttpGithub::SetState(const std::string& repository, std::int64_t number, bool open,
                                   const std::string& reason) {
  Json json;
  json.Set("state", open ? "open" : "closed");
  if (!reason.empty()) json.Set("state_reason", reason);
  const HttpRequest request = Request("PATCH", IssuePath(repository, number), json);
  TRY_ASSIGN(const Answer answer, upstream_.Call(request));
  auto issue = ReadIssueJson(answer.json, repository);
  if (!issue) return Unreadable(request.method, request.path);
  if (issue->ref.number != number) return Foreign(request.method, request.path);
  return *std::move(issue);
}

Result<std::vector<std::string>> HttpGithub::AddLabels(const std::string& repository,
                                                       std::int64_t number,
                                                       const std::vector<PublicText>& labels) {
  Json json;
  json.Set("labels", Texts(labels));
  const std::string path = IssuePath(repository, number) + "/labels";
  TRY_ASSIGN(const Answer answer, upstream_.Call(Request("POST", path, json)));
  if (!answer.json.IsArray()) return Unreadable("POST", path);
  return ReadLabels(answer.json);
}

Status HttpGithub::RemoveLabel(const std::string& repository, std::int64_t number,
                               const PublicText& label) {
  const std::string path = IssuePath(repository, number) + "/labels/" + PercentEncode(label.text());
  TRY(upstream_.Call(Request("DELETE", path), false));
  return Done{};
}

}  // namespace tandem
