// The store and the queue as the gateway talks to them, on the shelf of its story. Each step may
// fail, or the gateway may die right before it or after it. Not thread-safe: each simulated gateway
// has its own.
#pragma once

#include "gateway/queue.h"
#include "gateway/store.h"
#include "tests/simulator/world.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tandem::simulator {

// A step on the shelf, with what may become of it.
class ShelfLine {
 public:
  ShelfLine(World& world, Life& life) : world_(world), life_(life) {}

  // `step` is not taken at all, or as a whole; it gives its own answer.
  template <class T, class How>
  Result<T> Step(const How& step) {
    const Fault fault = world_.weather.Next(CallKind::kStore);
    if (fault.fate == Fate::kCrashBefore) life_.dead = true;
    if (fault.fate == Fate::kFreeze && !life_.dead) world_.Freeze(fault.amount);
    if (life_.dead || fault.fate == Fate::kAway) {
      world_.ForgetAnswers();
      return Away();
    }
    world_.Pass(milliseconds(1));
    Result<T> result = step(world_.shelf);
    if (fault.fate == Fate::kCrashAfter) life_.dead = true;
    if (fault.fate == Fate::kCrashAfter || fault.fate == Fate::kAnswerLost) {
      world_.unsure_saves.push_back(world_.now());
      return Away();
    }
    world_.remembered = world_.writes.size();
    return result;
  }
  // A look, which may be in vain only because the gateway is dead.
  template <class T, class How>
  Result<T> Look(const How& look) {
    if (life_.dead) return Away();
    return look(world_.shelf);
  }
  static Error Away() { return {Remedy::kUnavailable, "the store is away", {}}; }
  static Error Lost() { return {Remedy::kConflict, "the lease is lost", {}}; }
  static Error NotHere() { return {Remedy::kInvalid, "no story asks for this", {}}; }

 private:
  World& world_;
  Life& life_;
};

class SimulatedQueue final : public Queue {
 public:
  SimulatedQueue(World& world, Life& life) : line_(world, life) {}

  Result<Accepted> Accept(const Delivery& delivery) override;
  Status Schedule(const std::vector<Key>& lanes, std::chrono::milliseconds after) override;
  Status MarkLanes(const std::string& delivery, const std::string& what,
                   const std::vector<Key>& lanes) override;
  Status ParkDelivery(const UnreadableDelivery& delivery) override;
  Result<std::optional<std::string>> RepositoryName(RepositoryId id) override;
  Result<std::variant<Work, std::chrono::milliseconds>> Take(
      std::chrono::milliseconds lease) override;
  Status Renew(const Lease& lease, std::chrono::milliseconds duration) override;
  Status Release(const Lease& lease, const Outcome& outcome) override;
  Status DropLeases() override;
  Result<QueueStats> Stats() override;
  Result<std::vector<Parked>> ReadParked(int most) override;
  Result<std::vector<ParkedGroup>> ReadParkedGroups() override;
  Result<ParkedAnswer> RetryParked(const Key& lane, const std::string& delivery) override;
  Result<ParkedAnswer> DropParked(const Key& key, const std::string& delivery,
                                  const std::vector<TicketId>& tickets,
                                  std::chrono::milliseconds compared_in) override;
  Result<std::pair<Key, Standing>> ReadStanding(const Key& key) override;

 private:
  ShelfLine line_;
};

class SimulatedStore final : public Store {
 public:
  SimulatedStore(World& world, Life& life) : world_(world), line_(world, life) {}

  Result<Time> Now() override;
  Result<StoreAge> Age() override;
  Result<std::optional<Link>> ReadLink(IssueId issue) override;
  Result<TicketRecord> ReadTicket(TicketId ticket) override;
  Status Save(const Lease& lease, const Link& before, const Link& after,
              const std::vector<Activity>& activity) override;
  Status Save(const Lease& lease, TicketId ticket, const TicketRecord& record,
              const std::vector<Activity>& activity) override;
  Status Record(const std::vector<Activity>& activity) override;
  Result<std::vector<PastActivity>> ReadActivity(std::size_t count) override;
  Result<std::vector<IssueId>> LinksOf(RepositoryId repository) override;
  Result<bool> CountCreation(const Lease& lease, const std::string& rule, TicketId ticket,
                             int limit) override;
  Result<JoinOutcome> Join(const Lease& lease, TicketId ticket, const IssueRef& issue,
                           const Entry& entry) override;
  Result<JoinOutcome> Move(const Lease& lease, const Link& before, const Link& after,
                           const std::vector<Activity>& activity) override;
  Result<VisibilityRead> ReadVisibility(RepositoryId repository) override;
  Status SaveVisibility(RepositoryId repository, const std::string& full_name,
                        Visibility visibility, std::int64_t epoch) override;
  Result<std::optional<HighWater>> ReadHighWater(const std::string& listing) override;
  Status SaveHighWater(const Lease& lease, const std::string& listing,
                       const HighWater& mark) override;
  Result<std::vector<IssueId>> ListIssues() override;
  Result<std::vector<ListedLink>> ListLinks(const std::vector<IssueId>& issues) override;
  Status SaveRequest(const Request& request) override;
  Result<std::vector<Request>> ReadRequests(const std::vector<TicketId>& tickets) override;
  Status FinishRequest(const Lease& lease, const Request& request) override;
  Result<bool> TakeWriter(const std::string& service, const std::string& owner,
                          std::chrono::milliseconds duration) override;
  Status GiveWriterBack(const std::string& service, const std::string& owner) override;

 private:
  void Tell(const std::vector<Activity>& activity);
  World& world_;
  ShelfLine line_;
};

}  // namespace tandem::simulator
