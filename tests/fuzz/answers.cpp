// The JSON of the services' answers: one object, or a list of them.

#include "gateway/freshdesk_json.h"
#include "gateway/github_json.h"
#include "gateway/refusal.h"
#include "tests/fuzz/check.h"

namespace tandem::fuzz {
namespace {

Broken CheckGithubObject(const Json& json) {
  if (const auto issue = ReadIssueJson(json, "acme/infrastructure")) {
    TANDEM_MUST(issue->ref.id.value > 0 && issue->ref.number > 0, json.Dump());
  }
  if (const auto comment = ReadCommentJson(json)) TANDEM_MUST(comment->id.value > 0, json.Dump());
  if (const auto seen = ReadCommentSeenJson(json)) {
    TANDEM_MUST(seen->id.value > 0, json.Dump());
  }
  if (const auto repository = ReadRepositoryJson(json)) {
    // Only a plain "private: true" may open what is for private repositories.
    TANDEM_MUST(repository->visibility != Visibility::kPrivate || json["private"].Bool() == true,
                json.Dump());
  }
  ReadAccountJson(json);
  ReadLabels(json);
  return {};
}

Broken CheckFreshdeskObject(const Json& json) {
  if (const auto ticket = ReadTicketJson(json)) TANDEM_MUST(ticket->id.value > 0, json.Dump());
  if (const auto note = ReadNoteJson(json)) {
    // Only what says that it is private may ever be copied.
    TANDEM_MUST(note->kind != Note::Kind::kPrivateNote || json["private"].Bool() == true,
                json.Dump());
  }
  ReadAgentJson(json);
  ReadContactJson(json);
  ReadTicketFieldsJson(json);
  return {};
}

Broken CheckObject(const Json& json) {
  TANDEM_MUST_PASS(CheckGithubObject(json));
  TANDEM_MUST_PASS(CheckFreshdeskObject(json));
  for (const int status : {403, 422, 429}) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"X-Accepted-GitHub-Permissions", json["message"].StringOr("")}};
    MeansRateLimit(response, json);
    PermissionsAskedFor(response);
  }
  RefusedFields(json);
  MissingFields(json);
  KnownCause(json, "");
  return {};
}

}  // namespace

Broken CheckAnswers(std::string_view input) {
  const auto json = Json::Parse(input);
  if (!json) return {};
  TANDEM_MUST_PASS(CheckObject(*json));
  for (const Json& item : json->Items()) TANDEM_MUST_PASS(CheckObject(item));
  return {};
}

}  // namespace tandem::fuzz
