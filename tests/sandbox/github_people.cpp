// What engineers and admins do by hand.
#include "tests/sandbox/github_json.h"
#include "tests/sandbox/github_service.h"

#include <utility>

namespace tandem::sandbox {
namespace {

HubIssue Made(NewIssue issue) {
  HubIssue made;
  made.title = std::move(issue.title);
  made.body = std::move(issue.body);
  made.labels = std::move(issue.labels);
  made.author = std::move(issue.author);
  made.assignees = std::move(issue.assignees);
  return made;
}

Json IssuePayload(const GithubState& state, const HubRepository& repository, const HubIssue& issue,
                  const char* action) {
  return Json::Object{{"action", action}, {"issue", IssueJson(state, repository, issue)}};
}

HubRepository* RepositoryOfComment(GithubState& state, std::int64_t comment) {
  for (auto& [id, repository] : state.repositories)
    if (repository.comments.contains(comment)) return &repository;
  return nullptr;
}

}  // namespace

void GithubService::Change(std::int64_t issue, const IssueChange& change,
                           const std::string& repository) {
  const std::lock_guard lock(mutex_);
  auto* found = FindRepository(state_, repository);
  auto* held = found == nullptr ? nullptr : FindIssue(*found, issue);
  if (held != nullptr) change(*found, *held);
}

std::int64_t GithubService::OpensIssue(NewIssue issue, const std::string& repository) {
  const std::lock_guard lock(mutex_);
  auto* found = FindRepository(state_, repository);
  return found == nullptr ? 0 : OpenIssue(state_, *found, Made(std::move(issue))).number;
}

std::int64_t GithubService::OpensPullRequest(NewIssue issue, const std::string& repository) {
  const std::lock_guard lock(mutex_);
  auto* found = FindRepository(state_, repository);
  if (found == nullptr) return 0;
  auto made = Made(std::move(issue));
  made.pull_request = true;
  return OpenIssue(state_, *found, std::move(made)).number;
}

std::int64_t GithubService::Comments(std::int64_t issue, const std::string& body, const Login& by,
                                     const std::string& repository) {
  std::int64_t id = 0;
  Change(
      issue,
      [&](HubRepository& in, HubIssue& held) { id = AddComment(state_, in, held, body, by).id; },
      repository);
  return id;
}

void GithubService::EditsComment(std::int64_t comment, const std::string& body, const Login& by) {
  const std::lock_guard lock(mutex_);
  if (auto* found = RepositoryOfComment(state_, comment))
    EditComment(state_, *found, comment, body, by);
}

void GithubService::DeletesComment(std::int64_t comment, const Login& by) {
  const std::lock_guard lock(mutex_);
  if (auto* found = RepositoryOfComment(state_, comment))
    DeleteComment(state_, *found, comment, by);
}

void GithubService::EditsIssue(std::int64_t issue, const std::optional<std::string>& title,
                               const std::optional<std::string>& body, const Login& by) {
  Change(issue,
         [&](HubRepository& in, HubIssue& held) { SetText(state_, in, held, title, body, by); });
}

void GithubService::AddsLabel(std::int64_t issue, const std::string& label, const Login& by) {
  Change(issue, [&](HubRepository& in, HubIssue& held) {
    auto labels = held.labels;
    labels.push_back(label);
    SetLabels(state_, in, held, labels, by);
  });
}

void GithubService::RemovesLabel(std::int64_t issue, const std::string& label, const Login& by) {
  Change(issue, [&](HubRepository& in, HubIssue& held) {
    auto labels = held.labels;
    std::erase_if(labels, [&](const auto& one) { return LowerCase(one) == LowerCase(label); });
    SetLabels(state_, in, held, labels, by);
  });
}

void GithubService::Assigns(std::int64_t issue, const std::vector<Login>& assignees,
                            const Login& by) {
  Change(issue, [&](HubRepository& in, HubIssue& held) {
    held.assignees = assignees;
    held.updated = state_.clock->Now();
    state_.fire(in, "issues", by, IssuePayload(state_, in, held, "assigned"));
  });
}

void GithubService::Closes(std::int64_t issue, const std::string& reason, const Login& by,
                           const std::string& repository) {
  Change(
      issue,
      [&](HubRepository& in, HubIssue& held) { SetState(state_, in, held, false, reason, by); },
      repository);
}

void GithubService::Reopens(std::int64_t issue, const Login& by) {
  Change(issue,
         [&](HubRepository& in, HubIssue& held) { SetState(state_, in, held, true, "", by); });
}

void GithubService::Locks(std::int64_t issue, Lock lock, const Login& by) {
  Change(issue, [&](HubRepository& in, HubIssue& held) {
    held.locked = lock == Lock::kLocked;
    held.updated = state_.clock->Now();
    state_.fire(in, "issues", by,
                IssuePayload(state_, in, held, held.locked ? "locked" : "unlocked"));
  });
}

void GithubService::DeletesIssue(std::int64_t issue, const Login& by) {
  Change(issue, [&](HubRepository& in, HubIssue& held) {
    state_.fire(in, "issues", by, IssuePayload(state_, in, held, "deleted"));
    held.deleted = true;
  });
}

std::int64_t GithubService::TransfersIssue(std::int64_t issue, const std::string& to,
                                           const Login& by, const std::string& from_name) {
  std::int64_t number = 0;
  const auto transfer = [&](HubRepository& from, HubIssue& held) {
    auto* target = FindRepository(state_, to);
    if (target == nullptr) return;
    HubIssue made = held;
    made.id = state_.next_id++;
    number = made.number = target->next_number++;
    made.updated = state_.clock->Now();
    const auto& moved = target->issues[number] = std::move(made);
    for (auto [id, comment] : from.comments)
      if (comment.issue == issue) {
        comment.id = state_.next_id++;
        comment.issue = number;
        target->comments[comment.id] = comment;
      }
    Json payload = IssuePayload(state_, from, held, "transferred");
    payload.Set("changes", Json::Object{{"new_issue", IssueJson(state_, *target, moved)},
                                        {"new_repository", RepositoryJson(state_, *target)}});
    state_.fire(from, "issues", by, payload);
    payload = IssuePayload(state_, *target, moved, "opened");
    payload.Set("changes", Json::Object{{"old_issue", IssueJson(state_, from, held)},
                                        {"old_repository", RepositoryJson(state_, from)}});
    state_.fire(*target, "issues", by, payload);
    held.transferred_to =
        "/repositories/" + std::to_string(target->id) + "/issues/" + std::to_string(number);
  };
  Change(issue, transfer, from_name);
  return number;
}

void GithubService::DeletesLabel(const std::string& label, const std::string& repository) {
  const std::lock_guard lock(mutex_);
  auto* found = FindRepository(state_, repository);
  if (found == nullptr) return;
  const auto same = [&](const auto& one) { return LowerCase(one) == LowerCase(label); };
  std::erase_if(found->labels, same);
  for (auto& [number, issue] : found->issues)
    if (std::erase_if(issue.labels, same) > 0) {
      issue.updated = state_.clock->Now();
      state_.fire(*found, "issues", kEngineer, IssuePayload(state_, *found, issue, "unlabeled"));
    }
}

void GithubService::DeletesAccount(const Login& login) {
  const std::lock_guard lock(mutex_);
  for (auto& [id, repository] : state_.repositories) {
    for (auto& [number, issue] : repository.issues)
      if (issue.author == login) issue.author.clear();
    for (auto& [number, comment] : repository.comments)
      if (comment.author == login) comment.author.clear();
  }
}

std::int64_t GithubService::AddsRepository(const std::string& full_name) {
  const std::lock_guard lock(mutex_);
  auto& repository = AddRepository(state_, full_name);
  repository.associations = {{kEngineer, "MEMBER"}, {state_.bot, "COLLABORATOR"}};
  return repository.id;
}

void GithubService::ChangeRepository(const std::string& repository, const char* action,
                                     const std::function<void(HubRepository&)>& change,
                                     const Json& changes) {
  const std::lock_guard lock(mutex_);
  auto* found = FindRepository(state_, repository);
  if (found == nullptr) return;
  change(*found);
  Json payload = Json::Object{{"action", action}};
  if (!changes.IsNull()) payload.Set("changes", changes);
  state_.fire(*found, "repository", found->owner, std::move(payload));
}

void GithubService::Publicizes(const std::string& repository) {
  ChangeRepository(repository, "publicized", [](HubRepository& it) { it.is_private = false; });
}

void GithubService::Privatizes(const std::string& repository) {
  ChangeRepository(repository, "privatized", [](HubRepository& it) { it.is_private = true; });
}

void GithubService::Archives(const std::string& repository) {
  ChangeRepository(repository, "archived", [](HubRepository& it) { it.archived = true; });
}

void GithubService::Unarchives(const std::string& repository) {
  ChangeRepository(repository, "unarchived", [](HubRepository& it) { it.archived = false; });
}

void GithubService::Renames(const std::string& repository, const std::string& name) {
  const auto from = Repository(repository).name;
  ChangeRepository(
      repository, "renamed",
      [&](HubRepository& it) {
        it.name = name;
        state_.names[LowerCase(it.FullName())] = it.id;
      },
      Json::Object{{"repository", Json::Object{{"name", Json::Object{{"from", from}}}}}});
}

void GithubService::Pings(const std::string& repository) {
  const std::lock_guard lock(mutex_);
  auto* found = FindRepository(state_, repository);
  if (found == nullptr) return;
  state_.fire(*found, "ping", found->owner,
              Json::Object{{"zen", "Speak like a human."},
                           {"hook_id", 486151234},
                           {"hook", Json::Object{{"type", "Repository"}, {"active", true}}}});
}

}  // namespace tandem::sandbox
