#include "gateway/github_json.h"

#include "gateway/time_text.h"
#include "mappers/command_arguments.h"
#include "mappers/commands.h"
#include "mappers/ticket_links.h"

#include <charconv>
#include <string_view>

namespace tandem {
namespace {

Time ReadTime(const Json& json) {
  return ParseTime(json.StringOr("")).value_or(Time{});
}

Association ReadAssociation(const Json& json) {
  const std::string text = json.StringOr("");
  if (text == "OWNER") return Association::kOwner;
  if (text == "MEMBER") return Association::kMember;
  if (text == "COLLABORATOR") return Association::kCollaborator;
  return Association::kOther;
}

// ".../repos/acme/infrastructure" -> "acme/infrastructure"
std::string RepositoryOf(const Json& url, const std::string& otherwise) {
  constexpr std::string_view kRepos = "/repos/";
  const std::string text = url.StringOr("");
  const auto at = text.rfind(kRepos);
  if (at == std::string::npos) return otherwise;
  std::string name = text.substr(at + kRepos.size());
  const auto slash = name.find('/');
  const bool good = slash != std::string::npos && slash > 0 && slash + 1 < name.size() &&
                    name.find('/', slash + 1) == std::string::npos;
  return good ? name : otherwise;
}

// ".../issues/12" -> 12; 0 when it does not end so.
std::int64_t IssueNumberOf(const Json& url) {
  constexpr std::string_view kIssues = "/issues/";
  const std::string text = url.StringOr("");
  const auto at = text.rfind(kIssues);
  if (at == std::string::npos) return 0;
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data() + at + kIssues.size(), end, number);
  return fault == std::errc() && stop == end && number > 0 ? number : 0;
}

std::vector<std::string> ReadLogins(const Json& json) {
  std::vector<std::string> logins;
  for (const Json& item : json.Items()) {
    auto login = item["login"].String();
    if (login && !login->empty()) logins.push_back(*std::move(login));
  }
  return logins;
}

Visibility ReadVisibility(const Json& json) {
  const auto is_private = json["private"].Bool();
  if (!is_private) return Visibility::kUnknown;
  const std::string text = json["visibility"].StringOr(*is_private ? "private" : "public");
  if (*is_private && (text == "private" || text == "internal")) return Visibility::kPrivate;
  if (!*is_private && text == "public") return Visibility::kPublic;
  return Visibility::kUnknown;
}

}  // namespace

std::vector<std::string> ReadLabels(const Json& json) {
  std::vector<std::string> labels;
  for (const Json& item : json.Items()) {
    auto name = item.IsString() ? item.String() : item["name"].String();
    if (name && !name->empty()) labels.push_back(*std::move(name));
  }
  return labels;
}

std::optional<Issue> ReadIssueJson(const Json& json, const std::string& repository) {
  const auto id = json["id"].Id();
  const auto number = json["number"].Id();
  const std::string state = json["state"].StringOr("");
  if (!id || !number || (state != "open" && state != "closed")) return std::nullopt;
  Issue issue;
  issue.ref = {{*id}, {}, RepositoryOf(json["repository_url"], repository), *number};
  issue.ref.repository_id = {json["repository"]["id"].Id().value_or(0)};
  issue.title = json["title"].StringOr("");
  issue.markdown = json["body"].StringOr("");
  issue.author = {json["user"]["id"].Id().value_or(0)};
  issue.author_login = json["user"]["login"].StringOr("");
  issue.association = ReadAssociation(json["author_association"]);
  issue.open = state == "open";
  issue.state_reason = json["state_reason"].StringOr("");
  if (!issue.open) issue.closed_by = json["closed_by"]["login"].StringOr("");
  issue.locked = json["locked"].Bool().value_or(false);
  issue.pull_request = !json["pull_request"].IsNull();
  issue.labels = ReadLabels(json["labels"]);
  issue.assignees = ReadLogins(json["assignees"]);
  issue.updated_at = ReadTime(json["updated_at"]);
  issue.comment_count = json["comments"].Integer();
  return issue;
}

std::optional<Comment> ReadCommentJson(const Json& json) {
  const auto id = json["id"].Id();
  auto body = json["body"].String();
  if (!id || !body) return std::nullopt;
  Comment comment;
  comment.id = {*id};
  comment.author = {json["user"]["id"].Id().value_or(0)};
  comment.author_login = json["user"]["login"].StringOr("");
  comment.association = ReadAssociation(json["author_association"]);
  comment.markdown = *std::move(body);
  comment.created_at = ReadTime(json["created_at"]);
  comment.updated_at = ReadTime(json["updated_at"]);
  return comment;
}

std::optional<CommentSeen> ReadCommentSeenJson(const Json& json) {
  const auto id = json["id"].Id();
  const auto number = IssueNumberOf(json["issue_url"]);
  if (!id || number == 0) return std::nullopt;
  const std::string body = json["body"].StringOr("");
  const auto command = CommandInComment(body);
  CommentSeen seen{{*id}, number, ReadTime(json["updated_at"])};
  seen.author = {json["user"]["id"].Id().value_or(0)};
  seen.may_command = ReadAssociation(json["author_association"]) != Association::kOther;
  seen.commands = seen.may_command && command;
  seen.tickets = TicketNumbersIn(body);
  const auto named = command ? TicketNamed(command->argument, "") : std::nullopt;
  if (named && command->kind == CommandKind::kTicket) seen.tickets.push_back(*named);
  return seen;
}

std::optional<Repository> ReadRepositoryJson(const Json& json) {
  const auto id = json["id"].Id();
  auto name = json["full_name"].String();
  if (!id || !name) return std::nullopt;
  return Repository{{*id},
                    *std::move(name),
                    ReadVisibility(json),
                    json["archived"].Bool().value_or(false),
                    json["has_issues"].Bool().value_or(true)};
}

std::optional<GithubAccount> ReadAccountJson(const Json& json) {
  const auto id = json["id"].Id();
  auto login = json["login"].String();
  if (!id || !login) return std::nullopt;
  return GithubAccount{{*id}, *std::move(login)};
}

}  // namespace tandem
