#include "gateway/alert_state.h"

#include "gateway/script_reply.h"
#include "gateway/scripts.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace tandem {
namespace {

std::string Word(CredentialSeen seen) {
  switch (seen) {
    case CredentialSeen::kRefused:
      return "refused";
    case CredentialSeen::kAccepted:
      return "accepted";
    case CredentialSeen::kUnknown:
      break;
  }
  return "";
}

// "raised|changed|on"
std::string Encode(const Told& told) {
  return std::to_string(told.raised.time_since_epoch().count()) + "|" +
         std::to_string(told.changed.time_since_epoch().count()) + "|" +
         (told.over ? "over" : "on");
}

std::optional<Time> ReadTime(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool good = fault == std::errc() && end == text.data() + text.size();
  return good ? std::optional(Time(std::chrono::milliseconds(value))) : std::nullopt;
}

// What we did not write counts as never told: then it is told, and written anew.
std::optional<Told> Decode(const std::string& cause, std::string_view text) {
  const auto first = text.find('|');
  const auto second = first == std::string_view::npos ? first : text.find('|', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto raised = ReadTime(text.substr(0, first));
  const auto changed = ReadTime(text.substr(first + 1, second - first - 1));
  if (!raised || !changed) return std::nullopt;
  return Told{cause, *raised, *changed, text.substr(second + 1) == "over"};
}

std::vector<RefusedCredential> ReadRefused(const RedisReply::List& items) {
  std::vector<RefusedCredential> refused;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const Service service = items[i].Text() == "github" ? Service::kGithub : Service::kFreshdesk;
    refused.push_back({service, TimeOf(items[i + 1])});
  }
  return refused;
}

std::vector<Unannounced> ReadUnannounced(const RedisReply::List& sources) {
  std::vector<Unannounced> unannounced;
  for (const RedisReply& source : sources) {
    const auto& items = source.Items();
    if (items.size() != 5) continue;
    unannounced.push_back(
        {items[0].Text(), items[1].Integer(), items[2].Text(), TimeOf(items[3]), TimeOf(items[4])});
  }
  return unannounced;
}

std::vector<ParkedFact> ReadParked(const RedisReply::List& lanes) {
  std::vector<ParkedFact> parked;
  for (const RedisReply& lane : lanes) {
    const auto& items = lane.Items();
    if (items.size() != 4) continue;
    parked.push_back({{{items[0].Text()}, items[2].Text(), TimeOf(items[1]), 0}, items[3].Text()});
  }
  return parked;
}

std::vector<Told> ReadTold(const RedisReply::List& fields) {
  std::vector<Told> told;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    if (auto each = Decode(fields[i].Text(), fields[i + 1].Text()))
      told.push_back(*std::move(each));
  }
  return told;
}

}  // namespace

Result<AlertState::Known> AlertState::Read(const CredentialsSeen& seen,
                                           std::chrono::milliseconds grace) {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::AlertFacts(), {},
                                               {owner_, Word(seen.freshdesk), Word(seen.github),
                                                std::to_string(grace.count())}));
  const auto& items = reply.Items();
  if (items.size() != 6) return Damaged("alert_facts", "a reply of another length");
  Known known;
  known.now = TimeOf(items[0]);
  known.facts.refused = ReadRefused(items[1].Items());
  known.facts.unannounced = ReadUnannounced(items[2].Items());
  known.facts.parked = ReadParked(items[3].Items());
  known.facts.parked_deliveries = items[4].Integer();
  known.told = ReadTold(items[5].Items());
  return known;
}

Status AlertState::Suspect(const std::string& found) {
  TRY(pool_.Run(scripts::Suspect(), {}, {found}));
  return Done{};
}

Result<bool> AlertState::TakeTurn(std::chrono::milliseconds duration) {
  TRY_ASSIGN(
      const RedisReply reply,
      pool_.Run(scripts::TakeWriter(), {}, {"alerts", owner_, std::to_string(duration.count())}));
  return reply.Integer() == 1;
}

Status AlertState::GiveTurnBack() {
  TRY(pool_.Run(scripts::GiveWriterBack(), {}, {"alerts", owner_}));
  return Done{};
}

Status AlertState::Save(const std::vector<Told>& before, const std::vector<Told>& after) {
  std::map<std::string, std::string> changes;
  for (const Told& told : before) changes[told.cause] = "";
  for (const Told& told : after) changes[told.cause] = Encode(told);
  std::vector<std::string> arguments{owner_};
  for (const auto& [cause, state] : changes) {
    arguments.push_back(cause);
    arguments.push_back(state);
  }
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::AlertsTold(), {}, arguments));
  if (reply.Text() == "ok") return Done{};
  return Error{Remedy::kConflict, "another gateway tells the alerts now"};
}

}  // namespace tandem
