#include "tests/simulator/simulated_store.h"

namespace tandem::simulator {

void SimulatedStore::Tell(const std::vector<Activity>& activity) {
  if (world_.journal == nullptr) return;
  for (const Activity& each : activity)
    world_.Say(each.link + " " + each.what + ": " + each.detail);
}

Result<Time> SimulatedStore::Now() {
  return line_.Look<Time>([&](Shelf&) -> Result<Time> { return world_.now(); });
}

Result<StoreAge> SimulatedStore::Age() {
  return line_.Look<StoreAge>([](Shelf& shelf) -> Result<StoreAge> { return shelf.Age(); });
}

Result<std::optional<Link>> SimulatedStore::ReadLink(IssueId issue) {
  using Found = std::optional<Link>;
  return line_.Look<Found>([&](Shelf& shelf) -> Result<Found> { return shelf.ReadLink(issue); });
}

Result<TicketRecord> SimulatedStore::ReadTicket(TicketId ticket) {
  return line_.Look<TicketRecord>(
      [&](Shelf& shelf) -> Result<TicketRecord> { return shelf.ReadTicket(ticket); });
}

Status SimulatedStore::Save(const Lease& lease, const Link& before, const Link& after,
                            const std::vector<Activity>& activity) {
  Tell(activity);
  return line_.Step<Done>([&](Shelf& shelf) -> Status {
    if (lease.lane != KeyOf(after.issue.id))
      return Error{Remedy::kInvalid, "the lease does not cover the link", {}};
    if (!shelf.Holds(lease)) return ShelfLine::Lost();
    shelf.Save(before, after);
    return Done{};
  });
}

Status SimulatedStore::Save(const Lease& lease, TicketId ticket, const TicketRecord& record,
                            const std::vector<Activity>& activity) {
  Tell(activity);
  return line_.Step<Done>([&](Shelf& shelf) -> Status {
    if (!shelf.Holds(lease)) return ShelfLine::Lost();
    return shelf.Save(lease, ticket, record);
  });
}

Status SimulatedStore::Record(const std::vector<Activity>& activity) {
  Tell(activity);
  return line_.Look<Done>([](Shelf&) -> Status { return Done{}; });
}

Result<std::vector<PastActivity>> SimulatedStore::ReadActivity(std::size_t) {
  return ShelfLine::NotHere();
}

Result<std::vector<IssueId>> SimulatedStore::LinksOf(RepositoryId repository) {
  using Issues = std::vector<IssueId>;
  return line_.Look<Issues>(
      [&](Shelf& shelf) -> Result<Issues> { return shelf.LinksOf(repository); });
}

Result<bool> SimulatedStore::CountCreation(const Lease& lease, const std::string& rule,
                                           TicketId ticket, int limit) {
  return line_.Step<bool>([&](Shelf& shelf) -> Result<bool> {
    if (!shelf.Holds(lease)) return ShelfLine::Lost();
    return shelf.CountCreation(rule, ticket, limit);
  });
}

Result<JoinOutcome> SimulatedStore::Join(const Lease& lease, TicketId ticket, const IssueRef& issue,
                                         const Entry& entry) {
  return line_.Step<JoinOutcome>([&](Shelf& shelf) -> Result<JoinOutcome> {
    if (!shelf.Holds(lease)) return ShelfLine::Lost();
    return shelf.Join(lease, ticket, issue, entry);
  });
}

Result<JoinOutcome> SimulatedStore::Move(const Lease& lease, const Link& before, const Link& after,
                                         const std::vector<Activity>& activity) {
  Tell(activity);
  return line_.Step<JoinOutcome>([&](Shelf& shelf) -> Result<JoinOutcome> {
    if (lease.lane != KeyOf(before.issue.id) || before.issue.id == after.issue.id)
      return Error{Remedy::kInvalid, "the lease does not cover the link", {}};
    if (!shelf.Holds(lease)) return ShelfLine::Lost();
    return shelf.Move(lease, before, after);
  });
}

Result<VisibilityRead> SimulatedStore::ReadVisibility(RepositoryId repository) {
  return line_.Look<VisibilityRead>(
      [&](Shelf& shelf) -> Result<VisibilityRead> { return shelf.ReadVisibility(repository); });
}

Status SimulatedStore::SaveVisibility(RepositoryId repository, const std::string& full_name,
                                      Visibility visibility, std::int64_t epoch) {
  return line_.Step<Done>([&](Shelf& shelf) -> Status {
    if (shelf.SaveVisibility(repository, full_name, visibility, epoch)) return Done{};
    return Error{Remedy::kConflict, "the visibility changed while it was read", {}};
  });
}

Result<std::optional<HighWater>> SimulatedStore::ReadHighWater(const std::string& listing) {
  using Found = std::optional<HighWater>;
  return line_.Look<Found>(
      [&](Shelf& shelf) -> Result<Found> { return shelf.ReadHighWater(listing); });
}

Status SimulatedStore::SaveHighWater(const Lease& lease, const std::string& listing,
                                     const HighWater& mark) {
  return line_.Step<Done>([&](Shelf& shelf) -> Status {
    if (!shelf.Holds(lease)) return ShelfLine::Lost();
    shelf.SaveHighWater(listing, mark);
    return Done{};
  });
}

Result<std::vector<IssueId>> SimulatedStore::ListIssues() {
  return ShelfLine::NotHere();
}

Result<std::vector<ListedLink>> SimulatedStore::ListLinks(const std::vector<IssueId>&) {
  return ShelfLine::NotHere();
}

Status SimulatedStore::SaveRequest(const Request&) {
  return ShelfLine::NotHere();
}

Result<std::vector<Request>> SimulatedStore::ReadRequests(const std::vector<TicketId>&) {
  return line_.Look<std::vector<Request>>(
      [](Shelf&) -> Result<std::vector<Request>> { return std::vector<Request>(); });
}

Status SimulatedStore::FinishRequest(const Lease&, const Request&) {
  return ShelfLine::NotHere();
}

// Gateways take turns in a story: nobody else is ever writing.
Result<bool> SimulatedStore::TakeWriter(const std::string&, const std::string&,
                                        std::chrono::milliseconds) {
  return line_.Look<bool>([](Shelf&) -> Result<bool> { return true; });
}

Status SimulatedStore::GiveWriterBack(const std::string&, const std::string&) {
  return Done{};
}

}  // namespace tandem::simulator
