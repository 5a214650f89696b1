// The GitHub API as far as Tandem uses it (REST, version 2022-11-28). Whatever it writes is
// PublicText, which only the privacy guard can make, and a Marker. Errors are named by their
// remedy, see upstream.h. Not thread-safe: each worker owns its own.
#pragma once

#include "gateway/marker.h"
#include "gateway/result.h"
#include "mappers/ids.h"
#include "mappers/model.h"
#include "mappers/privacy.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem {

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

// A comment seen in a listing: enough to find its issue.
struct CommentSeen {
  CommentId id{};
  std::int64_t issue_number = 0;
  Time updated_at{};
  bool commands = false;  // asks Tandem for something, and its author may
  GithubUserId author{};
  bool may_command = false;
  std::vector<TicketId> tickets{};  // whose numbers it names, maybe of another account
};

struct CommentPage {
  std::vector<CommentSeen> comments{};
  std::string next{};
};

// http_github.h talks to the real one.
class Github {
 public:
  virtual ~Github() = default;

  // GET /user.
  virtual Result<GithubAccount> Me() = 0;
  // GET /repos/{owner/name}.
  virtual Result<Repository> ReadRepository(const std::string& repository) = 0;
  // GET .../issues/{number}, without comments. 410 and 404 are kNotFound.
  virtual Result<Issue> ReadIssue(const std::string& repository, std::int64_t number) = 0;
  // Whether the last answer was 410: it was there, and is not any more.
  virtual bool LastWasGone() const = 0;
  // GET .../issues/{number}/comments, all pages, oldest first; an error when any page fails, or
  // when the pages shift each time they are read; kConflict when the issue is elsewhere now: it is
  // to be read first, which follows it.
  virtual Result<std::vector<Comment>> ReadComments(const std::string& repository,
                                                    std::int64_t number) = 0;
  // GET .../issues?state=all&sort=updated&direction=asc&since=...; `next` from the page before,
  // empty for the first.
  virtual Result<IssuePage> ReadIssuesSince(const std::string& repository, Time since,
                                            const std::string& next) = 0;
  // GET .../issues/comments?sort=updated&direction=asc&since=...
  virtual Result<CommentPage> ReadCommentsSince(const std::string& repository, Time since,
                                                const std::string& next) = 0;

  // POST .../issues. The answer's labels tell which were taken. Like the next, kUnknownOutcome when
  // the answer shows a text without that marker: then it is not about what was sent.
  virtual Result<Issue> CreateIssue(const std::string& repository, const PublicText& title,
                                    const PublicText& body, const Marker& marker,
                                    const std::vector<PublicText>& labels) = 0;
  // POST .../issues/{number}/comments.
  virtual Result<Comment> AddComment(const std::string& repository, std::int64_t number,
                                     const PublicText& body, const Marker& marker) = 0;
  // PATCH .../issues/comments/{id}. Like the next, kNotFound when it is not there.
  virtual Status EditComment(const std::string& repository, CommentId id, const PublicText& body,
                             const Marker& marker) = 0;
  // DELETE .../issues/comments/{id}.
  virtual Status DeleteComment(const std::string& repository, CommentId id) = 0;
  // GET .../issues/comments/{id}: an answer of 404 or 410 means that it is gone, provided that the
  // repository can be read; a redirect does not.
  virtual Result<bool> IsCommentGone(const std::string& repository, CommentId id) = 0;
  // PATCH .../issues/{number}; the issue as answered. `reason` is completed, not_planned, duplicate
  // or reopened.
  virtual Result<Issue> SetState(const std::string& repository, std::int64_t number, bool open,
                                 const std::string& reason) = 0;
  // POST .../issues/{number}/labels; all labels that the issue has now.
  virtual Result<std::vector<std::string>> AddLabels(const std::string& repository,
                                                     std::int64_t number,
                                                     const std::vector<PublicText>& labels) = 0;
  // DELETE .../issues/{number}/labels/{name}. kNotFound also when the issue has no such label.
  virtual Status RemoveLabel(const std::string& repository, std::int64_t number,
                             const PublicText& label) = 0;
};

}  // namespace tandem
