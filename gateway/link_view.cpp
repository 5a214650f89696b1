#include "gateway/link_view.h"

#include "gateway/time_text.h"
#include "mappers/draft.h"
#include "mappers/status.h"
#include "mappers/wording.h"

namespace tandem {
namespace {

// What addresses are made of.
Account Addresses(const Config& config) {
  Account account;
  account.freshdesk_url = config.freshdesk.url;
  account.github_web_url = config.github.web_url;
  return account;
}

Json StateOf(const Link& link) {
  const auto state = link.issue_memory.fields.find(kStateField);
  if (state == link.issue_memory.fields.end()) return {};
  return state->second.seen == kOpen ? "open" : "closed";
}

Json StatusName(std::int64_t status, const std::map<int, std::string>& statuses) {
  if (status == 0) return {};
  const auto name = statuses.find(static_cast<int>(status));
  return name == statuses.end() ? "status " + std::to_string(status) : name->second;
}

}  // namespace

Json IssueJson(const Link& link, const Config& config) {
  return Json::Object{{"repository", link.issue.repository},
                      {"number", link.issue.number},
                      {"url", AddressOfIssue(Addresses(config), link.issue)},
                      {"state", StateOf(link)}};
}

Json LinkJson(const ListedLink& listed, const Config& config,
              const std::map<int, std::string>& statuses) {
  Json tickets{Json::Array{}};
  for (const auto& [id, side] : listed.link.tickets) {
    tickets.Add(Json::Object{{"id", id.value},
                             {"url", AddressOfTicket(Addresses(config), id)},
                             {"status", StatusName(side.status, statuses)}});
  }
  const Time synced = listed.link.last_synced;
  const std::string& reason = listed.standing.reason;
  return Json::Object{{"issue", IssueJson(listed.link, config)},
                      {"tickets", tickets},
                      {"state", NameOf(listed.standing.state)},
                      {"last_synced", synced == Time{} ? Json() : Json(FormatTime(synced))},
                      {"reason", reason.empty() ? Json() : Json(reason)}};
}

}  // namespace tandem
