#include "gateway/api_rebuild.h"

#include "gateway/api_answers.h"
#include "gateway/link_view.h"
#include "gateway/signature.h"
#include "mappers/wording.h"

#include <array>
#include <utility>

namespace tandem {
namespace {

ServerResponse Begin(const ApiParts& parts, RebuildStore& rebuilds) {
  const auto now = parts.store.Now();
  if (!now.ok()) return ErrorAnswer(now.error());
  const auto asked = rebuilds.Ask(RandomUuid(), *now);
  if (!asked.ok()) return ErrorAnswer(asked.error());
  parts.ring();
  return JsonAnswer(202, Json::Object{{"delivery", asked->delivery}});
}

// Why a ticket's link could not be told; empty for what needs nobody to look.
std::string WhyUntold(const Found& found) {
  switch (found.verdict) {
    case Verdict::kForeign:
      return "it has notes of Tandem's account that carry markers of another secret: is \"secret\" "
             "the one that was used before?";
    case Verdict::kNoRule:
      return "its status note links " + found.about +
             ", whose repository no enabled rule names (rules[].repository)";
    case Verdict::kStuck:
      return "its status note links " + found.about;
    default:
      return {};
  }
}

Json Untold(std::string what, std::string why) {
  return Json::Object{{"what", std::move(what)}, {"why", std::move(why)}};
}

Result<Json> UntoldOf(Store& store, const std::map<TicketId, Found>& all) {
  Json untold{Json::Array{}};
  for (const auto& [id, found] : all) {
    const std::string why = WhyUntold(found);
    if (!why.empty()) untold.Add(Untold("ticket " + std::to_string(id.value), why));
  }
  TRY_ASSIGN(const auto issues, store.ListIssues());
  TRY_ASSIGN(const auto links, store.ListLinks(issues));
  for (const ListedLink& listed : links) {
    if (listed.link.untold == 0) continue;
    untold.Add(
        Untold(IssueName(listed.link.issue),
               std::to_string(listed.link.untold) +
                   " messages of Tandem are there of which nobody can tell what they copied: "
                   "it is gone, or the issue was transferred since; they stay as they are"));
  }
  return untold;
}

Result<Json> View(const ApiParts& parts, RebuildStore& rebuilds, const Rebuild& rebuild) {
  TRY_ASSIGN(const auto all, rebuilds.ReadFound());
  TRY_ASSIGN(const std::int64_t to_look_at, rebuilds.CountToLookAt());
  TRY_ASSIGN(const auto lane, parts.queue.ReadStanding(RebuildStore::Lane()));
  constexpr std::array kShown{Verdict::kReturning, Verdict::kLinked,  Verdict::kKnown,
                              Verdict::kEnded,     Verdict::kNothing, Verdict::kGone,
                              Verdict::kForeign,   Verdict::kNoRule,  Verdict::kStuck};
  Json tickets;
  for (const Verdict verdict : kShown) {
    const auto count = std::count_if(
        all.begin(), all.end(), [&](const auto& entry) { return entry.second.verdict == verdict; });
    tickets.Set(std::string(NameOf(verdict)), static_cast<std::int64_t>(count));
  }
  const bool done = rebuild.phase == RebuildPhase::kDone;
  Json view;
  view.Set("delivery", rebuild.delivery)
      .Set("phase", std::string(NameOf(rebuild.phase)))
      .Set("reason", done || lane.second.reason.empty() ? Json() : Json(lane.second.reason))
      .Set("listed", Json(Json::Object{{"issues", rebuild.issues},
                                       {"comments", rebuild.comments},
                                       {"tickets", rebuild.tickets}}))
      .Set("to_look_at", to_look_at)
      .Set("tickets", tickets);
  if (!done) return view;
  TRY_ASSIGN(const Json untold, UntoldOf(parts.store, all));
  view.Set("links", rebuild.totals.links)
      .Set("linked_tickets", rebuild.totals.tickets)
      .Set("messages", rebuild.totals.messages)
      .Set("untold", untold);
  return view;
}

ServerResponse Tell(const ApiParts& parts, RebuildStore& rebuilds) {
  const auto rebuild = rebuilds.Read();
  if (!rebuild.ok()) return ErrorAnswer(rebuild.error());
  if (!*rebuild) return JsonAnswer(200, Json::Object{{"rebuild", Json()}});
  const auto view = View(parts, rebuilds, **rebuild);
  return view.ok() ? JsonAnswer(200, Json::Object{{"rebuild", *view}}) : ErrorAnswer(view.error());
}

}  // namespace

void AddRebuildRoutes(ApiRoutes& routes, const ApiParts& parts, RebuildStore& rebuilds) {
  routes.Add("POST", "/api/rebuild",
             [&](const ServerRequest&, std::string_view) { return Begin(parts, rebuilds); });
  routes.Add("GET", "/api/rebuild",
             [&](const ServerRequest&, std::string_view) { return Tell(parts, rebuilds); });
}

}  // namespace tandem
