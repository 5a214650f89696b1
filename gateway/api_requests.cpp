// POST /api/links, DELETE /api/links/{ticket} and POST /api/withdraw/{ticket}: each is kept as a
// request, for the worker who holds the lane.
#include "gateway/api.h"
#include "gateway/api_answers.h"
#include "gateway/issue_name.h"
#include "gateway/signature.h"
#include "mappers/beginning.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <variant>

namespace tandem {
namespace {

bool IsJson(const ServerRequest& request) {
  const auto type = request.Only("Content-Type");
  return type && EqualNoCase(type->substr(0, type->find(';')), "application/json");
}

std::string RepositoriesOf(const Config& config) {
  std::string names;
  for (const Rule& rule : config.rules) {
    if (rule.enabled) names += (names.empty() ? "" : ", ") + rule.repository;
  }
  return names;
}

// What the body asks for, or why it cannot be.
std::variant<Request, ServerResponse> ReadLinkRequest(const ServerRequest& sent,
                                                      const Config& config) {
  if (!IsJson(sent)) return JsonError(415, "send it as application/json");
  const auto body = Json::ParseSent(sent.body);
  if (!body.ok()) return JsonError(400, body.error().message);
  const auto ticket = (*body)["ticket"].Id();
  const auto issue = ReadIssueName((*body)["issue"].StringOr(""), config.github.web_url);
  if (!ticket || !issue) {
    return JsonError(400, R"(send {"ticket": 1, "issue": "owner/name#2"}, or the issue's address)");
  }
  const Rule* rule = RuleForRepository(issue->repository, config.rules);
  if (rule == nullptr) {
    return JsonError(
        400, "no enabled rule names " + issue->repository +
                 " (rules[].repository); those that can be linked: " + RepositoriesOf(config));
  }
  return Request{RequestKind::kLink, TicketId{*ticket}, rule->repository, issue->number, {}};
}

ServerResponse Keep(const ApiParts& parts, Request request) {
  request.delivery = RandomUuid();
  const Status saved = parts.store.SaveRequest(request);
  if (!saved.ok()) return ErrorAnswer(saved.error());
  parts.ring();
  return JsonAnswer(202, Json::Object{{"delivery", request.delivery}});
}

ServerResponse LinkAsAsked(const ApiParts& parts, const Request& request) {
  const auto record = parts.store.ReadTicket(request.ticket);
  if (!record.ok()) return ErrorAnswer(record.error());
  if (!record->issue) return Keep(parts, request);
  const auto link = parts.store.ReadLink(*record->issue);
  if (!link.ok()) return ErrorAnswer(link.error());
  const bool elsewhere = *link && (Fold((*link)->issue.repository) != Fold(request.repository) ||
                                   (*link)->issue.number != request.number);
  if (!elsewhere) return Keep(parts, request);
  return JsonError(409, "ticket " + std::to_string(request.ticket.value) + " is linked to " +
                            IssueName((*link)->issue) + " already");
}

// For a ticket that is linked.
Router::Handler Asking(const ApiParts& parts, RequestKind kind) {
  return [&parts, kind](const ServerRequest&, std::string_view segment) {
    const auto ticket = TicketIn(segment);
    if (!ticket) return NotATicket();
    const auto record = parts.store.ReadTicket(*ticket);
    if (!record.ok()) return ErrorAnswer(record.error());
    if (!record->issue)
      return JsonError(404, "ticket " + std::to_string(ticket->value) + " is not linked");
    return Keep(parts, {kind, *ticket, {}, 0, {}});
  };
}

}  // namespace

void AddLinkRequestRoute(ApiRoutes& routes, const ApiParts& parts) {
  routes.Add("POST", "/api/links", [&parts](const ServerRequest& sent, std::string_view) {
    auto read = ReadLinkRequest(sent, parts.config);
    if (const auto* request = std::get_if<Request>(&read)) return LinkAsAsked(parts, *request);
    return std::get<ServerResponse>(std::move(read));
  });
}

void AddUnlinkRoute(ApiRoutes& routes, const ApiParts& parts) {
  routes.Add("DELETE", "/api/links/{ticket}", Asking(parts, RequestKind::kUnlink));
}

void AddWithdrawRoute(ApiRoutes& routes, const ApiParts& parts) {
  routes.Add("POST", "/api/withdraw/{ticket}", Asking(parts, RequestKind::kWithdraw));
}

}  // namespace tandem
