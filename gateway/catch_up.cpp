#include "gateway/catch_up.h"

#include "gateway/catch_up_listings.h"
#include "gateway/kill_point.h"
#include "gateway/safeguard.h"
#include "gateway/time_text.h"
#include "mappers/words.h"

#include <algorithm>
#include <memory>
#include <set>

namespace tandem {
namespace {

// What a service shows late is looked at again for so long; what was seen already is skipped.
constexpr std::chrono::minutes kOverlap{10};
// Both services tell whole seconds, and their clocks are not ours: what changed so lately may
// change again and show the same time.
constexpr std::chrono::seconds kGrain{30};
constexpr std::string_view kFreshdesk = "poll:freshdesk";
constexpr std::string_view kIssues = "poll:issues:";
constexpr std::string_view kComments = "poll:comments:";

// "ticket:123@2026-01-31T12:00:00Z"
std::string SeenName(const Listed& entry) {
  return entry.id + "@" + FormatTime(entry.updated_at);
}

bool IsWithin(const std::string& seen, Time earliest) {
  const auto at = seen.rfind('@');
  const auto time =
      at == std::string::npos ? std::nullopt : ParseTime(std::string_view(seen).substr(at + 1));
  return time && *time >= earliest;
}

}  // namespace

CatchUp::CatchUp(const Config& config, Queue& queue, Store& store, Freshdesk& freshdesk,
                 Github& github, Directory& directory, Metrics& metrics)
    : config_(config),
      queue_(queue),
      store_(store),
      freshdesk_(freshdesk),
      github_(github),
      directory_(directory),
      metrics_(metrics) {}

std::vector<Key> CatchUp::Lanes(const Config& config) {
  if (!Has(Safeguard::kCatchUp)) return {};
  std::vector<Key> lanes{{std::string(kFreshdesk)}};
  std::set<std::string> repositories;
  for (const Rule& rule : config.rules) {
    if (!rule.enabled || !repositories.insert(Fold(rule.repository)).second) continue;
    lanes.push_back({std::string(kIssues) + rule.repository});
    lanes.push_back({std::string(kComments) + rule.repository});
  }
  return lanes;
}

bool CatchUp::IsLane(const Key& lane) {
  return lane.text.rfind("poll:", 0) == 0;
}

Status CatchUp::Run(const Lease& lease) {
  const std::string_view lane = lease.lane.text;
  if (lane == kFreshdesk) {
    // Asked even where there is nothing to list yet, so that a wrong key shows at the first start.
    TRY(directory_.OwnAgent(freshdesk_));
    TicketListing tickets(freshdesk_);
    return Poll(lease, tickets);
  }
  const bool issues = lane.rfind(kIssues, 0) == 0;
  const std::string repository(lane.substr(issues ? kIssues.size() : kComments.size()));
  const bool named = std::any_of(config_.rules.begin(), config_.rules.end(), [&](const Rule& rule) {
    return rule.enabled && Fold(rule.repository) == Fold(repository);
  });
  if (!named) return Done{};  // a rule of an older configuration
  TRY_ASSIGN(const RepositoryId id, directory_.RepositoryOf(github_, repository));
  if (issues) {
    IssueListing listing(github_, repository, id, config_);
    return Poll(lease, listing);
  }
  CommentListing listing(github_, repository, id);
  return Poll(lease, listing);
}

Status CatchUp::Poll(const Lease& lease, Listing& listing) {
  const std::string& name = lease.lane.text;
  TRY_ASSIGN(auto mark, store_.ReadHighWater(name));
  if (!mark) {
    // The first start: what is older is taken only when it changes.
    TRY_ASSIGN(const Time now, store_.Now());
    return store_.SaveHighWater(lease, name, {now, {}});
  }
  TRY(listing.Begin(mark->updated_at - kOverlap));
  for (bool more = true; more;) {
    TRY_ASSIGN(const ListedPage page, listing.NextPage());
    TRY(MarkPage(page, *mark));
    MayDie(KillPoint::kBeforeHighWater);
    TRY(store_.SaveHighWater(lease, name, *mark));
    more = page.more;
  }
  return Done{};
}

std::optional<Time> CatchUp::AnnounceableAt(Time changed_at) const {
  const bool was_there = started_ && changed_at > *started_ + config_.retry.look_after;
  return was_there ? std::optional(changed_at) : std::nullopt;
}

Status CatchUp::MarkPage(const ListedPage& page, HighWater& mark) {
  TRY_ASSIGN(const Time now, store_.Now());
  if (!started_) started_ = now;
  std::set<std::string> seen(mark.seen.begin(), mark.seen.end());
  for (const Listed& entry : page.entries) {
    mark.updated_at = std::max(mark.updated_at, entry.updated_at);
    if (seen.contains(SeenName(entry))) continue;
    if (entry.updated_at + kGrain <= now) seen.insert(SeenName(entry));
    Delivery hint = entry.hint;
    hint.changed_at = AnnounceableAt(entry.updated_at);
    TRY_ASSIGN(const Accepted accepted, queue_.Accept(hint));
    MayDie(KillPoint::kWithinPage);
    metrics_.CountDelivery("catch_up", accepted == Accepted::kOfNoInterest
                                           ? DeliveryOutcome::kOfNoInterest
                                           : DeliveryOutcome::kAccepted);
  }
  const Time earliest = mark.updated_at - kOverlap;
  mark.seen.clear();
  std::copy_if(seen.begin(), seen.end(), std::back_inserter(mark.seen),
               [&](const std::string& each) { return IsWithin(each, earliest); });
  return Done{};
}

}  // namespace tandem
