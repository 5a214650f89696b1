#include "gateway/redis_brake.h"

#include "gateway/redis.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

namespace tandem {
namespace {

std::string What(Vanishing vanishing) {
  return vanishing == Vanishing::kIssue
             ? "issues that GitHub does not show any more (github.token)"
             : "tickets that Freshdesk does not show any more (freshdesk.api_key)";
}

}  // namespace

Result<BrakeState> RedisBrake::Read(IssueId link) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::ReadBrake(), {}, {std::to_string(link.value)}));
  if (reply.Items().size() != 2) return Damaged("read_brake", "a reply of another length");
  return BrakeState{reply.Items()[0].Text(), reply.Items()[1].Integer() == 1};
}

Result<std::string> RedisBrake::Vanishes(const Lease& lease, IssueId link, Vanishing vanishing,
                                         Look look, std::chrono::milliseconds second_look) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::CountVanished(), {},
                       {lease.lane.text, std::to_string(lease.token), std::to_string(link.value),
                        What(vanishing), look == Look::kWellTwice ? "1" : "0",
                        std::to_string(second_look.count())}));
  const auto& items = reply.Items();
  if (items.size() == 2) return items[1].Text();
  TRY(ReplyStatus(reply, lease));
  return Damaged("count_vanished", "a reply of another kind");
}

Status RedisBrake::IsBack(const Lease& lease, IssueId link) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::IsBack(), {},
                       {lease.lane.text, std::to_string(lease.token), std::to_string(link.value)}));
  return ReplyStatus(reply, lease);
}

Result<bool> RedisBrake::WasLetGoOn(const Key& lane) {
  TRY_ASSIGN(const RedisReply reply, pool_.Command({"EXISTS", "tandem:let_go_on:" + lane.text}));
  return reply.Integer() == 1;
}

}  // namespace tandem
