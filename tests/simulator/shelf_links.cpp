// What the shelf remembers of links, tickets and repositories.
#include "tests/simulator/shelf.h"

#include <algorithm>
#include <utility>

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

void SpoilMemory(SideMemory& side, Safeguard off) {
  for (auto& entry : side.fields) {
    FieldMemory& field = entry.second;
    if (off == Safeguard::kUnknownAttempts) field.unknown.clear();
    if (off == Safeguard::kMemoryPerSide) {
      field.seen = field.agreed;
      field.unknown.clear();
    }
  }
}

void Spoil(Link& link, Safeguard off) {
  if (off == Safeguard::kIntents) link.intents.clear();
  if (off != Safeguard::kUnknownAttempts && off != Safeguard::kMemoryPerSide) return;
  SpoilMemory(link.issue_memory, off);
  for (auto& entry : link.tickets) SpoilMemory(entry.second.memory, off);
}

// Copies are kept one by one, the rest as one.
void TakeInCopies(std::map<Operation, Copy>& stored, const std::map<Operation, Copy>& before,
                  const std::map<Operation, Copy>& after) {
  for (const auto& [operation, copy] : after) {
    const auto old = before.find(operation);
    if (old == before.end() || old->second != copy) stored[operation] = copy;
  }
  for (const auto& entry : before) {
    if (!after.contains(entry.first)) stored.erase(entry.first);
  }
}

}  // namespace

StoreAge Shelf::Age() {
  if (!shelved_.born) shelved_.born = clock_();
  return {*shelved_.born, std::max(*shelved_.born, shelved_.lost)};
}

std::optional<Link> Shelf::ReadLink(IssueId issue) const {
  const auto found = shelved_.links.find(issue);
  if (found == shelved_.links.end()) return std::nullopt;
  Link link = found->second;
  if (const auto joined = shelved_.joined.find(issue); joined != shelved_.joined.end()) {
    for (const auto& [ticket, side] : joined->second) link.tickets.try_emplace(ticket, side);
  }
  return link;
}

TicketRecord Shelf::ReadTicket(TicketId ticket) const {
  const auto found = shelved_.tickets.find(ticket);
  return found == shelved_.tickets.end() ? TicketRecord{} : found->second;
}

void Shelf::Save(const Link& before, const Link& after) {
  const IssueId id = after.issue.id;
  Link& stored = shelved_.links[id];
  if (stored.copies == before.copies) {  // the same, without looking at each
    stored = after;
  } else {
    auto copies = std::move(stored.copies);
    TakeInCopies(copies, before.copies, after.copies);
    stored = after;
    stored.copies = std::move(copies);
  }
  Spoil(stored, teeth_.off);
  if (const auto joined = shelved_.joined.find(id); joined != shelved_.joined.end()) {
    for (const auto& entry : before.tickets) joined->second.erase(entry.first);
    for (const auto& entry : after.tickets) joined->second.erase(entry.first);
  }
  for (const auto& [ticket, side] : before.tickets) {
    if (after.tickets.contains(ticket)) continue;
    TicketRecord& record = shelved_.tickets[ticket];
    if (record.issue != id) continue;
    record.issue.reset();
    record.commands_until = side.commands_until;
    Mark(KeyOf(ticket).text, clock_(), {});
  }
}

Status Shelf::Save(const Lease& lease, TicketId ticket, const TicketRecord& record) {
  if (lease.lane.text != Resolve(KeyOf(ticket)))
    return Error{Remedy::kConflict, "the lease is of another lane"};
  TicketRecord& stored = shelved_.tickets[ticket];
  if (record.issue && stored.issue != record.issue)
    return Error{Remedy::kInvalid, "the ticket has not joined that issue"};
  stored = record;
  if (teeth_.off == Safeguard::kIntents && stored.creation && !stored.creation->created)
    stored.creation.reset();
  return Done{};
}

JoinOutcome Shelf::Join(const Lease& lease, TicketId ticket, const IssueRef& issue,
                        const Entry& entry) {
  const std::string ticket_lane = KeyOf(ticket).text;
  const std::string link_lane = KeyOf(issue.id).text;
  TicketRecord& record = shelved_.tickets[ticket];
  const Time now = clock_();
  if (record.issue == issue.id) {
    const auto until = shelved_.lanes[link_lane].lease;
    return Joined{GiveLease(link_lane, until.value_or(now))};
  }
  if (record.issue) return Refused{*record.issue};
  if (record.creation && lease.lane.text != ticket_lane) return Refused{};
  const std::string& other = lease.lane.text == link_lane ? ticket_lane : link_lane;
  const auto held = shelved_.lanes.find(other);
  if (held != shelved_.lanes.end() && held->second.lease && *held->second.lease > now)
    return Busy{};
  Lane mine = std::exchange(shelved_.lanes[lease.lane.text], {});
  const Lane theirs = std::exchange(shelved_.lanes[other], {});
  const auto until = mine.lease;
  const auto place = lease.lane.text == link_lane ? mine.place : theirs.place;
  Merge(link_lane, std::move(mine), theirs);
  shelved_.lanes[link_lane].place = place;
  shelved_.lanes.erase(ticket_lane);

  TicketSide side;
  side.born_from = entry.born_from;
  side.returning = entry.returning;
  side.with_history = entry.with_history;
  side.labels_sent = entry.labels;
  side.linked_by = entry.linked_by;
  side.commands_until = entry.commands_until;
  record.links_before = std::max(record.links_before, entry.links_before);
  side.links_before = record.links_before;
  record.issue = issue.id;
  ++record.links_before;
  record.creation.reset();
  record.answering.reset();
  record.held_hash.clear();
  record.missing_since = {};
  const auto [link, is_new] = shelved_.links.try_emplace(issue.id);
  if (is_new) {
    link->second.issue = issue;
    link->second.rule = entry.rule;
  }
  shelved_.places[{issue.repository_id, issue.number}] = issue.id;
  shelved_.joined[issue.id][ticket] = side;
  return Joined{GiveLease(link_lane, until.value_or(now))};
}

JoinOutcome Shelf::Move(const Lease& lease, const Link& before, const Link& after) {
  const IssueId from = before.issue.id;
  const IssueId to = after.issue.id;
  const std::string lane = KeyOf(to).text;
  if (const auto there = ReadLink(to); there && !there->tickets.empty()) return Refused{to};
  const Time now = clock_();
  const auto held = shelved_.lanes.find(lane);
  if (held != shelved_.lanes.end() && held->second.lease && *held->second.lease > now)
    return Busy{};
  Lane mine = std::exchange(shelved_.lanes[lease.lane.text], {});
  const Lane theirs = std::exchange(shelved_.lanes[lane], {});
  const auto until = mine.lease;
  Merge(lane, std::move(mine), theirs);
  shelved_.lanes.erase(lease.lane.text);
  shelved_.links.erase(from);
  shelved_.joined.erase(from);
  shelved_.links[to] = after;
  shelved_.moved.erase(to);
  shelved_.moved[from] = to;
  shelved_.places[{before.issue.repository_id, before.issue.number}] = to;
  shelved_.places[{after.issue.repository_id, after.issue.number}] = to;
  for (const auto& entry : after.tickets) {
    TicketRecord& record = shelved_.tickets[entry.first];
    if (record.issue == from) record.issue = to;
  }
  return Joined{GiveLease(lane, until.value_or(now))};
}

std::vector<IssueId> Shelf::LinksOf(RepositoryId id) const {
  std::vector<IssueId> issues;
  for (const auto& entry : shelved_.links) {
    const auto link = ReadLink(entry.first);
    if (link->issue.repository_id == id && !link->tickets.empty()) issues.push_back(entry.first);
  }
  return issues;
}

VisibilityRead Shelf::ReadVisibility(RepositoryId id) const {
  const auto found = shelved_.repositories.find(id);
  if (found == shelved_.repositories.end()) return {};
  return {found->second.visibility, clock_() - found->second.read_at, found->second.epoch};
}

bool Shelf::SaveVisibility(RepositoryId id, const std::string& name, Visibility now,
                           std::int64_t epoch) {
  StoredRepository& stored = shelved_.repositories[id];
  if (stored.epoch != epoch) return false;
  stored = {name, now, clock_(), epoch};
  return true;
}

std::optional<HighWater> Shelf::ReadHighWater(const std::string& listing) const {
  const auto found = shelved_.high_water.find(listing);
  return found == shelved_.high_water.end() ? std::nullopt : std::optional(found->second);
}

void Shelf::SaveHighWater(const std::string& listing, const HighWater& mark) {
  shelved_.high_water[listing] = mark;
}

bool Shelf::CountCreation(const std::string& rule, TicketId ticket, int limit) {
  auto& counted = shelved_.creations[rule];
  const Time now = clock_();
  std::erase_if(counted, [&](const auto& each) { return each.second <= now - 10min; });
  const bool full = limit > 0 && static_cast<int>(counted.size()) >= limit;
  if (full && !counted.contains(ticket)) return false;
  counted.try_emplace(ticket, now);
  return true;
}

}  // namespace tandem::simulator
