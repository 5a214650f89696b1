// How GitHub's API and its webhooks write what it holds. Stateless; safe everywhere.
#pragma once

#include "tests/sandbox/call.h"
#include "tests/sandbox/github_state.h"

namespace tandem::sandbox {

Json UserJson(const GithubState& state, const Login& login);  // null for a deleted account
Json RepositoryJson(const GithubState& state, const HubRepository& repository);
Json IssueJson(const GithubState& state, const HubRepository& repository, const HubIssue& issue);
Json CommentJson(const GithubState& state, const HubRepository& repository,
                 const HubComment& comment);
Json LabelJson(const GithubState& state, const HubRepository& repository, const std::string& name);
Json LabelsJson(const GithubState& state, const HubRepository& repository,
                const std::vector<std::string>& names);

Answer HubError(int status, const std::string& message, const Json& errors = {});
struct Invalid {
  const char* resource;
  const char* code;
  const char* field;
  const char* message = "";
};
Answer Unprocessable(const Invalid& error);  // 422 "Validation Failed"
Answer MovedTo(int status, const std::string& url);

}  // namespace tandem::sandbox
