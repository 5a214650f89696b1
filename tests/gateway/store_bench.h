// A Redis of a test's own with a queue and a store on it, and short ways to use them. Not
// thread-safe itself; queue, store and pool are.
#pragma once

#include "gateway/redis.h"
#include "gateway/redis_queue.h"
#include "gateway/redis_store.h"
#include "tests/gateway/redis_process.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace tandem {

using namespace std::chrono_literals;

inline Delivery Hint(Key key, std::string id = "d1") {
  Delivery delivery;
  delivery.id = std::move(id);
  delivery.source = "github";
  delivery.event = "issues.edited";
  delivery.key = std::move(key);
  return delivery;
}

struct StoreBench {
  RedisProcess server{};
  RedisPool pool{server.config()};
  RedisQueue queue{pool, 0ms};
  RedisQueue patient{pool, 10s};  // the same queue, by a gateway that waits longer for more
  RedisStore store{pool};

  Accepted Accept(const Delivery& delivery) {
    const auto accepted = queue.Accept(delivery);
    EXPECT_TRUE(accepted.ok()) << accepted.error().message;
    return accepted.ok() ? *accepted : Accepted::kOfNoInterest;
  }
  std::optional<Work> TryTake(std::chrono::milliseconds lease = 60s) {
    const auto taken = queue.Take(lease);
    EXPECT_TRUE(taken.ok()) << taken.error().message;
    const auto* work = taken.ok() ? std::get_if<Work>(&*taken) : nullptr;
    return work != nullptr ? std::optional(*work) : std::nullopt;
  }
  Work Take(std::chrono::milliseconds lease = 60s) {
    const auto work = TryTake(lease);
    EXPECT_TRUE(work) << "nothing was due";
    return work.value_or(Work{});
  }
  // Marks the key and takes it: the lease of its lane.
  Lease LeaseOf(const Key& key) {
    Accept(Hint(key, ""));
    return Take().lease;
  }
  bool Expire(const Lease& lease) { return queue.Renew(lease, -1ms).ok(); }
  bool Finish(const Lease& lease) { return queue.Release(lease, Finished{}).ok(); }

  std::optional<std::int64_t> Score(const std::string& set, const Key& lane) {
    const auto reply = pool.Command({"ZSCORE", "tandem:" + set, lane.text});
    return reply.ok() && !reply->IsNil() ? std::optional(reply->Integer()) : std::nullopt;
  }
  // How many milliseconds from now the lane is due; nothing when it is leased or unknown.
  std::optional<std::int64_t> DueIn(const Key& lane) {
    const auto due = Score("due", lane);
    return due ? std::optional(*due - NowMs()) : std::nullopt;
  }
  std::int64_t NowMs() { return store.Now()->time_since_epoch().count(); }
  // A digest of all that Redis holds.
  std::string Digest() { return pool.Command({"DEBUG", "DIGEST"})->Text(); }
};

inline bool IsLost(const Status& status) {
  return !status.ok() && status.error().remedy == Remedy::kConflict;
}

}  // namespace tandem
