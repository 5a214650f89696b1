// GitHub's JSON to values. Pure functions that accept every missing optional field and null users;
// nothing only when what an object cannot be without is not there. Safe everywhere.
#pragma once

#include "gateway/github.h"
#include "gateway/json.h"

#include <optional>
#include <string>

namespace tandem {

// Needs id, number and state. `repository` stands where the answer does not name its own; the
// repository's id is not part of an issue's JSON and stays 0.
std::optional<Issue> ReadIssueJson(const Json& json, const std::string& repository);
// Needs an id and a body.
std::optional<Comment> ReadCommentJson(const Json& json);
// Needs an id and the issue's address.
std::optional<CommentSeen> ReadCommentSeenJson(const Json& json);
// Needs an id and a full name. Private only when `private` says so and `visibility` does not
// contradict; "internal" counts as private; anything unclear is unknown.
std::optional<Repository> ReadRepositoryJson(const Json& json);
// Labels come as objects, in old answers as plain names.
std::vector<std::string> ReadLabels(const Json& json);
// Needs an id and a login.
std::optional<GithubAccount> ReadAccountJson(const Json& json);

}  // namespace tandem
