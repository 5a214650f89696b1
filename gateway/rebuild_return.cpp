// The second half of a rebuild: each ticket that may be linked is looked at; the lane of one whose
// status note tells of a link is told, and asked after until it is back.

#include "gateway/kill_point.h"
#include "gateway/marker.h"
#include "gateway/rebuild.h"
#include "gateway/rule_names.h"
#include "mappers/beginning.h"
#include "mappers/restoration.h"

#include <algorithm>

namespace tandem {
namespace {

// So many tickets come back at a time: what people do meanwhile does not wait behind all of them.
constexpr std::int64_t kAtOnce = 8;
constexpr std::chrono::milliseconds kPause{100};
// What does not get through is waited for so long after the last that did.
constexpr std::chrono::minutes kPatience{2};

std::string NameOf(const IssueUrl& issue) {
  return issue.repository + "#" + std::to_string(issue.number);
}

}  // namespace

Result<Outcome> RebuildWork::BringBack(const Lease& lease, Rebuild rebuild) {
  TRY_ASSIGN(const auto known, parts_.rebuilds.ReadFound());
  TRY_ASSIGN(const Time now, parts_.store.Now());
  std::map<TicketId, Found> changed;
  std::map<TicketId, Found> held;
  std::int64_t pending = 0;
  for (const auto& [id, found] : known) {
    if (found.verdict != Verdict::kReturning) continue;
    TRY_ASSIGN(const Progress progress, AskAfter(id, found));
    if (progress.found.verdict != Verdict::kReturning) changed.emplace(id, progress.found);
    if (progress.found.verdict == Verdict::kReturning && progress.state == WorkState::kPending)
      ++pending;
    if (progress.state == WorkState::kHeld) held.emplace(id, progress.found);
  }
  const auto room = static_cast<std::size_t>(std::max<std::int64_t>(0, kAtOnce - pending));
  TRY_ASSIGN(const auto next, parts_.rebuilds.ToLookAt(room));
  if (!next.empty()) {
    TRY_ASSIGN(const RulesOfToday today, ReadRulesOfToday(parts_.config.rules, parts_.directory,
                                                          parts_.github, parts_.queue));
    for (const TicketId id : next) {
      TRY_ASSIGN(changed[id], LookAt(id, rebuild.delivery, today.rules));
      MayDie(KillPoint::kWithinRebuild);
    }
  }
  if (!changed.empty()) rebuild.moved_at = now;
  const bool all_looked_at = next.empty() && room > 0;
  const bool gives_up = now >= rebuild.moved_at + kPatience;
  if (all_looked_at && changed.empty() && pending == 0 && (held.empty() || gives_up)) {
    for (auto& [id, found] : held) found.verdict = Verdict::kStuck;
    TRY(End(lease, std::move(rebuild), std::move(held)));
    return Outcome(Finished{});
  }
  if (!changed.empty()) TRY(parts_.rebuilds.Save(lease, rebuild, {}, changed));
  return Outcome(Again{next.empty() ? kPause : std::chrono::milliseconds(0)});
}

Result<Found> RebuildWork::LookAt(TicketId id, const std::string& delivery,
                                  const std::vector<Rule>& rules) {
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(id));
  if (record.issue || record.creation) return Found{Verdict::kKnown, {}};
  Ticket ticket;
  ticket.id = id;
  const Status read = parts_.snapshot.ReadConversation(ticket, record.links_before);
  const bool gone = !read.ok() && (read.error().remedy == Remedy::kNotFound ||
                                   read.error().remedy == Remedy::kUnauthorized);
  if (gone) {
    TRY(parts_.freshdesk.Me());  // a key that is refused must not look like a ticket that is gone
    return Found{Verdict::kGone, {}};
  }
  if (!read.ok()) return read.error();
  const std::int64_t ended = LinksBefore(record, ticket);
  if (const auto told = LinkTold(ticket, ended, parts_.config.github.web_url)) {
    if (RuleForRepository(told->issue.repository, rules) == nullptr)
      return Found{Verdict::kNoRule, NameOf(told->issue)};
    TRY(parts_.queue.Accept(
        {delivery, "rebuild", "its status note tells of a link", KeyOf(id), {}, {}, false}));
    return Found{Verdict::kReturning, NameOf(told->issue)};
  }
  if (ended > 0) return Found{Verdict::kEnded, {}};
  TRY_ASSIGN(const bool foreign, HasForeignNotes(ticket));
  return Found{foreign ? Verdict::kForeign : Verdict::kNothing, {}};
}

Result<bool> RebuildWork::HasForeignNotes(const Ticket& ticket) {
  TRY_ASSIGN(const Agent own, parts_.directory.OwnAgent(parts_.freshdesk));
  return std::any_of(ticket.notes.begin(), ticket.notes.end(), [&](const Note& note) {
    return note.author == own.id && !note.mark && note.html.marker().has_value();
  });
}

Result<RebuildWork::Progress> RebuildWork::AskAfter(TicketId id, const Found& found) {
  TRY_ASSIGN(const auto lane, parts_.queue.ReadStanding(KeyOf(id)));
  TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(id));
  const Standing& standing = lane.second;
  Progress progress{found, standing.state};
  const auto is = [&](Verdict verdict) { progress.found.verdict = verdict; };
  if (standing.state == WorkState::kPending) return progress;
  if (record.issue && standing.state == WorkState::kInStep) {
    is(Verdict::kLinked);
  } else if (!record.issue && record.links_before > 0) {
    is(Verdict::kEnded);
  } else if (standing.state == WorkState::kHeld) {
    progress.found.about += ": " + standing.reason;
  } else {
    is(Verdict::kStuck);
    progress.found.about +=
        ": " + (standing.reason.empty() ? "the activity tells why" : standing.reason);
  }
  return progress;
}

Status RebuildWork::End(const Lease& lease, Rebuild rebuild,
                        const std::map<TicketId, Found>& changed) {
  rebuild.phase = RebuildPhase::kDone;
  TRY_ASSIGN(rebuild.totals, Total());
  TRY_ASSIGN(rebuild.ended_at, parts_.store.Now());
  const auto& [links, tickets, messages] = rebuild.totals;
  const Activity ended{rebuild.delivery, lease.lane.text, "did",
                       "the rebuild is done: " + std::to_string(links) + " links with " +
                           std::to_string(tickets) + " tickets and " + std::to_string(messages) +
                           " messages"};
  return parts_.rebuilds.Save(lease, rebuild, {}, changed, {ended});
}

Result<RebuildTotals> RebuildWork::Total() {
  RebuildTotals totals;
  TRY_ASSIGN(const auto issues, parts_.store.ListIssues());
  for (const IssueId issue : issues) {
    TRY_ASSIGN(const auto link, parts_.store.ReadLink(issue));
    if (!link || link->tickets.empty()) continue;
    ++totals.links;
    totals.tickets += std::ssize(link->tickets);
    totals.messages +=
        std::count_if(link->copies.begin(), link->copies.end(), [](const auto& entry) {
          const OperationKind kind = entry.first.kind;
          return entry.second.id != 0 &&
                 (kind == OperationKind::kCopyNote || kind == OperationKind::kCopyComment);
        });
  }
  return totals;
}

}  // namespace tandem
