// POST /api/sync and /api/sync/{ticket}, which may only plan, and GET /api/sync/{ticket}.
#include "gateway/api.h"
#include "gateway/api_answers.h"
#include "gateway/link_view.h"
#include "gateway/signature.h"

namespace tandem {
namespace {

ServerResponse UnclearWish() {
  return JsonError(400, "the query may say dry_run=1 and nothing else");
}

ServerResponse PlanOne(const ApiParts& parts, TicketId ticket) {
  const auto previewed = parts.preview(ticket);
  if (!previewed.ok()) return ErrorAnswer(previewed.error());
  return JsonAnswer(200, ToJson(*previewed));
}

ServerResponse SyncOne(const ApiParts& parts, TicketId ticket) {
  Delivery hint;
  hint.id = RandomUuid();
  hint.source = "api";
  hint.event = "sync";
  hint.key = KeyOf(ticket);
  const auto accepted = parts.queue.Accept(hint);
  if (!accepted.ok()) return ErrorAnswer(accepted.error());
  parts.ring();
  return JsonAnswer(202, Json::Object{{"delivery", hint.id}});
}

Result<std::vector<ListedLink>> AllLinks(const ApiParts& parts) {
  TRY_ASSIGN(const auto issues, parts.store.ListIssues());
  return parts.store.ListLinks(issues);
}

// One after the other, so that a long list leaves the services to others as well. What cannot be
// planned now says why. A gateway that is to end waits for this answer, which could take minutes.
ServerResponse PlanAll(const ApiParts& parts) {
  const auto links = AllLinks(parts);
  if (!links.ok()) return ErrorAnswer(links.error());
  Json list{Json::Array{}};
  for (const ListedLink& listed : *links) {
    if (parts.is_stopping()) return JsonError(503, "Tandem is stopping");
    Json tickets{Json::Array{}};
    for (const auto& entry : listed.link.tickets) tickets.Add(entry.first.value);
    Json line;
    line.Set("issue", IssueJson(listed.link, parts.config)).Set("tickets", tickets);
    const auto previewed = parts.preview(listed.link.tickets.begin()->first);
    const Json plan =
        previewed.ok() ? ToJson(*previewed) : ToJson(Previewed{{}, previewed.error().message, {}});
    for (const auto& [name, value] : plan.Members()) line.Set(name, value);
    list.Add(line);
  }
  return JsonAnswer(200, Json::Object{{"links", list}});
}

ServerResponse SyncAll(const ApiParts& parts) {
  const auto links = AllLinks(parts);
  if (!links.ok()) return ErrorAnswer(links.error());
  std::vector<Key> lanes;
  for (const ListedLink& listed : *links) lanes.push_back(KeyOf(listed.link.issue.id));
  const std::string delivery = RandomUuid();
  const Status marked = parts.queue.MarkLanes(delivery, "api sync of all", lanes);
  if (!marked.ok()) return ErrorAnswer(marked.error());
  parts.ring();
  return JsonAnswer(202, Json::Object{{"delivery", delivery},
                                      {"links", static_cast<std::int64_t>(lanes.size())}});
}

Result<Json> StandingOf(const ApiParts& parts, TicketId ticket) {
  TRY_ASSIGN(const auto found, parts.queue.ReadStanding(KeyOf(ticket)));
  const auto& [lane, standing] = found;
  TRY_ASSIGN(const auto activity, ActivityOf(parts.store, {lane, KeyOf(ticket)}));
  Json entries{Json::Array{}};
  for (const PastActivity& past : activity) entries.Add(ActivityJson(past));
  return Json(Json::Object{{"ticket", ticket.value},
                           {"state", NameOf(standing.state)},
                           {"reason", standing.reason.empty() ? Json() : Json(standing.reason)},
                           {"activity", entries}});
}

}  // namespace

void AddSyncRoutes(ApiRoutes& routes, const ApiParts& parts) {
  routes.Add("POST", "/api/sync", [&parts](const ServerRequest& request, std::string_view) {
    const Wish wish = WishIn(request.query);
    if (wish == Wish::kUnclear) return UnclearWish();
    return wish == Wish::kPlan ? PlanAll(parts) : SyncAll(parts);
  });
  routes.Add("POST", "/api/sync/{ticket}",
             [&parts](const ServerRequest& request, std::string_view segment) {
               const auto ticket = TicketIn(segment);
               const Wish wish = WishIn(request.query);
               if (!ticket) return NotATicket();
               if (wish == Wish::kUnclear) return UnclearWish();
               return wish == Wish::kPlan ? PlanOne(parts, *ticket) : SyncOne(parts, *ticket);
             });
  routes.Add("GET", "/api/sync/{ticket}", [&parts](const ServerRequest&, std::string_view segment) {
    const auto ticket = TicketIn(segment);
    if (!ticket) return NotATicket();
    const auto standing = StandingOf(parts, *ticket);
    return standing.ok() ? JsonAnswer(200, *standing) : ErrorAnswer(standing.error());
  });
}

}  // namespace tandem
