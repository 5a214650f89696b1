// GET /api/links and /api/links/{ticket}.
#include "gateway/api.h"
#include "gateway/api_answers.h"
#include "gateway/link_view.h"

#include <algorithm>
#include <tuple>

namespace tandem {
namespace {

ServerResponse ListAll(const ApiParts& parts) {
  const auto issues = parts.store.ListIssues();
  if (!issues.ok()) return ErrorAnswer(issues.error());
  auto links = parts.store.ListLinks(*issues);
  if (!links.ok()) return ErrorAnswer(links.error());
  std::sort(links->begin(), links->end(), [](const ListedLink& left, const ListedLink& right) {
    const IssueRef& a = left.link.issue;
    const IssueRef& b = right.link.issue;
    return std::tie(a.repository, a.number) < std::tie(b.repository, b.number);
  });
  Json list{Json::Array{}};
  if (!links->empty()) {
    const auto statuses = parts.status_names();
    for (const ListedLink& link : *links) list.Add(LinkJson(link, parts.config, statuses));
  }
  return JsonAnswer(200, Json::Object{{"links", list}});
}

Result<Json> OneLink(const ApiParts& parts, TicketId ticket) {
  const Error none{
      Remedy::kNotFound, "ticket " + std::to_string(ticket.value) + " is not linked", {}};
  TRY_ASSIGN(const TicketRecord record, parts.store.ReadTicket(ticket));
  if (!record.issue) return none;
  TRY_ASSIGN(const auto links, parts.store.ListLinks({*record.issue}));
  if (links.empty()) return none;
  std::vector<Key> keys{KeyOf(*record.issue)};
  for (const auto& entry : links.front().link.tickets) keys.push_back(KeyOf(entry.first));
  TRY_ASSIGN(const auto activity, ActivityOf(parts.store, keys));
  Json entries{Json::Array{}};
  for (const PastActivity& past : activity) entries.Add(ActivityJson(past));
  return LinkJson(links.front(), parts.config, parts.status_names()).Set("activity", entries);
}

}  // namespace

void AddLinkRoutes(ApiRoutes& routes, const ApiParts& parts) {
  routes.Add("GET", "/api/links",
             [&parts](const ServerRequest&, std::string_view) { return ListAll(parts); });
  routes.Add("GET", "/api/links/{ticket}",
             [&parts](const ServerRequest&, std::string_view segment) {
               const auto ticket = TicketIn(segment);
               if (!ticket) return NotATicket();
               const auto link = OneLink(parts, *ticket);
               return link.ok() ? JsonAnswer(200, *link) : ErrorAnswer(link.error());
             });
}

}  // namespace tandem
