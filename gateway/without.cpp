#include "gateway/without.h"

#ifdef TANDEM_CHAOS

#include <thread>

namespace tandem {
namespace {

// Long enough for a kill to come in between.
constexpr std::chrono::milliseconds kLateMark{500};

constexpr const char* kUnfenced = R"lua(
holds = function() return true end
)lua";

// A lane that is being worked on is handed out again to whoever asks, under the same token.
constexpr const char* kNoLanes = R"lua(
mark = function(lane, due, now, delivery)
  redis.call('ZADD', 'tandem:since', 'NX', now, lane)
  redis.call('ZADD', 'tandem:due', 'LT', due, lane)
  if delivery ~= '' then redis.call('HSET', lane_hash(lane), 'delivery', delivery) end
end
local first_lease = lease
lease = function(lane, expiry)
  local token = redis.call('HGET', lane_hash(lane), 'token')
  if not token then return first_lease(lane, expiry) end
  redis.call('ZREM', 'tandem:due', lane)
  redis.call('ZADD', 'tandem:leases', expiry, lane)
  return token
end
)lua";

void ForgetAttempts(SideMemory& side) {
  for (auto& entry : side.fields) entry.second.unknown.clear();
}

void PublishAll(Rule& rule) {
  Publish& publish = rule.publish;
  for (auto* level :
       {&publish.notes, &publish.replies, &publish.subject, &publish.description, &publish.company})
    *level = Level::kAll;
  publish.even_if_public = true;
  rule.redact = false;
}

}  // namespace

Config Weakened(Config config) {
  if (!Has(Safeguard::kLookAfter)) config.retry.look_after = std::chrono::milliseconds(0);
  if (!Has(Safeguard::kPrivacyGuard)) {
    for (Rule& rule : config.rules) PublishAll(rule);
  }
  return config;
}

std::string WeakenedScripts() {
  if (!Has(Safeguard::kFencing)) return kUnfenced;
  return Has(Safeguard::kLanes) ? "" : kNoLanes;
}

Link WeakenedIntents(const Link& before, Link sending) {
  if (!Has(Safeguard::kIntent)) sending.intents = before.intents;
  if (!Has(Safeguard::kUnknownAttempts)) {
    ForgetAttempts(sending.issue_memory);
    for (auto& entry : sending.tickets) ForgetAttempts(entry.second.memory);
  }
  return sending;
}

Result<Accepted> TakeIn(Queue& queue, const Delivery& delivery) {
  if (Has(Safeguard::kAtomicIntake)) return queue.Accept(delivery);
  std::thread([&queue, delivery] {
    std::this_thread::sleep_for(kLateMark);
    (void)queue.Accept(delivery);
  }).detach();
  return Accepted::kNew;
}

}  // namespace tandem

#endif
