// The brake in Redis, shared by all gateways; each step is one script. Thread-safe: borrows a
// connection of the pool for each call.
#pragma once

#include "gateway/brake.h"

namespace tandem {

class RedisPool;

class RedisBrake final : public Brake {
 public:
  // `pool` must outlive this.
  explicit RedisBrake(RedisPool& pool) : pool_(pool) {}

  Result<BrakeState> Read(IssueId link) override;
  Result<std::string> Vanishes(const Lease& lease, IssueId link, Vanishing vanishing, Look look,
                               std::chrono::milliseconds second_look) override;
  Status IsBack(const Lease& lease, IssueId link) override;
  Result<bool> WasLetGoOn(const Key& lane) override;

 private:
  RedisPool& pool_;
};

}  // namespace tandem
