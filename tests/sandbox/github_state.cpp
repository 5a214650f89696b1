#include "tests/sandbox/github_state.h"

#include "tests/sandbox/call.h"
#include "tests/sandbox/github_json.h"

#include <algorithm>
#include <utility>

namespace tandem::sandbox {
namespace {

auto FindLabel(const std::vector<std::string>& labels, const std::string& name) {
  return std::ranges::find_if(
      labels, [&](const auto& label) { return LowerCase(label) == LowerCase(name); });
}

Json Payload(const GithubState& state, const HubRepository& repository, const HubIssue& issue,
             const char* action) {
  return Json::Object{{"action", action}, {"issue", IssueJson(state, repository, issue)}};
}

void FireLabel(GithubState& state, HubRepository& repository, const HubIssue& issue,
               const char* action, const std::string& label, const Login& sender) {
  Json payload = Payload(state, repository, issue, action);
  payload.Set("label", LabelJson(state, repository, label));
  state.fire(repository, "issues", sender, std::move(payload));
}

void FireComment(GithubState& state, HubRepository& repository, const HubIssue& issue,
                 const char* action, const HubComment& comment, const Login& sender,
                 const Json& changes = {}) {
  Json payload = Payload(state, repository, issue, action);
  payload.Set("comment", CommentJson(state, repository, comment));
  if (!changes.IsNull()) payload.Set("changes", changes);
  state.fire(repository, "issue_comment", sender, std::move(payload));
}

}  // namespace

HubRepository& AddRepository(GithubState& state, const std::string& full_name) {
  const auto slash = full_name.find('/');
  HubRepository repository;
  repository.id = state.next_id++;
  repository.owner = full_name.substr(0, slash);
  repository.name = full_name.substr(slash + 1);
  state.names[LowerCase(full_name)] = repository.id;
  return state.repositories[repository.id] = std::move(repository);
}

HubRepository* FindRepository(GithubState& state, const std::string& full_name) {
  const auto id = state.names.find(LowerCase(full_name));
  return id == state.names.end() ? nullptr : &state.repositories.at(id->second);
}

HubIssue* FindIssue(HubRepository& repository, std::int64_t number) {
  const auto found = repository.issues.find(number);
  if (found == repository.issues.end()) return nullptr;
  auto& issue = found->second;
  return issue.deleted || !issue.transferred_to.empty() ? nullptr : &issue;
}

std::int64_t UserId(const Login& login) {
  constexpr std::int64_t kFirst = 583'231;
  constexpr std::size_t kSpan = 200'000'000;
  return kFirst + static_cast<std::int64_t>(std::hash<std::string>{}(LowerCase(login)) % kSpan);
}

std::string Association(const HubRepository& repository, const Login& login) {
  const auto found = repository.associations.find(login);
  return found == repository.associations.end() ? "NONE" : found->second;
}

std::string NodeId(const char* kind, std::int64_t id) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (auto rest = static_cast<std::uint64_t>(id); rest != 0; rest >>= 4U)
    text.insert(text.begin(), kHex[rest & 15U]);
  return std::string(kind) + "_kwDO" + text;
}

std::string TakeLabel(HubRepository& repository, const std::string& name) {
  const auto known = FindLabel(repository.labels, name);
  if (known != repository.labels.end()) return *known;
  repository.labels.push_back(name);
  return name;
}

bool HasLabel(const HubIssue& issue, const std::string& name) {
  return FindLabel(issue.labels, name) != issue.labels.end();
}

HubIssue& OpenIssue(GithubState& state, HubRepository& repository, HubIssue made) {
  made.id = state.next_id++;
  made.number = repository.next_number++;
  made.created = made.updated = state.clock->Now();
  std::vector<std::string> labels;
  for (const auto& name : made.labels) {
    const auto label = TakeLabel(repository, name);
    if (FindLabel(labels, label) == labels.end()) labels.push_back(label);
  }
  made.labels = labels;
  auto& issue = repository.issues[made.number] = std::move(made);
  // A pull request has events of its own, which nobody here listens to.
  if (issue.pull_request) return issue;
  const auto opened = [&] {
    state.fire(repository, "issues", issue.author, Payload(state, repository, issue, "opened"));
  };
  if (!state.labels_first) opened();
  for (const auto& label : issue.labels)
    FireLabel(state, repository, issue, "labeled", label, issue.author);
  if (state.labels_first) opened();
  return issue;
}

void SetState(GithubState& state, HubRepository& repository, HubIssue& issue, bool open,
              const std::string& reason, const Login& sender) {
  if (issue.open == open) return;
  issue.open = open;
  issue.updated = state.clock->Now();
  issue.state_reason = open ? "reopened" : (reason.empty() ? "completed" : reason);
  issue.closed_by = open ? Login() : sender;
  issue.closed = open ? std::nullopt : std::optional(issue.updated);
  state.fire(repository, "issues", sender,
             Payload(state, repository, issue, open ? "reopened" : "closed"));
}

void SetText(GithubState& state, HubRepository& repository, HubIssue& issue,
             const std::optional<std::string>& title, const std::optional<std::string>& body,
             const Login& sender) {
  Json changes;
  if (title && *title != issue.title) {
    changes.Set("title", Json::Object{{"from", issue.title}});
    issue.title = *title;
  }
  if (body && *body != issue.body) {
    changes.Set("body", Json::Object{{"from", issue.body}});
    issue.body = *body;
  }
  if (changes.IsNull()) return;
  issue.updated = state.clock->Now();
  Json payload = Payload(state, repository, issue, "edited");
  payload.Set("changes", changes);
  state.fire(repository, "issues", sender, std::move(payload));
}

void SetLabels(GithubState& state, HubRepository& repository, HubIssue& issue,
               const std::vector<std::string>& labels, const Login& sender) {
  const auto before = issue.labels;
  std::vector<std::string> after;
  for (const auto& name : labels) {
    const auto label = TakeLabel(repository, name);
    if (FindLabel(after, label) == after.end()) after.push_back(label);
  }
  if (after == before) return;
  issue.labels = after;
  issue.updated = state.clock->Now();
  for (const auto& label : before)
    if (FindLabel(after, label) == after.end())
      FireLabel(state, repository, issue, "unlabeled", label, sender);
  for (const auto& label : after)
    if (FindLabel(before, label) == before.end())
      FireLabel(state, repository, issue, "labeled", label, sender);
}

HubComment& AddComment(GithubState& state, HubRepository& repository, HubIssue& issue,
                       const std::string& body, const Login& sender) {
  HubComment comment{state.next_id++, issue.number, sender, body, {}, {}};
  comment.created = comment.updated = issue.updated = state.clock->Now();
  auto& kept = repository.comments[comment.id] = std::move(comment);
  FireComment(state, repository, issue, "created", kept, sender);
  return kept;
}

void EditComment(GithubState& state, HubRepository& repository, std::int64_t id,
                 const std::string& body, const Login& sender) {
  auto& comment = repository.comments.at(id);
  const Json changes = Json::Object{{"body", Json::Object{{"from", comment.body}}}};
  auto& issue = repository.issues.at(comment.issue);
  comment.body = body;
  comment.updated = issue.updated = state.clock->Now();
  FireComment(state, repository, issue, "edited", comment, sender, changes);
}

void DeleteComment(GithubState& state, HubRepository& repository, std::int64_t id,
                   const Login& sender) {
  const auto comment = repository.comments.at(id);
  auto& issue = repository.issues.at(comment.issue);
  repository.comments.erase(id);
  issue.updated = state.clock->Now();
  FireComment(state, repository, issue, "deleted", comment, sender);
}

}  // namespace tandem::sandbox
