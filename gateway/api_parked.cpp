// GET /api/parked, POST /api/parked/{key}/retry and DELETE /api/parked/{key}.
#include "gateway/api.h"
#include "gateway/api_answers.h"
#include "gateway/brake.h"
#include "gateway/parked_advice.h"
#include "gateway/signature.h"
#include "gateway/url.h"

namespace tandem {
namespace {

constexpr std::string_view kDelivery = "delivery:";
constexpr std::string_view kPoll = "poll:";

ServerResponse NotParked() {
  return JsonError(404, "nothing is parked under this key");
}

ServerResponse ListParked(const ApiParts& parts) {
  const auto parked = parts.queue.ReadParked(kAllParked);
  if (!parked.ok()) return ErrorAnswer(parked.error());
  Json list{Json::Array{}};
  for (const Parked& each : *parked) list.Add(ParkedInJson(each));
  return JsonAnswer(200, Json::Object{{"parked", list}});
}

ServerResponse Retry(const ApiParts& parts, const Key& key) {
  if (key.text.starts_with(kDelivery)) {
    return JsonError(409,
                     "of a delivery that could not be read nothing is kept to try again: drop it");
  }
  const std::string delivery = RandomUuid();
  const auto retried = parts.queue.RetryParked(key, delivery);
  if (!retried.ok()) return ErrorAnswer(retried.error());
  if (*retried == ParkedAnswer::kNotParked) return NotParked();
  parts.ring();
  return JsonAnswer(202, Json::Object{{"delivery", delivery}});
}

// Whose requests are forgotten with a lane.
Result<std::vector<TicketId>> TicketsOf(const ApiParts& parts, std::string_view key) {
  constexpr std::string_view kTicket = "ticket:";
  constexpr std::string_view kIssue = "issue:";
  std::vector<TicketId> tickets;
  if (key.starts_with(kTicket)) {
    if (const auto id = TicketIn(key.substr(kTicket.size()))) tickets.push_back(*id);
  }
  const auto issue = key.starts_with(kIssue) ? TicketIn(key.substr(kIssue.size())) : std::nullopt;
  if (!issue) return tickets;
  TRY_ASSIGN(const auto links, parts.store.ListLinks({IssueId{issue->value}}));
  for (const ListedLink& listed : links) {
    for (const auto& entry : listed.link.tickets) tickets.push_back(entry.first);
  }
  return tickets;
}

ServerResponse Drop(const ApiParts& parts, const Key& key) {
  if (key.text.starts_with(kPoll))
    return JsonError(409,
                     "a poll cannot be dropped: it goes on by itself once its cause is mended");
  if (key.text == kBrakeKey)
    return JsonError(409, "the brake cannot be dropped: \"parked retry brake\" lets go");
  const auto tickets = TicketsOf(parts, key.text);
  if (!tickets.ok()) return ErrorAnswer(tickets.error());
  const auto dropped =
      parts.queue.DropParked(key, RandomUuid(), *tickets, parts.config.drift_check);
  if (!dropped.ok()) return ErrorAnswer(dropped.error());
  if (*dropped == ParkedAnswer::kNotParked) return NotParked();
  if (*dropped == ParkedAnswer::kBusy)
    return JsonError(409, "it is being worked on at this moment: ask again");
  return JsonAnswer(200, Json::Object{{"dropped", key.text}});
}

// A key holds ':' and may be sent with it or percent-encoded.
Router::Handler WithKey(const ApiParts& parts,
                        ServerResponse (*handle)(const ApiParts&, const Key&)) {
  return [&parts, handle](const ServerRequest&, std::string_view segment) {
    const auto key = PercentDecode(segment);
    if (!key)
      return JsonError(400, "the key in the address is not percent-encoded as it should be");
    return handle(parts, Key{*key});
  };
}

}  // namespace

void AddParkedRoutes(ApiRoutes& routes, const ApiParts& parts) {
  routes.Add("GET", "/api/parked",
             [&parts](const ServerRequest&, std::string_view) { return ListParked(parts); });
  routes.Add("POST", "/api/parked/{key}/retry", WithKey(parts, Retry));
  routes.Add("DELETE", "/api/parked/{key}", WithKey(parts, Drop));
}

}  // namespace tandem
