#include "tests/sandbox/github_service.h"

#include "tests/sandbox/encoding.h"
#include "tests/sandbox/github_api.h"
#include "tests/sandbox/github_json.h"

#include <utility>

namespace tandem::sandbox {

GithubService::GithubService(Clock& clock, Webhooks& webhooks) : webhooks_(webhooks) {
  state_.clock = &clock;
  state_.fire = [this](const HubRepository& repository, const std::string& event,
                       const Login& sender,
                       Json payload) { Fire(repository, event, sender, std::move(payload)); };
  auto& repository = AddRepository(state_, kRepository);
  repository.labels = {"bug", "support", "impact: outage", "priority: high", "priority: urgent"};
  repository.associations = {
      {kEngineer, "MEMBER"}, {state_.bot, "COLLABORATOR"}, {"acme", "OWNER"}};
}

void GithubService::Fire(const HubRepository& repository, const std::string& event,
                         const Login& sender, Json payload) {
  payload.Set("repository", RepositoryJson(state_, repository));
  payload.Set("sender", UserJson(state_, sender));
  Delivery delivery;
  const auto action = payload["action"].StringOr("");
  delivery.event = event + (action.empty() ? "" : "." + action);
  delivery.guid = MakeGuid();
  delivery.path = "/webhooks/github";
  delivery.body = payload.Dump();
  delivery.headers = {{"User-Agent", "GitHub-Hookshot/044aadd"},
                      {"X-GitHub-Event", event},
                      {"X-GitHub-Delivery", delivery.guid},
                      {"X-GitHub-Hook-ID", "486151234"},
                      {"X-GitHub-Hook-Installation-Target-Type", "repository"},
                      {"X-GitHub-Hook-Installation-Target-ID", std::to_string(repository.id)},
                      {"X-Hub-Signature-256", Signature(secret_, delivery.body)}};
  webhooks_.Send(std::move(delivery));
}

// The secondary limit comes before the work, a not-modified after it.
Answer GithubService::Within(const Call& call) {
  if (MakesContent(call) && !content_.Take(1)) {
    auto answer = HubError(403,
                           "You have exceeded a secondary rate limit and have been temporarily "
                           "blocked from content creation. Please retry your request again later.");
    answer.headers.emplace_back("Retry-After", std::to_string(content_.EndsIn().count()));
    return answer;
  }
  auto answer = AnswerGithub(state_, call);
  if (call.method != "GET" || answer.status != 200) return answer;
  const auto tag = "W/\"" + Digest(answer.body) + "\"";
  if (call.Header("if-none-match") == tag) {
    window_.GiveBack(1);
    answer.status = 304;
    answer.body.clear();
  }
  answer.headers.emplace_back("ETag", tag);
  return answer;
}

Answer GithubService::Handle(const Call& call) {
  const std::lock_guard lock(mutex_);
  if (call.Header("user-agent").empty())
    return HubError(403,
                    "Request forbidden by administrative rules. Please make sure your request has "
                    "a User-Agent header");
  const auto authorization = call.Header("authorization");
  if (authorization != "Bearer " + state_.token && authorization != "token " + state_.token)
    return HubError(401, "Bad credentials");
  auto answer = window_.Take(1) ? Within(call)
                                : HubError(403, "API rate limit exceeded for user ID " +
                                                    std::to_string(UserId(state_.bot)) + ".");
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto reset = now.time_since_epoch() + window_.EndsIn();
  const auto number = [&](const char* name, std::int64_t value) {
    answer.headers.emplace_back(name, std::to_string(value));
  };
  number("x-ratelimit-limit", window_.Limit());
  number("x-ratelimit-remaining", window_.Left());
  number("x-ratelimit-used", window_.Used());
  number("x-ratelimit-reset", reset.count());
  answer.headers.emplace_back("x-ratelimit-resource", "core");
  answer.headers.emplace_back("X-GitHub-Request-Id", Digest(MakeGuid()).substr(0, 20));
  return answer;
}

void GithubService::Configure(const std::function<void(GithubState&)>& change) {
  const std::lock_guard lock(mutex_);
  change(state_);
}

void GithubService::Limit(RateLimit limit) {
  const std::lock_guard lock(mutex_);
  window_.Set(limit);
}

void GithubService::LimitContent(RateLimit limit) {
  const std::lock_guard lock(mutex_);
  content_.Set(limit);
}

void GithubService::SignWith(std::string secret) {
  const std::lock_guard lock(mutex_);
  secret_ = std::move(secret);
}

HubRepository GithubService::Repository(const std::string& full_name) const {
  const std::lock_guard lock(mutex_);
  const auto id = state_.names.find(LowerCase(full_name));
  return id == state_.names.end() ? HubRepository() : state_.repositories.at(id->second);
}

HubIssue GithubService::Issue(std::int64_t number, const std::string& repository) const {
  const auto found = Repository(repository);
  const auto issue = found.issues.find(number);
  return issue == found.issues.end() ? HubIssue() : issue->second;
}

std::vector<HubComment> GithubService::CommentsOf(std::int64_t issue,
                                                  const std::string& repository) const {
  std::vector<HubComment> comments;
  for (const auto& [id, comment] : Repository(repository).comments)
    if (comment.issue == issue) comments.push_back(comment);
  return comments;
}

}  // namespace tandem::sandbox
