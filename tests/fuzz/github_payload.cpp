// A GitHub delivery's body, as the receiver reads it once its signature is proven.

#include "gateway/github_delivery.h"
#include "gateway/json.h"
#include "tests/fuzz/check.h"

namespace tandem::fuzz {
namespace {

// The key is the only thing that is carried on: nothing of the payload's own words may be in it.
Broken CheckHint(const GithubHint& hint) {
  TANDEM_MUST(hint.repository_id.value > 0, hint.key.text);
  const bool is_issue = NumberIn(hint.key, "issue:") > 0;
  TANDEM_MUST(is_issue || hint.key == KeyOf(hint.repository_id), hint.key.text);
  TANDEM_MUST(is_issue == (hint.number > 0), hint.key.text);
  TANDEM_MUST(!hint.visibility_lost || hint.event.starts_with("repository."), hint.event);
  return {};
}

}  // namespace

Broken CheckGithubPayload(std::string_view input) {
  const auto json = Json::Parse(input);
  if (!json) return {};
  const std::string printed = json->Dump();
  const auto again = Json::Parse(printed);
  TANDEM_MUST(again.ok(), printed);
  TANDEM_MUST(*again == *json, printed);
  for (const std::string_view event : {"issues", "issue_comment", "repository", "ping", "star"}) {
    const auto reading = ReadGithubDelivery(event, *json);
    if (const auto* hint = std::get_if<GithubHint>(&reading)) TANDEM_MUST_PASS(CheckHint(*hint));
  }
  return {};
}

}  // namespace tandem::fuzz
