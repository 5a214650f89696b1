#include "gateway/rebuild_store.h"

#include "gateway/json_members.h"
#include "gateway/operation_text.h"
#include "gateway/redis.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

constexpr const char* kKey = "tandem:rebuild";
constexpr const char* kTickets = "tandem:rebuild:tickets";
constexpr const char* kFound = "tandem:rebuild:found";

constexpr std::array<std::string_view, 5> kPhases{"issues", "comments", "tickets", "returning",
                                                  "done"};
constexpr std::array<std::string_view, 9> kVerdicts{
    "returning", "linked", "known", "ended", "nothing", "gone", "foreign", "no_rule", "stuck"};

template <class Enum, std::size_t kCount>
std::optional<Enum> Named(std::string_view name, const std::array<std::string_view, kCount>& all) {
  const auto found = std::find(all.begin(), all.end(), name);
  if (found == all.end()) return std::nullopt;
  return static_cast<Enum>(found - all.begin());
}

std::string Encode(const Rebuild& rebuild) {
  const auto& [delivery, phase, repository, since, next, page, issues, comments, tickets, asked_at,
               moved_at, ended_at, totals] = rebuild;
  const auto& [links, linked, messages] = totals;
  return Json(Json::Object{{"delivery", ToJson(delivery)},
                           {"phase", std::string(NameOf(phase))},
                           {"repository", ToJson(repository)},
                           {"since", ToJson(since)},
                           {"next", ToJson(next)},
                           {"page", ToJson(page)},
                           {"issues", ToJson(issues)},
                           {"comments", ToJson(comments)},
                           {"tickets", ToJson(tickets)},
                           {"asked_at", ToJson(asked_at)},
                           {"moved_at", ToJson(moved_at)},
                           {"ended_at", ToJson(ended_at)},
                           {"links", ToJson(links)},
                           {"linked", ToJson(linked)},
                           {"messages", ToJson(messages)}})
      .Dump();
}

Result<Rebuild> Decode(std::string_view text) {
  const auto json = Json::Parse(text);
  if (!json.ok()) return Damaged(kKey, "it is no JSON");
  Rebuild rebuild;
  const auto phase = Named<RebuildPhase>((*json)["phase"].StringOr(""), kPhases);
  const bool read =
      phase && FromMember(*json, "delivery", rebuild.delivery) &&
      FromMember(*json, "repository", rebuild.repository) &&
      FromMember(*json, "since", rebuild.since) && FromMember(*json, "next", rebuild.next) &&
      FromMember(*json, "page", rebuild.page) && FromMember(*json, "issues", rebuild.issues) &&
      FromMember(*json, "comments", rebuild.comments) &&
      FromMember(*json, "tickets", rebuild.tickets) &&
      FromMember(*json, "asked_at", rebuild.asked_at) &&
      FromMember(*json, "moved_at", rebuild.moved_at) &&
      FromMember(*json, "ended_at", rebuild.ended_at) &&
      FromMember(*json, "links", rebuild.totals.links) &&
      FromMember(*json, "linked", rebuild.totals.tickets) &&
      FromMember(*json, "messages", rebuild.totals.messages);
  if (!read) return Damaged(kKey, "a member is missing or of another type");
  rebuild.phase = *phase;
  return rebuild;
}

// "stuck why it is"
std::string Encode(const Found& found) {
  return std::string(NameOf(found.verdict)) + " " + found.about;
}

std::optional<Found> DecodeFound(std::string_view text) {
  const auto blank = text.find(' ');
  const auto verdict = Named<Verdict>(text.substr(0, blank), kVerdicts);
  if (!verdict || blank == std::string_view::npos) return std::nullopt;
  return Found{*verdict, std::string(text.substr(blank + 1))};
}

std::string Text(std::size_t number) {
  return std::to_string(number);
}

}  // namespace

std::string_view NameOf(RebuildPhase phase) {
  return kPhases.at(static_cast<std::size_t>(phase));
}

std::string_view NameOf(Verdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict));
}

RebuildStore::RebuildStore(RedisPool& pool) : pool_(pool) {}

Result<Rebuild> RebuildStore::Ask(const std::string& delivery, Time now) {
  Rebuild rebuild;
  rebuild.delivery = delivery;
  rebuild.asked_at = rebuild.moved_at = now;
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::AskRebuild(), {}, {Lane().text, delivery, Encode(rebuild)}));
  return Decode(reply.Text());
}

Result<std::optional<Rebuild>> RebuildStore::Read() {
  TRY_ASSIGN(const RedisReply reply, pool_.Command({"GET", kKey}));
  if (reply.IsNil()) return std::optional<Rebuild>();
  TRY_ASSIGN(Rebuild rebuild, Decode(reply.Text()));
  return std::optional(std::move(rebuild));
}

Status RebuildStore::Save(const Lease& lease, const Rebuild& rebuild,
                          const std::vector<TicketId>& to_look_at,
                          const std::map<TicketId, Found>& found,
                          const std::vector<Activity>& activity) {
  std::vector<std::string> words{lease.lane.text, std::to_string(lease.token), Encode(rebuild),
                                 rebuild.phase == RebuildPhase::kDone ? "done" : "going on",
                                 Text(to_look_at.size())};
  for (const TicketId id : to_look_at) words.push_back(std::to_string(id.value));
  words.push_back(Text(2 * found.size()));
  for (const auto& [id, what] : found) {
    words.push_back(std::to_string(id.value));
    words.push_back(Encode(what));
  }
  for (const auto& [delivery, link, what, detail] : activity)
    words.insert(words.end(), {delivery, link, what, detail});
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::SaveRebuild(), {}, words));
  return ReplyStatus(reply, lease);
}

Result<std::vector<TicketId>> RebuildStore::ToLookAt(std::size_t most) {
  std::vector<TicketId> tickets;
  if (most == 0) return tickets;
  TRY_ASSIGN(const RedisReply reply, pool_.Command({"SRANDMEMBER", kTickets, Text(most)}));
  for (const RedisReply& each : reply.Items()) tickets.push_back({each.Integer()});
  return tickets;
}

Result<std::int64_t> RebuildStore::CountToLookAt() {
  TRY_ASSIGN(const RedisReply reply, pool_.Command({"SCARD", kTickets}));
  return reply.Integer();
}

Result<std::map<TicketId, Found>> RebuildStore::ReadFound() {
  TRY_ASSIGN(const RedisReply reply, pool_.Command({"HGETALL", kFound}));
  std::map<TicketId, Found> all;
  const auto& items = reply.Items();
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    auto found = DecodeFound(items[i + 1].Text());
    if (!found) return Damaged(kFound, "a field is damaged");
    all.emplace(TicketId{items[i].Integer()}, *std::move(found));
  }
  return all;
}

}  // namespace tandem
