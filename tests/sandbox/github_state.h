// What the sandbox's GitHub holds, and the changes that people and the API make to it; each sends
// its webhook as the real one does. Not thread-safe: the service locks.
#pragma once

#include "gateway/json.h"
#include "tests/sandbox/clock.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem::sandbox {

// A login; empty stands for a deleted account, which the API shows as `"user": null`.
using Login = std::string;

struct HubComment {
  std::int64_t id = 0;
  std::int64_t issue = 0;  // number
  Login author{};
  std::string body{};
  Moment created{};
  Moment updated{};
};

struct HubIssue {
  std::int64_t id = 0;
  std::int64_t number = 0;
  Login author{};
  std::string title{};
  std::string body{};
  bool open = true;
  std::string state_reason{};  // empty: null
  Login closed_by{};
  std::optional<Moment> closed{};
  bool locked = false;
  bool pull_request = false;
  bool deleted = false;          // 410
  std::string transferred_to{};  // path of the new one: 301
  std::vector<std::string> labels{};
  std::vector<Login> assignees{};
  Moment created{};
  Moment updated{};
};

struct HubRepository {
  std::int64_t id = 0;
  std::string owner{};
  std::string name{};
  bool is_private = true;
  bool archived = false;
  bool has_issues = true;             // else 410 for each of them
  bool readable = true;               // for Tandem's token; else 404
  bool push = true;                   // without it the labels of a new issue are silently dropped
  std::vector<std::string> labels{};  // as the repository spells them
  std::map<Login, std::string> associations{};    // "MEMBER"...; others are "NONE"
  std::map<std::int64_t, HubIssue> issues{};      // by number
  std::map<std::int64_t, HubComment> comments{};  // by id
  std::int64_t next_number = 1;

  std::string FullName() const { return owner + "/" + name; }
};

struct GithubState {
  Clock* clock = nullptr;
  // Sends a webhook; the payload still lacks `repository` and `sender`.
  std::function<void(const HubRepository&, const std::string& event, const Login& sender,
                     Json payload)>
      fire{};

  std::string api_url{};  // "http://127.0.0.1:1234"
  std::string web_url = "https://github.com";
  std::string token = "github-token";
  Login bot = "tandem-bot";               // whose token it is
  std::chrono::milliseconds list_lag{0};  // lists miss what is younger
  // `opened` and the `labeled` of a new issue are sent the other way round.
  bool labels_first = false;
  std::map<std::int64_t, HubRepository> repositories{};  // by id
  std::map<std::string, std::int64_t> names{};           // lower case, also those of the past
  std::int64_t next_id = 2'400'000'001;  // of issues, comments, labels: one row of numbers for all
};

HubRepository& AddRepository(GithubState& state, const std::string& full_name);
HubRepository* FindRepository(GithubState& state, const std::string& full_name);
// Null when there is none, it was deleted or transferred.
HubIssue* FindIssue(HubRepository& repository, std::int64_t number);
std::int64_t UserId(const Login& login);  // the same for a login, always
std::string Association(const HubRepository& repository, const Login& login);
std::string NodeId(const char* kind, std::int64_t id);

// The label as the repository spells it; made when there is none (case does not count).
std::string TakeLabel(HubRepository& repository, const std::string& name);
HubIssue& OpenIssue(GithubState& state, HubRepository& repository, HubIssue issue);
void SetState(GithubState& state, HubRepository& repository, HubIssue& issue, bool open,
              const std::string& reason, const Login& sender);
void SetText(GithubState& state, HubRepository& repository, HubIssue& issue,
             const std::optional<std::string>& title, const std::optional<std::string>& body,
             const Login& sender);
// One `labeled` or `unlabeled` for each difference.
void SetLabels(GithubState& state, HubRepository& repository, HubIssue& issue,
               const std::vector<std::string>& labels, const Login& sender);
HubComment& AddComment(GithubState& state, HubRepository& repository, HubIssue& issue,
                       const std::string& body, const Login& sender);
void EditComment(GithubState& state, HubRepository& repository, std::int64_t id,
                 const std::string& body, const Login& sender);
void DeleteComment(GithubState& state, HubRepository& repository, std::int64_t id,
                   const Login& sender);
bool HasLabel(const HubIssue& issue, const std::string& name);

}  // namespace tandem::sandbox
