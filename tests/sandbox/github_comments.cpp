// The API's calls for comments.
#include "tests/sandbox/github_api.h"
#include "tests/sandbox/github_json.h"

#include <algorithm>

namespace tandem::sandbox {
namespace {

constexpr std::size_t kLongestBody = 65'536;

std::optional<Answer> BadBody(const Json& body) {
  const auto text = body["body"].String();
  if (!text) return HubError(422, "Invalid request.\n\n\"body\" wasn't supplied.");
  if (text->find_first_not_of(" \t\r\n") == std::string::npos)
    return Unprocessable({"IssueComment", "unprocessable", "data", "Body cannot be blank"});
  if (CountCharacters(*text) > kLongestBody)
    return Unprocessable({"IssueComment", "unprocessable", "data",
                          "Body is too long (maximum is 65536 characters)"});
  return std::nullopt;
}

HubComment* FindComment(const RepositoryCall& call) {
  const auto found = call.repository.comments.find(call.Number());
  if (found == call.repository.comments.end()) return nullptr;
  return FindIssue(call.repository, found->second.issue) == nullptr ? nullptr : &found->second;
}

std::optional<Answer> NotOurs(const RepositoryCall& call, const HubComment& comment) {
  if (comment.author == call.state.bot || call.repository.push) return std::nullopt;
  return HubError(403, "Resource not accessible by personal access token");
}

Answer PageOfComments(const RepositoryCall& call, const std::vector<const HubComment*>& found) {
  return PageOf(call, found.size(),
                [&](std::size_t i) { return CommentJson(call.state, call.repository, *found[i]); });
}

// The comments that lists may show: of readable issues, since the asked time.
std::vector<const HubComment*> Visible(const RepositoryCall& call) {
  const auto since = FromIso(call.call.Query("since"));
  std::vector<const HubComment*> found;
  for (const auto& [id, comment] : call.repository.comments)
    if ((!since || comment.updated >= *since) && Listed(call.state, comment.created) &&
        FindIssue(call.repository, comment.issue) != nullptr)
      found.push_back(&comment);
  return found;
}

}  // namespace

Answer GetRepositoryComments(const RepositoryCall& call) {
  auto found = Visible(call);
  const auto sort = call.call.Query("sort");
  // Without `sort` the direction is ignored: ascending ids.
  if (sort == "created" || sort == "updated") {
    const bool ascending = call.call.Query("direction", "desc") == "asc";
    const auto key = [&](const HubComment* comment) {
      return std::pair(sort == "updated" ? comment->updated : comment->created, comment->id);
    };
    std::ranges::sort(found, [&](const auto* a, const auto* b) {
      return ascending ? key(a) < key(b) : key(b) < key(a);
    });
  }
  return PageOfComments(call, found);
}

Answer GetIssueComments(const RepositoryCall& call) {
  const auto issue = LookUpIssue(call);
  if (issue.issue == nullptr) return issue.missing;
  auto found = Visible(call);
  std::erase_if(found, [&](const auto* comment) { return comment->issue != call.Number(); });
  return PageOfComments(call, found);
}

Answer GetComment(const RepositoryCall& call) {
  const auto* comment = FindComment(call);
  if (comment == nullptr) return HubError(404, "Not Found");
  return JsonAnswer(200, CommentJson(call.state, call.repository, *comment));
}

Answer PostComment(const RepositoryCall& call) {
  const auto found = LookUpIssue(call);
  if (found.issue == nullptr) return found.missing;
  if (found.issue->locked)
    return HubError(403, "Unable to create comment because issue is locked.");
  if (auto bad = BadBody(call.body)) return *bad;
  const auto& made = AddComment(call.state, call.repository, *found.issue,
                                call.body["body"].StringOr(""), call.state.bot);
  return JsonAnswer(201, CommentJson(call.state, call.repository, made));
}

Answer PatchComment(const RepositoryCall& call) {
  auto* comment = FindComment(call);
  if (comment == nullptr) return HubError(404, "Not Found");
  if (auto refused = NotOurs(call, *comment)) return *refused;
  if (auto bad = BadBody(call.body)) return *bad;
  EditComment(call.state, call.repository, comment->id, call.body["body"].StringOr(""),
              call.state.bot);
  return JsonAnswer(200, CommentJson(call.state, call.repository, *comment));
}

Answer RemoveComment(const RepositoryCall& call) {
  const auto* comment = FindComment(call);
  if (comment == nullptr) return HubError(404, "Not Found");
  if (auto refused = NotOurs(call, *comment)) return *refused;
  DeleteComment(call.state, call.repository, comment->id, call.state.bot);
  Answer answer;
  answer.status = 204;
  return answer;
}

}  // namespace tandem::sandbox
