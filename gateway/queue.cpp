#include "gateway/json_members.h"
#include "gateway/redis.h"
#include "gateway/redis_queue.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

namespace tandem {
namespace {

// A parked delivery as people see it: what can be said without its values.
std::string Describe(const UnreadableDelivery& delivery) {
  return Json(Json::Object{{"source", delivery.source},
                           {"reason", delivery.reason},
                           {"size", static_cast<std::int64_t>(delivery.size)},
                           {"sha256", delivery.sha256},
                           {"key_names", ToJson(delivery.key_names)}})
      .Dump();
}

Result<Work> ReadWork(const RedisReply::List& items) {
  if (items.size() != 10) return Damaged("take", "a reply of another length");
  Work work;
  work.lease = {{items[0].Text()}, items[1].Integer()};
  work.since = TimeOf(items[2]);
  work.delivery = items[3].Text();
  work.attempts = static_cast<int>(items[4].Integer());
  work.failing_since = TimeOf(items[5]);
  if (items[8].Integer() > 0) {
    work.place = IssuePlace{RepositoryId{items[6].Integer()}, items[7].Text(), items[8].Integer()};
  }
  work.found = items[9].Text();
  return work;
}

struct OutcomeWords {
  std::string name{};
  std::chrono::milliseconds after{};
  std::string reason{};
  ParkedCause cause = ParkedCause::kUntold;
};

OutcomeWords Words(const Finished&) {
  return {"finished", {}, {}};
}
OutcomeWords Words(const Again& again) {
  return {"again", again.after, {}};
}
OutcomeWords Words(const Failed& failed) {
  return {"failed", failed.after, failed.reason, failed.cause};
}
OutcomeWords Words(const Rest& rest) {
  return {"rest", rest.after, {}};
}
OutcomeWords Words(const Park& park) {
  return {"park", park.after, park.reason, park.cause};
}

std::vector<Parked> ReadLanes(const RedisReply& lanes) {
  std::vector<Parked> parked;
  for (const RedisReply& lane : lanes.Items()) {
    const auto& items = lane.Items();
    if (items.size() != 4) continue;
    parked.push_back({{items[0].Text()},
                      items[1].Text(),
                      TimeOf(items[2]),
                      static_cast<int>(items[3].Integer())});
  }
  return parked;
}

std::vector<Parked> ReadDeliveries(const RedisReply& deliveries) {
  std::vector<Parked> parked;
  for (const RedisReply& delivery : deliveries.Items()) {
    const auto& items = delivery.Items();
    if (items.size() != 3) continue;
    const auto said = Json::Parse(items[1].Text());
    const std::string reason = said.ok() ? (*said)["reason"].StringOr("") : "";
    parked.push_back({{"delivery:" + items[0].Text()}, reason, TimeOf(items[2]), 0});
  }
  return parked;
}

}  // namespace

RedisQueue::RedisQueue(RedisPool& pool, std::chrono::milliseconds settle)
    : pool_(pool), settle_(settle) {}

Result<Accepted> RedisQueue::Accept(const Delivery& delivery) {
  const auto& lost = delivery.visibility_lost;
  const IssuePlace place = delivery.place.value_or(IssuePlace{});
  const bool placed = delivery.place.has_value();
  TRY_ASSIGN(
      const RedisReply reply,
      pool_.RunConfirmed(
          scripts::Accept(), {},
          {delivery.id, delivery.source, delivery.event, delivery.key.text,
           std::to_string(settle_.count()), delivery.only_if_linked ? "1" : "0",
           lost ? std::to_string(lost->value) : "",
           placed ? std::to_string(place.repository_id.value) : "", place.repository,
           std::to_string(place.number),
           delivery.changed_at ? std::to_string(delivery.changed_at->time_since_epoch().count())
                               : ""}));
  if (reply.Text() == "new") return Accepted::kNew;
  if (reply.Text() == "duplicate") return Accepted::kDuplicate;
  if (reply.Text() == "of no interest") return Accepted::kOfNoInterest;
  return Damaged("accept", "a reply of another kind");
}

Status RedisQueue::Schedule(const std::vector<Key>& lanes, std::chrono::milliseconds after) {
  std::vector<std::string> arguments{std::to_string(after.count())};
  for (const Key& lane : lanes) arguments.push_back(lane.text);
  TRY(pool_.Run(scripts::Schedule(), {}, arguments));
  return Done{};
}

Status RedisQueue::ParkDelivery(const UnreadableDelivery& delivery) {
  TRY(pool_.RunConfirmed(scripts::ParkDelivery(), {},
                         {delivery.id, Describe(delivery), delivery.reason}));
  return Done{};
}

Result<std::optional<std::string>> RedisQueue::RepositoryName(RepositoryId id) {
  const std::string key = "tandem:repository:" + std::to_string(id.value);
  const auto reply = pool_.Command({"HGET", key, "full_name"});
  if (!reply.ok()) return Naming(key, reply.error());
  if (reply->Text().empty()) return std::optional<std::string>();
  return std::optional(reply->Text());
}

Result<std::variant<Work, std::chrono::milliseconds>> RedisQueue::Take(
    std::chrono::milliseconds lease) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::Take(), {}, {std::to_string(lease.count())}));
  using Taken = std::variant<Work, std::chrono::milliseconds>;
  if (reply.Items().empty()) return Taken(std::chrono::milliseconds(reply.Integer()));
  TRY_ASSIGN(Work work, ReadWork(reply.Items()));
  return Taken(std::move(work));
}

Status RedisQueue::Renew(const Lease& lease, std::chrono::milliseconds duration) {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::Renew(), {},
                                               {lease.lane.text, std::to_string(lease.token),
                                                std::to_string(duration.count())}));
  return ReplyStatus(reply, lease);
}

Status RedisQueue::Release(const Lease& lease, const Outcome& outcome) {
  const OutcomeWords words = std::visit([](const auto& how) { return Words(how); }, outcome);
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::Release(), {},
                                               {lease.lane.text, std::to_string(lease.token),
                                                words.name, std::to_string(words.after.count()),
                                                words.reason, std::string(NameOf(words.cause))}));
  return ReplyStatus(reply, lease);
}

Status RedisQueue::DropLeases() {
  TRY(pool_.Run(scripts::DropLeases(), {}, {}));
  return Done{};
}

Result<QueueStats> RedisQueue::Stats() {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::Stats(), {}, {}));
  if (reply.Items().size() != 4) return Damaged("stats", "a reply of another length");
  return QueueStats{reply.Items()[0].Integer(),
                    std::chrono::milliseconds(reply.Items()[1].Integer()),
                    reply.Items()[2].Integer(), reply.Items()[3].Text()};
}

Result<std::vector<Parked>> RedisQueue::ReadParked(int most) {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::ReadParked(), {}, {std::to_string(most)}));
  if (reply.Items().size() != 2) return Damaged("read_parked", "a reply of another length");
  auto parked = ReadLanes(reply.Items()[0]);
  for (auto& delivery : ReadDeliveries(reply.Items()[1])) parked.push_back(std::move(delivery));
  return parked;
}

}  // namespace tandem
