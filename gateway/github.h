// The GitHub API as far as Tandem uses it (REST, version 2022-11-28). Whatever it writes is
// PublicText, which only the privacy guard can make, and a Marker. Errors are named by their
// remedy, see upstream.h. Not thread-safe: each worker owns its own.
#pragma once

#include "gateway/etag_cache.h"
#include "gateway/json.h"
#include "gateway/marker.h"
#include "gateway/result.h"
#include "mappers/ids.h"
#include "mappers/model.h"
#include "mappers/privacy.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem {

class Upstream;

struct GithubAccount {
  GithubUserId id{};
  std::string login{};
};

struct Repository {
  RepositoryId id{};
  std::string full_name{};  // as GitHub writes it today
  Visibility visibility =
      Visibility::kUnknown;  // `private` and `visibility`; unknown unless they say so clearly
  bool archived = false;
  bool has_issues = true;
};

struct IssuePage {
  std::vector<Issue> issues{};  // without comments; pull requests are left out
  std::string next{};           // path of the next page; empty on the last
};

// A comment seen by the catch-up poll: enough to find its issue.
struct CommentSeen {
  CommentId id{};
  std::int64_t issue_number = 0;
  Time updated_at{};
  bool commands = false;  // asks Tandem for something, and its author may
};

struct CommentPage {
  std::vector<CommentSeen> comments{};
  std::string next{};
};

class Github {
 public:
  // `upstream` must outlive this.
  explicit Github(Upstream& upstream);

  // GET /user.
  Result<GithubAccount> Me();
  // GET /repos/{owner/name}.
  Result<Repository> ReadRepository(const std::string& repository);
  // GET .../issues/{number}, without comments. 410 and 404 are kNotFound.
  Result<Issue> ReadIssue(const std::string& repository, std::int64_t number);
  // Whether the last answer was 410: it was there, and is not any more.
  bool LastWasGone() const;
  // GET .../issues/{number}/comments, all pages, oldest first; an error when any page fails.
  Result<std::vector<Comment>> ReadComments(const std::string& repository, std::int64_t number);
  // GET .../issues?state=all&sort=updated&direction=asc&since=...; `next` from the page before,
  // empty for the first.
  Result<IssuePage> ReadIssuesSince(const std::string& repository, Time since,
                                    const std::string& next);
  // GET .../issues/comments?sort=updated&direction=asc&since=...
  Result<CommentPage> ReadCommentsSince(const std::string& repository, Time since,
                                        const std::string& next);

  // POST .../issues. The answer's labels tell which were taken.
  Result<Issue> CreateIssue(const std::string& repository, const PublicText& title,
                            const PublicText& body, const Marker& marker,
                            const std::vector<PublicText>& labels);
  // POST .../issues/{number}/comments.
  Result<Comment> AddComment(const std::string& repository, std::int64_t number,
                             const PublicText& body, const Marker& marker);
  // PATCH .../issues/comments/{id}. Like the next, kNotFound when it is not there.
  Status EditComment(const std::string& repository, CommentId id, const PublicText& body,
                     const Marker& marker);
  // DELETE .../issues/comments/{id}.
  Status DeleteComment(const std::string& repository, CommentId id);
  // GET .../issues/comments/{id}: an answer of 404 or 410 means that it is gone, provided that the
  // repository can be read; a redirect does not.
  Result<bool> IsCommentGone(const std::string& repository, CommentId id);
  // PATCH .../issues/{number}; the issue as answered. `reason` is completed, not_planned or
  // reopened.
  Result<Issue> SetState(const std::string& repository, std::int64_t number, bool open,
                         const std::string& reason);
  // POST .../issues/{number}/labels; all labels that the issue has now.
  Result<std::vector<std::string>> AddLabels(const std::string& repository, std::int64_t number,
                                             const std::vector<PublicText>& labels);
  // DELETE .../issues/{number}/labels/{name}; a label that is not there is success.
  Status RemoveLabel(const std::string& repository, std::int64_t number, const PublicText& label);

 private:
  struct Page {
    Json json{};
    std::string next{};  // path; empty on the last page
  };
  // A GET through the cache.
  Result<Page> Read(const std::string& path);
  Result<Issue> SendIssue(const HttpRequest& request, const std::string& repository);

  Upstream& upstream_;
  EtagCache cache_{};
};

}  // namespace tandem
