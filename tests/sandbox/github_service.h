// The sandbox's GitHub: repositories behind the API, with everything that engineers and admins do
// by hand. Each change sends a signed webhook, whoever makes it. Thread-safe.
#pragma once

#include "tests/sandbox/call.h"
#include "tests/sandbox/github_state.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/rate_window.h"
#include "tests/sandbox/webhooks.h"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace tandem::sandbox {

// What every fresh sandbox has: a private repository with a few labels and a member.
inline constexpr const char* kRepository = "acme/infrastructure";
inline constexpr const char* kEngineer = "erin";     // MEMBER
inline constexpr const char* kStranger = "mallory";  // NONE

struct NewIssue {
  std::string title = "Replace the printer";
  std::string body{};
  std::vector<std::string> labels{};
  Login author = kEngineer;
  std::vector<Login> assignees{};
};

class GithubService {
 public:
  GithubService(Clock& clock, Webhooks& webhooks);  // both must outlive this

  // For the port: one call as it came.
  Answer Handle(const Call& call);

  // Engineers. A repository is "owner/name", also a former one. What is not there is left alone and
  // gives 0.
  std::int64_t OpensIssue(NewIssue issue = {}, const std::string& repository = kRepository);
  std::int64_t OpensPullRequest(NewIssue issue = {}, const std::string& repository = kRepository);
  std::int64_t Comments(std::int64_t issue, const std::string& body, const Login& by = kEngineer,
                        const std::string& repository = kRepository);
  void EditsComment(std::int64_t comment, const std::string& body, const Login& by = kEngineer);
  void DeletesComment(std::int64_t comment, const Login& by = kEngineer);
  void EditsIssue(std::int64_t issue, const std::optional<std::string>& title,
                  const std::optional<std::string>& body, const Login& by = kEngineer);
  void AddsLabel(std::int64_t issue, const std::string& label, const Login& by = kEngineer);
  void RemovesLabel(std::int64_t issue, const std::string& label, const Login& by = kEngineer);
  void Assigns(std::int64_t issue, const std::vector<Login>& assignees,
               const Login& by = kEngineer);
  void Closes(std::int64_t issue, const std::string& reason = "completed",
              const Login& by = kEngineer, const std::string& repository = kRepository);
  void Reopens(std::int64_t issue, const Login& by = kEngineer);
  enum class Lock { kLocked, kUnlocked };
  void Locks(std::int64_t issue, Lock lock = Lock::kLocked, const Login& by = kEngineer);
  void DeletesIssue(std::int64_t issue, const Login& by = kEngineer);
  // Makes a new issue there with new ids, comments included; gives its number.
  std::int64_t TransfersIssue(std::int64_t issue, const std::string& to,
                              const Login& by = kEngineer, const std::string& from = kRepository);
  // Takes the label off every issue, with `unlabeled` events that do not name it.
  void DeletesLabel(const std::string& label, const std::string& repository = kRepository);
  // The account's issues and comments stay, by nobody.
  void DeletesAccount(const Login& login);

  // Admins.
  std::int64_t AddsRepository(const std::string& full_name);
  void Publicizes(const std::string& repository = kRepository);
  void Privatizes(const std::string& repository = kRepository);
  void Archives(const std::string& repository = kRepository);
  void Unarchives(const std::string& repository = kRepository);
  void Renames(const std::string& repository, const std::string& name);
  void Pings(const std::string& repository = kRepository);

  // Copies for assertions; an empty one (id 0) when there is none.
  HubRepository Repository(const std::string& full_name = kRepository) const;
  HubIssue Issue(std::int64_t number, const std::string& repository = kRepository) const;
  // Of one issue, oldest first.
  std::vector<HubComment> CommentsOf(std::int64_t issue,
                                     const std::string& repository = kRepository) const;
  // Runs `change` on the whole state: rights, members, labels_first, list_lag, token, bot.
  void Configure(const std::function<void(GithubState&)>& change);
  void Limit(RateLimit limit);
  // The secondary limit: so many new issues and comments in the window, then 403.
  void LimitContent(RateLimit limit);
  void SignWith(std::string secret);

 private:
  using IssueChange = std::function<void(HubRepository&, HubIssue&)>;
  void Change(std::int64_t issue, const IssueChange& change,
              const std::string& repository = kRepository);
  void ChangeRepository(const std::string& repository, const char* action,
                        const std::function<void(HubRepository&)>& change,
                        const Json& changes = {});
  void Fire(const HubRepository& repository, const std::string& event, const Login& sender,
            Json payload);
  Answer Within(const Call& call);

  Webhooks& webhooks_;
  mutable std::mutex mutex_;
  GithubState state_;
  RateWindow window_{RateLimit{100'000, std::chrono::hours(1)}};
  RateWindow content_{RateLimit{}};
  std::string secret_ = "github-secret";
};

}  // namespace tandem::sandbox
