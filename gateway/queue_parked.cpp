// What people do to the queue: retry and drop what is parked, have lanes looked at now.
#include "gateway/redis.h"
#include "gateway/redis_queue.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tandem {
namespace {

// A script that marks so many lanes is done in a few milliseconds.
constexpr std::size_t kLanesAtOnce = 500;

Result<ParkedAnswer> ReadAnswer(const char* script, const RedisReply& reply) {
  if (reply.Text() == "ok") return ParkedAnswer::kDone;
  if (reply.Text() == "none") return ParkedAnswer::kNotParked;
  if (reply.Text() == "busy") return ParkedAnswer::kBusy;
  return Damaged(script, "a reply of another kind");
}

}  // namespace

Status RedisQueue::MarkLanes(const std::string& delivery, const std::string& what,
                             const std::vector<Key>& lanes) {
  for (std::size_t from = 0; from < lanes.size(); from += kLanesAtOnce) {
    std::vector<std::string> arguments{delivery, what};
    const std::size_t end = std::min(lanes.size(), from + kLanesAtOnce);
    for (std::size_t i = from; i < end; ++i) arguments.push_back(lanes[i].text);
    TRY(pool_.RunConfirmed(scripts::MarkLanes(), {}, arguments));
  }
  return Done{};
}

// Whatever stands in the store, there is one group for each pair of the two enumerations at most.
Result<std::vector<ParkedGroup>> RedisQueue::ReadParkedGroups() {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::ReadParkedGroups(), {}, {}));
  std::map<std::pair<ParkedThing, ParkedCause>, ParkedGroup> groups;
  for (const RedisReply& each : reply.Items()) {
    const auto& items = each.Items();
    if (items.size() != 4) return Damaged("read_parked_groups", "a group of another length");
    const ParkedThing thing = ParkedThingOf(items[0].Text());
    const bool has_one_cause = thing == ParkedThing::kBrake || thing == ParkedThing::kDelivery;
    const std::pair kind(thing,
                         has_one_cause ? ParkedCause::kUntold : ParkedCauseNamed(items[1].Text()));
    const Time since = TimeOf(items[2]);
    ParkedGroup& group =
        groups.try_emplace(kind, ParkedGroup{kind.first, kind.second, since, 0}).first->second;
    group.since = std::min(group.since, since);
    group.count += items[3].Integer();
  }
  std::vector<ParkedGroup> all;
  all.reserve(groups.size());
  for (const auto& entry : groups) all.push_back(entry.second);
  return all;
}

Result<ParkedAnswer> RedisQueue::RetryParked(const Key& lane, const std::string& delivery) {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::RetryParked(), {}, {lane.text, delivery}));
  return ReadAnswer("retry_parked", reply);
}

Result<ParkedAnswer> RedisQueue::DropParked(const Key& key, const std::string& delivery,
                                            const std::vector<TicketId>& tickets,
                                            std::chrono::milliseconds compared_in) {
  std::vector<std::string> arguments{key.text, delivery, std::to_string(compared_in.count())};
  for (const TicketId ticket : tickets) arguments.push_back(std::to_string(ticket.value));
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::DropParked(), {}, arguments));
  return ReadAnswer("drop_parked", reply);
}

Result<std::pair<Key, Standing>> RedisQueue::ReadStanding(const Key& key) {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::ReadStanding(), {}, {key.text}));
  const auto& items = reply.Items();
  const auto state = items.size() == 3 ? WorkStateNamed(items[1].Text()) : std::nullopt;
  if (!state) return Damaged("read_standing", "a reply of another kind");
  return std::pair(Key{items[0].Text()}, Standing{*state, items[2].Text()});
}

}  // namespace tandem
