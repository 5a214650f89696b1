#include "tests/simulator/simulated_store.h"

namespace tandem::simulator {

Result<Accepted> SimulatedQueue::Accept(const Delivery& delivery) {
  return line_.Step<Accepted>(
      [&](Shelf& shelf) -> Result<Accepted> { return shelf.Accept(delivery, kSettle); });
}

Status SimulatedQueue::Schedule(const std::vector<Key>& lanes, std::chrono::milliseconds after) {
  return line_.Look<Done>([&](Shelf& shelf) -> Status {
    shelf.Schedule(lanes, after);
    return Done{};
  });
}

Status SimulatedQueue::MarkLanes(const std::string&, const std::string&, const std::vector<Key>&) {
  return ShelfLine::NotHere();
}

Status SimulatedQueue::ParkDelivery(const UnreadableDelivery&) {
  return ShelfLine::NotHere();
}

Result<std::optional<std::string>> SimulatedQueue::RepositoryName(RepositoryId id) {
  using Name = std::optional<std::string>;
  return line_.Look<Name>([&](Shelf& shelf) -> Result<Name> { return shelf.RepositoryName(id); });
}

Result<std::variant<Work, std::chrono::milliseconds>> SimulatedQueue::Take(
    std::chrono::milliseconds lease) {
  using Taken = std::variant<Work, std::chrono::milliseconds>;
  return line_.Step<Taken>([&](Shelf& shelf) -> Result<Taken> {
    auto work = shelf.Take(lease);
    if (work) return Taken(*std::move(work));
    return Taken(std::chrono::milliseconds(1));
  });
}

Status SimulatedQueue::Renew(const Lease& lease, std::chrono::milliseconds duration) {
  return line_.Step<Done>([&](Shelf& shelf) -> Status {
    if (!shelf.Holds(lease)) return ShelfLine::Lost();
    shelf.Renew(lease, duration);
    return Done{};
  });
}

Status SimulatedQueue::Release(const Lease& lease, const Outcome& outcome) {
  return line_.Step<Done>([&](Shelf& shelf) -> Status {
    if (!shelf.Holds(lease)) return ShelfLine::Lost();
    shelf.Release(lease, outcome);
    return Done{};
  });
}

Status SimulatedQueue::DropLeases() {
  return line_.Look<Done>([&](Shelf& shelf) -> Status {
    shelf.DropLeases();
    return Done{};
  });
}

Result<QueueStats> SimulatedQueue::Stats() {
  return ShelfLine::NotHere();
}

Result<std::vector<Parked>> SimulatedQueue::ReadParked(int) {
  return ShelfLine::NotHere();
}

Result<std::vector<ParkedGroup>> SimulatedQueue::ReadParkedGroups() {
  return ShelfLine::NotHere();
}

Result<ParkedAnswer> SimulatedQueue::RetryParked(const Key&, const std::string&) {
  return ShelfLine::NotHere();
}

Result<ParkedAnswer> SimulatedQueue::DropParked(const Key&, const std::string&,
                                                const std::vector<TicketId>&,
                                                std::chrono::milliseconds) {
  return ShelfLine::NotHere();
}

Result<std::pair<Key, Standing>> SimulatedQueue::ReadStanding(const Key&) {
  return ShelfLine::NotHere();
}

}  // namespace tandem::simulator
