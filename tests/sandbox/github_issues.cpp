// The API's calls for issues and their labels.
#include "tests/sandbox/github_api.h"
#include "tests/sandbox/github_json.h"

#include <algorithm>
#include <array>

namespace tandem::sandbox {
namespace {

constexpr std::size_t kLongestTitle = 256;
constexpr std::size_t kLongestBody = 65'536;

std::string Trimmed(const std::string& text) {
  constexpr auto kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool Fits(const HubIssue& issue, const Call& call) {
  const auto state = call.Query("state", "open");
  if (issue.deleted || !issue.transferred_to.empty()) return false;
  if (state != "all" && (state == "open") != issue.open) return false;
  const auto creator = call.Query("creator");
  if (!creator.empty() && LowerCase(creator) != LowerCase(issue.author)) return false;
  const auto since = FromIso(call.Query("since"));
  if (since && issue.updated < *since) return false;
  const auto labels = call.Query("labels");
  for (std::size_t from = 0; from < labels.size();) {
    const auto comma = std::min(labels.find(',', from), labels.size());
    if (!HasLabel(issue, labels.substr(from, comma - from))) return false;
    from = comma + 1;
  }
  return true;
}

std::optional<Answer> BadText(const Json& body) {
  const auto title = body["title"].String();
  if (title && Trimmed(*title).empty()) return Unprocessable({"Issue", "missing_field", "title"});
  if (title && CountCharacters(Trimmed(*title)) > kLongestTitle)
    return Unprocessable(
        {"Issue", "custom", "title", "title is too long (maximum is 256 characters)"});
  if (CountCharacters(body["body"].StringOr("")) > kLongestBody)
    return Unprocessable(
        {"Issue", "custom", "body", "body is too long (maximum is 65536 characters)"});
  const auto& labels = body["labels"];
  if (!labels.IsNull() && (!labels.IsArray() || !ReadLabels(labels)))
    return Unprocessable({"Label", "invalid", "name"});
  return std::nullopt;
}

std::optional<Answer> BadState(const Json& body) {
  static constexpr auto kReasons =
      std::to_array<std::string_view>({"completed", "not_planned", "duplicate", "reopened"});
  const auto state = body["state"].String();
  if (state && *state != "open" && *state != "closed")
    return Unprocessable({"Issue", "invalid", "state"});
  const auto reason = body["state_reason"].String();
  if (reason && std::ranges::find(kReasons, *reason) == std::end(kReasons))
    return Unprocessable({"Issue", "invalid", "state_reason"});
  return std::nullopt;
}

std::vector<Login> ReadLogins(const Json& logins) {
  std::vector<Login> read;
  for (const auto& login : logins.Items())
    if (login.IsString()) read.push_back(*login.String());
  return read;
}

std::optional<Answer> NoPush(const RepositoryCall& call) {
  if (call.repository.push) return std::nullopt;
  auto answer = HubError(403, "Resource not accessible by personal access token");
  answer.headers.emplace_back("X-Accepted-GitHub-Permissions", "issues=write");
  return answer;
}

Answer LabelsOf(const RepositoryCall& call, const HubIssue& issue) {
  return JsonAnswer(200, LabelsJson(call.state, call.repository, issue.labels));
}

}  // namespace

Answer GetIssues(const RepositoryCall& call) {
  std::vector<const HubIssue*> found;
  for (const auto& [number, issue] : call.repository.issues)
    if (Fits(issue, call.call) && Listed(call.state, issue.created)) found.push_back(&issue);
  const bool by_update = call.call.Query("sort", "created") == "updated";
  const bool ascending = call.call.Query("direction", "desc") == "asc";
  const auto key = [&](const HubIssue* issue) {
    return std::pair(by_update ? issue->updated : issue->created, issue->number);
  };
  std::ranges::sort(found, [&](const auto* a, const auto* b) {
    return ascending ? key(a) < key(b) : key(b) < key(a);
  });
  return PageOf(call, found.size(),
                [&](std::size_t i) { return IssueJson(call.state, call.repository, *found[i]); });
}

Answer GetIssue(const RepositoryCall& call) {
  const auto found = LookUpIssue(call);
  if (found.issue == nullptr) return found.missing;
  return JsonAnswer(200, IssueJson(call.state, call.repository, *found.issue));
}

Answer PostIssue(const RepositoryCall& call) {
  if (!call.body["title"].IsString())
    return HubError(422, "Invalid request.\n\n\"title\" wasn't supplied.");
  if (auto bad = BadText(call.body)) return *bad;
  HubIssue issue;
  issue.author = call.state.bot;
  issue.title = Trimmed(call.body["title"].StringOr(""));
  issue.body = call.body["body"].StringOr("");
  if (call.repository.push) {
    issue.labels = *ReadLabels(call.body["labels"]);
    issue.assignees = ReadLogins(call.body["assignees"]);
  }
  const auto& made = OpenIssue(call.state, call.repository, issue);
  auto answer = JsonAnswer(201, IssueJson(call.state, call.repository, made));
  answer.headers.emplace_back("Location", call.state.api_url + "/repos/" +
                                              call.repository.FullName() + "/issues/" +
                                              std::to_string(made.number));
  return answer;
}

Answer PatchIssue(const RepositoryCall& call) {
  const auto found = LookUpIssue(call);
  if (found.issue == nullptr) return found.missing;
  auto& issue = *found.issue;
  auto& [state, repository, request, arguments, body] = call;
  const bool own = issue.author == state.bot;
  if (auto refused = NoPush(call); refused && !own) return *refused;
  if (auto bad = BadText(body)) return *bad;
  if (auto bad = BadState(body)) return *bad;
  auto title = body["title"].String();
  if (title) title = Trimmed(*title);
  SetText(state, repository, issue, title, body["body"].String(), state.bot);
  if (body["labels"].IsArray() && repository.push)
    SetLabels(state, repository, issue, *ReadLabels(body["labels"]), state.bot);
  if (body["assignees"].IsArray() && repository.push)
    issue.assignees = ReadLogins(body["assignees"]);
  if (const auto wanted = body["state"].String())
    SetState(state, repository, issue, *wanted == "open", body["state_reason"].StringOr(""),
             state.bot);
  return JsonAnswer(200, IssueJson(state, repository, issue));
}

Answer GetIssueLabels(const RepositoryCall& call) {
  const auto found = LookUpIssue(call);
  if (found.issue == nullptr) return found.missing;
  return PageOfLabels(call, found.issue->labels);
}

Answer PostIssueLabels(const RepositoryCall& call) {
  const auto found = LookUpIssue(call);
  if (found.issue == nullptr) return found.missing;
  if (auto refused = NoPush(call)) return *refused;
  const auto names = ReadLabels(call.body["labels"]);
  if (!names) return Unprocessable({"Label", "invalid", "name"});
  auto labels = found.issue->labels;
  labels.insert(labels.end(), names->begin(), names->end());
  SetLabels(call.state, call.repository, *found.issue, labels, call.state.bot);
  return LabelsOf(call, *found.issue);
}

Answer PutIssueLabels(const RepositoryCall& call) {
  const auto found = LookUpIssue(call);
  if (found.issue == nullptr) return found.missing;
  if (auto refused = NoPush(call)) return *refused;
  const auto names = ReadLabels(call.body["labels"]);
  if (!names) return Unprocessable({"Label", "invalid", "name"});
  SetLabels(call.state, call.repository, *found.issue, *names, call.state.bot);
  return LabelsOf(call, *found.issue);
}

Answer DeleteIssueLabel(const RepositoryCall& call) {
  const auto found = LookUpIssue(call);
  if (found.issue == nullptr) return found.missing;
  if (auto refused = NoPush(call)) return *refused;
  const auto& name = call.arguments[1];
  if (!HasLabel(*found.issue, name)) return HubError(404, "Label does not exist");
  auto labels = found.issue->labels;
  std::erase_if(labels, [&](const auto& label) { return LowerCase(label) == LowerCase(name); });
  SetLabels(call.state, call.repository, *found.issue, labels, call.state.bot);
  return LabelsOf(call, *found.issue);
}

}  // namespace tandem::sandbox
