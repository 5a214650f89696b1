#include "tests/simulator/shelf.h"

#include <algorithm>

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

std::optional<Time> Least(const std::vector<std::optional<Time>>& times) {
  std::optional<Time> least;
  for (const auto& each : times) {
    if (each && (!least || *each < *least)) least = each;
  }
  return least;
}

}  // namespace

bool WaitsForPeople(const Lane& lane) {
  return lane.parked && lane.due && lane.reason.find("was transferred to") != std::string::npos;
}

IssueId Shelf::Follow(IssueId issue) const {
  for (auto now = shelved_.moved.find(issue); now != shelved_.moved.end();
       now = shelved_.moved.find(issue))
    issue = now->second;
  return issue;
}

std::string Shelf::Resolve(const Key& key) const {
  if (key.text.rfind("place:", 0) == 0) {
    const auto colon = key.text.rfind(':');
    const RepositoryId repository{NumberIn(key, "place:")};
    const auto found = shelved_.places.find({repository, std::stoll(key.text.substr(colon + 1))});
    return found == shelved_.places.end() ? key.text : KeyOf(Follow(found->second)).text;
  }
  if (const auto id = NumberIn(key, "issue:"); id > 0) return KeyOf(Follow(IssueId{id})).text;
  const auto ticket = shelved_.tickets.find(TicketId{NumberIn(key, "ticket:")});
  if (ticket == shelved_.tickets.end() || !ticket->second.issue) return key.text;
  return KeyOf(*ticket->second.issue).text;
}

bool Shelf::IsOfInterest(const std::string& lane, const Key& key) const {
  const auto found = shelved_.lanes.find(lane);
  if (found != shelved_.lanes.end() && (found->second.due || found->second.lease)) return true;
  if (lane != key.text) return true;
  if (const auto id = NumberIn(key, "ticket:"); id > 0) {
    const auto ticket = shelved_.tickets.find(TicketId{id});
    return ticket != shelved_.tickets.end() && (ticket->second.issue || ticket->second.creation);
  }
  const IssueId issue{NumberIn(key, "issue:")};
  return shelved_.links.contains(issue) || shelved_.joined.contains(issue);
}

void Shelf::Mark(const std::string& name, Time due, const std::string& delivery) {
  Lane& lane = shelved_.lanes[name];
  const Time now = clock_();
  if (lane.lease) {
    if (!lane.next_since) lane.next_since = now;
    lane.again = Least({lane.again, due});
    if (!delivery.empty()) lane.next_delivery = delivery;
    return;
  }
  if (!lane.since) lane.since = now;
  lane.due = Least({lane.due, due});
  if (!delivery.empty()) lane.delivery = delivery;
}

Accepted Shelf::Accept(const Delivery& delivery, std::chrono::milliseconds settle) {
  const std::string lane = Resolve(delivery.key);
  const bool is_new =
      delivery.id.empty() || shelved_.deliveries.emplace(delivery.id, clock_()).second;
  if (delivery.visibility_lost) {
    StoredRepository& repository = shelved_.repositories[*delivery.visibility_lost];
    repository.visibility = Visibility::kUnknown;
    ++repository.epoch;
  }
  if (delivery.only_if_linked && !IsOfInterest(lane, delivery.key)) return Accepted::kOfNoInterest;
  Mark(lane, clock_() + settle, delivery.id);
  if (delivery.place) shelved_.lanes[lane].place = delivery.place;
  return is_new ? Accepted::kNew : Accepted::kDuplicate;
}

void Shelf::Schedule(const std::vector<Key>& lanes, std::chrono::milliseconds after) {
  for (const Key& key : lanes) {
    Lane& lane = shelved_.lanes[key.text];
    if (!lane.lease) lane.due = Least({lane.due, clock_() + after});
  }
}

std::optional<Time> Shelf::EndLease(Lane& lane) {
  const auto again = lane.again;
  lane.token = 0;
  lane.lease.reset();
  if (lane.next_since && !lane.since) lane.since = lane.next_since;
  if (!lane.next_delivery.empty()) lane.delivery = lane.next_delivery;
  lane.again.reset();
  lane.next_since.reset();
  lane.next_delivery.clear();
  return again;
}

Lease Shelf::GiveLease(const std::string& name, Time until) {
  Lane& lane = shelved_.lanes[name];
  lane.due.reset();
  lane.lease = until;
  lane.token = ++shelved_.fence;
  return {{name}, lane.token};
}

std::optional<Work> Shelf::Take(std::chrono::milliseconds duration) {
  const Time now = clock_();
  std::string first;
  Time first_at{};
  bool expired = false;
  for (const auto& [name, lane] : shelved_.lanes) {
    const bool over = lane.lease && *lane.lease <= now;
    const auto at = over ? lane.lease : lane.due;
    if (!at || *at > now || (expired && !over)) continue;
    if (first.empty() || (over && !expired) || *at < first_at) {
      first = name;
      first_at = *at;
      expired = over;
    }
  }
  if (first.empty()) return std::nullopt;
  if (expired) EndLease(shelved_.lanes[first]);
  Work work;
  work.lease = GiveLease(first, now + duration);
  const Lane& lane = shelved_.lanes[first];
  work.since = lane.since.value_or(Time{});
  work.delivery = lane.delivery;
  work.attempts = lane.attempts;
  work.failing_since = lane.failing_since.value_or(Time{});
  work.place = lane.place;
  return work;
}

std::optional<Time> Shelf::NextDue() const {
  std::optional<Time> next;
  for (const auto& entry : shelved_.lanes)
    next = Least({next, entry.second.lease ? entry.second.lease : entry.second.due});
  return next;
}

bool Shelf::Holds(const Lease& lease) const {
  if (teeth_.off == Safeguard::kFencing) return true;
  const auto lane = shelved_.lanes.find(lease.lane.text);
  return lane != shelved_.lanes.end() && lane->second.lease && lane->second.token == lease.token;
}

void Shelf::Renew(const Lease& lease, std::chrono::milliseconds duration) {
  shelved_.lanes[lease.lane.text].lease = clock_() + duration;
}

void Shelf::Release(const Lease& lease, const Outcome& outcome) {
  Lane& lane = shelved_.lanes[lease.lane.text];
  const Time now = clock_();
  const auto* rest = std::get_if<Rest>(&outcome);
  if (rest != nullptr || std::holds_alternative<Finished>(outcome)) {
    lane.delivery.clear();
    lane.attempts = 0;
    lane.failing_since.reset();
    lane.reason.clear();
    lane.since.reset();
    lane.parked.reset();
    const auto again = EndLease(lane);
    lane.due = Least({again, rest != nullptr ? std::optional(now + rest->after) : std::nullopt});
    if (!lane.due) shelved_.lanes.erase(lease.lane.text);
    return;
  }
  std::chrono::milliseconds after{};
  const auto failed = [&](std::chrono::milliseconds wait, const std::string& reason) {
    after = wait;
    ++lane.attempts;
    if (!lane.failing_since) lane.failing_since = now;
    lane.reason = reason;
  };
  if (const auto* again = std::get_if<Again>(&outcome)) after = again->after;
  if (const auto* fail = std::get_if<Failed>(&outcome)) failed(fail->after, fail->reason);
  if (const auto* park = std::get_if<Park>(&outcome)) {
    failed(park->after, park->reason);
    if (!lane.parked) lane.parked = now;
  }
  lane.due = Least({now + after, EndLease(lane)});
}

void Shelf::DropLeases() {
  for (auto& entry : shelved_.lanes) {
    if (!entry.second.lease) continue;
    EndLease(entry.second);
    entry.second.due = clock_();
  }
}

void Shelf::RetryParked() {
  for (const auto& [name, lane] : shelved_.lanes) {
    if (lane.parked) Mark(name, clock_(), {});
  }
}

std::optional<std::string> Shelf::RepositoryName(RepositoryId id) const {
  const auto found = shelved_.repositories.find(id);
  if (found == shelved_.repositories.end() || found->second.full_name.empty()) return std::nullopt;
  return found->second.full_name;
}

void Shelf::RollBack() {
  const std::int64_t fence = shelved_.fence;
  shelved_ = backup_;
  shelved_.fence = fence;
  shelved_.lost = clock_();  // the witness is not played: it notices within seconds
}

void Shelf::Wipe() {
  shelved_ = {};
}

// What the caller works on stays that; what waits in the other lane comes as if it had come while
// the lane was leased.
void Shelf::Merge(const std::string& into, Lane mine, const Lane& theirs) {
  Lane& lane = shelved_.lanes[into];
  const auto place = lane.place;
  const auto abandoned = theirs.lease ? std::optional(clock_()) : std::nullopt;
  lane = std::move(mine);
  lane.place = place ? place : lane.place;
  lane.due.reset();
  lane.lease.reset();
  lane.since = Least({lane.since, theirs.since});
  lane.again = Least({lane.again, theirs.due, theirs.again, abandoned});
  lane.next_since = Least({lane.next_since, theirs.since, theirs.next_since});
  if (lane.next_delivery.empty())
    lane.next_delivery = theirs.next_delivery.empty() ? theirs.delivery : theirs.next_delivery;
  lane.attempts = std::max(lane.attempts, theirs.attempts);
  lane.failing_since = Least({lane.failing_since, theirs.failing_since});
  if (lane.reason.empty()) lane.reason = theirs.reason;
  lane.parked = Least({lane.parked, theirs.parked});
}

}  // namespace tandem::simulator
