#include "gateway/github_delivery.h"

#include <algorithm>
#include <array>
#include <span>

namespace tandem {
namespace {

// The actions that change what a sync would read. Others come without notice and are ignored.
constexpr std::array<std::string_view, 12> kIssueActions = {
    "opened",   "edited",     "closed",      "reopened", "labeled", "unlabeled",
    "assigned", "unassigned", "transferred", "deleted",  "locked",  "unlocked"};
constexpr std::array<std::string_view, 3> kCommentActions = {"created", "edited", "deleted"};
constexpr std::array<std::string_view, 7> kRepositoryActions = {
    "renamed", "transferred", "archived", "unarchived", "deleted", "publicized", "privatized"};

struct Kind {
  std::string_view event{};
  std::span<const std::string_view> actions{};
};
constexpr std::array kKinds = {Kind{"issues", kIssueActions},
                               Kind{"issue_comment", kCommentActions},
                               Kind{"repository", kRepositoryActions}};

template <class Range>
bool Has(const Range& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool IsThere(const Json& json) {
  return !json.IsNull();
}

// The event that this body belongs to; empty when its shape does not tell.
std::string_view EventOf(const Json& payload) {
  if (IsThere(payload["zen"]) && IsThere(payload["hook"])) return "ping";
  if (!IsThere(payload["issue"])) return {};
  return IsThere(payload["comment"]) ? "issue_comment" : "issues";
}

using Reading = std::variant<GithubHint, GithubPing, OfNoInterest>;

OfNoInterest Unusable(std::string_view what) {
  return {"the payload's " + std::string(what) + " is not of the expected shape"};
}

// Fills in what an issue and its comment say; nothing when all is well.
std::optional<OfNoInterest> ReadIssue(const Json& payload, std::string_view event,
                                      GithubHint& hint) {
  const Json& issue = payload["issue"];
  if (IsThere(issue["pull_request"])) return OfNoInterest{"pull requests are not linked"};
  const auto id = issue["id"].Id();
  const auto number = issue["number"].Id();
  const bool labels_fit = !IsThere(issue["labels"]) || issue["labels"].IsArray();
  if (!id || !number || !labels_fit) return Unusable("issue");
  if (event == "issue_comment" && !payload["comment"]["id"].Id()) return Unusable("comment");
  hint.key = KeyOf(IssueId{*id});
  hint.number = *number;
  return {};
}

}  // namespace

Reading ReadGithubDelivery(std::string_view event, const Json& payload) {
  if (IsThere(payload["pull_request"])) return OfNoInterest{"pull requests are not linked"};
  const std::string_view told = EventOf(payload);
  if (event == "ping" && (told.empty() || told == "ping")) return GithubPing{};
  const auto* const kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.event == event; });
  if (kind == kKinds.end()) return OfNoInterest{"this event is not followed"};
  if (!told.empty() && told != event)
    return OfNoInterest{"the payload is not of the event in its header"};

  const auto action = payload["action"].String();
  if (!action || !Has(kind->actions, *action)) return OfNoInterest{"this action is not followed"};
  const auto repository = payload["repository"]["id"].Id();
  if (!repository) return Unusable("repository");

  GithubHint hint;
  hint.event = std::string(event) + "." + *action;
  hint.repository_id = RepositoryId{*repository};
  hint.full_name = payload["repository"]["full_name"].StringOr("");
  hint.key = KeyOf(hint.repository_id);
  hint.visibility_lost =
      event == "repository" && (*action == "publicized" || *action == "privatized");
  if (event != "repository") {
    if (auto nothing = ReadIssue(payload, event, hint)) return *nothing;
  }
  return hint;
}

}  // namespace tandem
