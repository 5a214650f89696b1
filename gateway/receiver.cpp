#include "gateway/receiver.h"

#include "gateway/freshdesk_delivery.h"
#include "gateway/github_delivery.h"
#include "gateway/json.h"
#include "gateway/kill_point.h"
#include "gateway/signature.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

constexpr std::string_view kSignature = "X-Hub-Signature-256";
constexpr std::string_view kFreshdeskSecret = "X-Tandem-Secret";

bool IsJson(const ServerRequest& request) {
  const auto type = request.Only("Content-Type");
  if (!type) return false;
  const std::string_view essence = type->substr(0, type->find(';'));
  return EqualNoCase(essence.substr(0, essence.find_last_not_of(" \t") + 1), "application/json");
}

bool IsNameOf(std::string_view text, std::size_t longest) {
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '.' || c == '_' || c == '-';
         });
}

// A header that is there once and holds a plain name.
std::optional<std::string> NameIn(const ServerRequest& request, std::string_view header) {
  constexpr std::size_t kLongest = 100;
  const auto value = request.Only(header);
  return value && IsNameOf(*value, kLongest) ? std::optional(std::string(*value)) : std::nullopt;
}

Authenticity CheckFreshdesk(const ServerRequest& request, const std::vector<Secret>& secrets) {
  const auto given = request.Only(kFreshdeskSecret);
  if (given && CheckSecret(*given, secrets) == Authenticity::kProven) return Authenticity::kProven;
  const auto authorization = request.Only("Authorization");
  const auto password = authorization ? BasicPassword(*authorization) : std::nullopt;
  return password ? CheckSecret(*password, secrets) : Authenticity::kNotProven;
}

ServerResponse Answer(int status, const Json& body) {
  return {status, {}, body.Dump()};
}

Json DeliveryBody(const ReceptionReport& report) {
  Json body;
  body.Set("delivery", report.delivery);
  return body;
}

}  // namespace

std::string_view ReceptionName(Reception reception) {
  switch (reception) {
    case Reception::kAccepted:
      return "accepted";
    case Reception::kDuplicate:
      return "duplicate";
    case Reception::kIgnored:
      return "ignored";
    case Reception::kParked:
      return "parked";
    case Reception::kUnauthorized:
      return "unauthorized";
    case Reception::kRefused:
      return "refused";
    case Reception::kUnavailable:
      return "unavailable";
  }
  return "refused";
}

Receiver::Receiver(ReceiverSettings settings, Intake intake)
    : settings_(std::move(settings)),
      intake_(std::move(intake)),
      guesses_(settings_.trusted_proxies) {
  for (const WatchedRule& rule : settings_.rules) tags_.push_back(rule.tag);
}

void Receiver::AddRoutes(Router& router) {
  router.Add("POST", "/webhooks/github",
             [this](const ServerRequest& request, std::string_view) { return OnGithub(request); });
  for (const char* pattern : {"/webhooks/freshdesk", "/webhooks/freshdesk/{ticket}"}) {
    router.Add(
        "POST", pattern,
        [this](const ServerRequest& request, std::string_view segment) {
          return OnFreshdesk(request, segment);
        },
        Router::Refused::kHandOver);
  }
}

ServerResponse Receiver::OnGithub(const ServerRequest& request) {
  MayDie(KillPoint::kAfterBody);
  ReceptionReport report{"github", {}, {}, {}, {}, {}};
  const auto signature = request.Only(kSignature);
  if (!signature || CheckGithubSignature(*signature, request.body, settings_.github_secrets) !=
                        Authenticity::kProven) {
    return RefuseStranger(request, std::move(report),
                          "X-Hub-Signature-256 does not fit; see \"github.webhook_secret\"");
  }
  MayDie(KillPoint::kAfterSignature);
  if (!IsJson(request)) {
    return Refuse(415, "set the webhook's content type to application/json", std::move(report));
  }
  const auto delivery = NameIn(request, "X-GitHub-Delivery");
  if (!delivery) return Refuse(400, "X-GitHub-Delivery is missing or no id", std::move(report));
  report.delivery = *delivery;
  const auto event = NameIn(request, "X-GitHub-Event");
  if (!event) return Refuse(400, "X-GitHub-Event is missing or no event", std::move(report));
  const auto payload = Json::ParseSent(request.body);
  if (!payload) return Refuse(400, payload.error().message, std::move(report));
  if (!payload->IsObject()) return Refuse(400, "the body is no JSON object", std::move(report));

  auto read = ReadGithubDelivery(*event, *payload);
  if (auto* hint = std::get_if<GithubHint>(&read)) return OnHint(*hint, std::move(report));
  if (const auto* nothing = std::get_if<OfNoInterest>(&read)) {
    return Ignore(nothing->why, std::move(report));
  }
  Json body = DeliveryBody(report);
  Report(std::move(report), Reception::kIgnored, "ping");
  return Answer(200, body.Set("ping", true));
}

ServerResponse Receiver::OnHint(const GithubHint& hint, ReceptionReport report) {
  report.event = hint.event;
  report.key = hint.key.text;
  const auto repository = RepositoryOf(hint);
  if (!repository) return StoreIsAway(repository.error(), std::move(report));
  if (!*repository) return Ignore("no rule names this repository", std::move(report));

  Delivery delivery{report.delivery, "github", hint.event, hint.key, {}, {}, false};
  if (hint.number > 0) delivery.place = {hint.repository_id, **repository, hint.number};
  if (hint.visibility_lost) delivery.visibility_lost = hint.repository_id;
  const auto accepted = intake_.accept(delivery);
  if (!accepted) return StoreIsAway(accepted.error(), std::move(report));
  Json body = DeliveryBody(report);
  if (*accepted == Accepted::kOfNoInterest) {
    return Ignore("nothing is linked to it", std::move(report));
  }
  if (*accepted == Accepted::kDuplicate) {
    Report(std::move(report), Reception::kDuplicate);
    return Answer(200, body.Set("duplicate", true));
  }
  Report(std::move(report), Reception::kAccepted);
  return Answer(202, body);
}

// The name by which a repository is read: the configuration's, or the one that GitHub itself gave
// to this id. The payload only chooses between them.
Result<std::optional<std::string>> Receiver::RepositoryOf(const GithubHint& hint) {
  for (const WatchedRule& rule : settings_.rules) {
    if (EqualNoCase(rule.repository, hint.full_name)) return std::optional(rule.repository);
  }
  return intake_.repository_name(hint.repository_id);
}

ServerResponse Receiver::OnFreshdesk(const ServerRequest& request, std::string_view segment) {
  MayDie(KillPoint::kAfterBody);
  ReceptionReport report{"freshdesk", {}, {}, {}, {}, {}};
  if (CheckFreshdesk(request, settings_.freshdesk_secrets) != Authenticity::kProven) {
    return RefuseStranger(request, std::move(report),
                          "X-Tandem-Secret does not fit; see \"freshdesk.webhook_secret\"");
  }
  MayDie(KillPoint::kAfterSignature);
  report.delivery = RandomUuid();
  const FreshdeskHint hint = ReadFreshdeskDelivery(segment, request.body, tags_);
  if (!hint.ticket) {
    const std::string reason = request.refusal ? request.refusal->detail : "no ticket id in it";
    const UnreadableDelivery unread{report.delivery,     "freshdesk",          reason,
                                    request.body.size(), Sha256(request.body), hint.key_names};
    return Park(unread, std::move(report));
  }
  report.key = KeyOf(*hint.ticket).text;
  report.event = "ticket.changed";
  const auto accepted = intake_.accept({report.delivery,
                                        "freshdesk",
                                        report.event,
                                        KeyOf(*hint.ticket),
                                        {},
                                        {},
                                        hint.only_if_linked});
  if (!accepted) return StoreIsAway(accepted.error(), std::move(report));
  const Json body = DeliveryBody(report);
  if (*accepted == Accepted::kOfNoInterest) {
    Report(std::move(report), Reception::kIgnored, "neither linked nor tagged");
  } else {
    Report(std::move(report), Reception::kAccepted);
  }
  return Answer(202, body);
}

ServerResponse Receiver::Park(const UnreadableDelivery& delivery, ReceptionReport report) {
  const Status parked = intake_.park(delivery);
  if (!parked) return StoreIsAway(parked.error(), std::move(report));
  Json body = DeliveryBody(report);
  Report(std::move(report), Reception::kParked, delivery.reason);
  return Answer(202, body.Set("parked", delivery.reason));
}

ServerResponse Receiver::RefuseStranger(const ServerRequest& request, ReceptionReport report,
                                        std::string_view detail) {
  Report(std::move(report), Reception::kUnauthorized, detail);
  const auto verdict = guesses_.Count(request.remote_address, settings_.now());
  if (verdict == GuessLimit::Verdict::kWithin) return JsonError(401, detail);
  ServerResponse response = JsonError(429, "too many wrong signatures from this address");
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

ServerResponse Receiver::Refuse(int status, std::string_view detail, ReceptionReport report) {
  Report(std::move(report), Reception::kRefused, detail);
  return JsonError(status, detail);
}

ServerResponse Receiver::Ignore(std::string_view why, ReceptionReport report) {
  Json body = DeliveryBody(report);
  Report(std::move(report), Reception::kIgnored, why);
  return Answer(200, body.Set("ignored", why));
}

ServerResponse Receiver::StoreIsAway(const Error& error, ReceptionReport report) {
  Report(std::move(report), Reception::kUnavailable, error.message);
  return ComeAgain("the store cannot take deliveries at the moment");
}

void Receiver::Report(ReceptionReport report, Reception reception, std::string_view detail) {
  if (!settings_.report) return;
  report.reception = reception;
  report.detail = detail;
  settings_.report(report);
}

}  // namespace tandem
