// The queue in Redis: every step is one atomic script, and Redis' TIME is the clock. Thread-safe:
// borrows a connection of the pool for each call.
#pragma once

#include "gateway/queue.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tandem {

class RedisPool;

class RedisQueue final : public Queue {
 public:
  // `pool` must outlive this.
  RedisQueue(RedisPool& pool, std::chrono::milliseconds settle);

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
  RedisPool& pool_;
  std::chrono::milliseconds settle_;
};

}  // namespace tandem
