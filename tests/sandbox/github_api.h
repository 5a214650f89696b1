// GitHub's REST API over the state, as far as Tandem calls it. Not thread-safe: the service locks.
#pragma once

#include "tests/sandbox/call.h"
#include "tests/sandbox/github_state.h"

#include <functional>

namespace tandem::sandbox {

// One call, authenticated and within its limits.
Answer AnswerGithub(GithubState& state, const Call& call);
// Whether the call makes an issue or a comment: what the secondary limit counts.
bool MakesContent(const Call& call);

// What a call within one repository works on; `rest` are the segments after the repository.
struct RepositoryCall {
  GithubState& state;
  HubRepository& repository;
  const Call& call;
  std::vector<std::string> arguments{};
  Json body{};

  // The first argument as a number; 0 when it is none.
  std::int64_t Number() const;
};
using RepositoryAnswer = Answer(const RepositoryCall&);

RepositoryAnswer GetRepository, GetLabels;
RepositoryAnswer GetIssues, GetIssue, PostIssue, PatchIssue;
RepositoryAnswer PostIssueLabels, PutIssueLabels, DeleteIssueLabel, GetIssueLabels;
RepositoryAnswer GetRepositoryComments, GetIssueComments, GetComment, PostComment, PatchComment,
    RemoveComment;

// The issue that the call names, or the answer of a missing one: 404, 410 deleted, 301 transferred.
struct FoundIssue {
  HubIssue* issue = nullptr;
  Answer missing{};
};
FoundIssue LookUpIssue(const RepositoryCall& call);
// The page that the call asks for of `count` elements, with `Link`.
Answer PageOf(const RepositoryCall& call, std::size_t count,
              const std::function<Json(std::size_t)>& element);
Answer PageOfLabels(const RepositoryCall& call, const std::vector<std::string>& names);
// `labels` of a body: strings or objects with a name. Nothing when one is neither or too long.
std::optional<std::vector<std::string>> ReadLabels(const Json& labels);
// Whether lists may show it already, see GithubState::list_lag.
bool Listed(const GithubState& state, Moment created);

}  // namespace tandem::sandbox
