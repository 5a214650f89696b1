// GitHub as the gateway talks to it, answered by the simulated one. Not thread-safe: each simulated
// gateway has its own.
#pragma once

#include "gateway/github.h"
#include "tests/simulator/line.h"

#include <string>
#include <vector>

namespace tandem::simulator {

class SimulatedGithub final : public Github {
 public:
  // Both must outlive this.
  SimulatedGithub(World& world, Life& life) : line_(world, life, Service::kGithub) {}

  Result<GithubAccount> Me() override;
  Result<Repository> ReadRepository(const std::string& repository) override;
  Result<Issue> ReadIssue(const std::string& repository, std::int64_t number) override;
  bool LastWasGone() const override { return last_was_gone_; }
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
  Line line_;
  bool last_was_gone_ = false;
};

}  // namespace tandem::simulator
