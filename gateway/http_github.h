// GitHub as it is, over HTTP. Not thread-safe: each worker owns its own.
#pragma once

#include "gateway/etag_cache.h"
#include "gateway/github.h"
#include "gateway/http.h"
#include "gateway/json.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem {

class Upstream;

class HttpGithub final : public Github {
 public:
  // `upstream` must outlive this.
  explicit HttpGithub(Upstream& upstream);

  Result<GithubAccount> Me() override;
  Result<Repository> ReadRepository(const std::string& repository) override;
  Result<Issue> ReadIssue(const std::string& repository, std::int64_t number) override;
  bool LastWasGone() const override;
  Result<std::vector<Comment>> ReadComments(const std::string& repository,
                                            std::int64_t number) override;
  Result<IssuePage> ReadIssuesSince(const std::string& repository, Time since,
                                    const std::string& next) override;
  Result<CommentPage> ReadCommentsSince(const std::string& repository, Time since,
                                        const std::string& next) override;
  Result<Issue> CreateIssue(const std::string& repository, const PublicText& title,
                            const PublicText& body, const Marker& marker,
                            const std::vector<PublicText>& labels) override;
  Result<Comment> AddComment(const std::string& repository, std::int64_t number,
                             const PublicText& body, const Marker& marker) override;
  Status EditComment(const std::string& repository, CommentId id, const PublicText& body,
                     const Marker& marker) override;
  Status DeleteComment(const std::string& repository, CommentId id) override;
  Result<bool> IsCommentGone(const std::string& repository, CommentId id) override;
  Result<Issue> SetState(const std::string& repository, std::int64_t number, bool open,
                         const std::string& reason) override;
  Result<std::vector<std::string>> AddLabels(const std::string& repository, std::int64_t number,
                                             const std::vector<PublicText>& labels) override;
  Status RemoveLabel(const std::string& repository, std::int64_t number,
                     const PublicText& label) override;

 private:
  struct Page {
    Json json{};
    std::string next{};  // path; empty on the last page
    bool moved = false;  // what was asked for is elsewhere now, and the answer is of there
  };
  // A GET through the cache.
  Result<Page> Read(const std::string& path);
  // All pages, as they come.
  Result<std::vector<Comment>> ListComments(const std::string& repository, std::int64_t number);

  Upstream& upstream_;
  EtagCache cache_{};
};

}  // namespace tandem
