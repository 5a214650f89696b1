// The part of the store that takes a link along with its issue.
#include "gateway/link_json.h"
#include "gateway/redis.h"
#include "gateway/redis_store.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

namespace tandem {
namespace {

using Words = std::vector<std::string>;

std::string PlaceText(const IssueRef& issue) {
  return std::to_string(issue.repository_id.value) + ":" + std::to_string(issue.number);
}

void AppendFields(Words& words, const HashFields& fields) {
  words.push_back(std::to_string(2 * fields.size()));
  for (const auto& [name, text] : fields) words.insert(words.end(), {name, text});
}

void AppendTickets(Words& words, const Link& link) {
  words.push_back(std::to_string(link.tickets.size()));
  for (const auto& entry : link.tickets) words.push_back(std::to_string(entry.first.value));
}

}  // namespace

Result<JoinOutcome> RedisStore::Move(const Lease& lease, const Link& before, const Link& after,
                                     const std::vector<Activity>& activity) {
  Words words{lease.lane.text,
              std::to_string(lease.token),
              std::to_string(before.issue.id.value),
              std::to_string(after.issue.id.value),
              PlaceText(before.issue),
              PlaceText(after.issue)};
  AppendFields(words, EncodeLink(after));
  AppendTickets(words, after);
  for (const auto& [delivery, link, what, detail] : activity)
    words.insert(words.end(), {delivery, link, what, detail});
  TRY_ASSIGN(const RedisReply reply, pool_.RunConfirmed(scripts::MoveLink(), {}, words));
  const auto& items = reply.Items();
  const std::string how = items.empty() ? "" : items[0].Text();
  if (how == "busy") return JoinOutcome(Busy{});
  if (how == "refused") return JoinOutcome(Refused{after.issue.id});
  if (how == "moved" && items.size() == 2)
    return JoinOutcome(Joined{{KeyOf(after.issue.id), items[1].Integer()}});
  const Status failed = ReplyStatus(RedisReply(how), lease);
  return failed.ok() ? Damaged("move_link", "a reply of another kind") : failed.error();
}

}  // namespace tandem
