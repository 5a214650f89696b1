#include "gateway/link_changes.h"
#include "gateway/link_json.h"
#include "gateway/operation_text.h"
#include "gateway/redis.h"
#include "gateway/redis_store.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

#include <set>

namespace tandem {
namespace {

using Words = std::vector<std::string>;

std::string Text(std::int64_t number) {
  return std::to_string(number);
}

void Append(Words& words, const std::vector<Activity>& activity) {
  for (const auto& [delivery, link, what, detail] : activity) {
    words.insert(words.end(), {delivery, link, what, detail});
  }
}

void AppendCounted(Words& words, const Words& list) {
  words.push_back(std::to_string(list.size()));
  words.insert(words.end(), list.begin(), list.end());
}

Result<TicketRecord> DecodeTicket(const RedisReply::List& items) {
  if (items.size() != 7) return Error{Remedy::kInvalid, "a reply of another length"};
  TicketRecord record;
  if (!items[0].IsNil()) {
    record.issue = IssueId{items[0].Integer()};
    if (!*record.issue) return Error{Remedy::kInvalid, "field issue is damaged"};
  }
  if (!items[1].IsNil()) {
    TRY_ASSIGN(record.creation, DecodeCreation(items[1].Text()));
  }
  if (!items[2].IsNil()) {
    const auto number = ReadWholeNumber(items[2].Text());
    if (!number) return Error{Remedy::kInvalid, "field links_before is damaged"};
    record.links_before = *number;
  }
  if (!items[3].IsNil()) {
    TRY_ASSIGN(record.commands_until, DecodePlace(items[3].Text()));
  }
  if (!items[4].IsNil()) {
    TRY_ASSIGN(record.answering, DecodeAnswerSent(items[4].Text()));
  }
  record.held_hash = items[5].IsNil() ? "" : items[5].Text();
  if (!items[6].IsNil()) {
    const auto at = ReadWholeNumber(items[6].Text());
    if (!at) return Error{Remedy::kInvalid, "field missing_since is damaged"};
    record.missing_since = Time(std::chrono::milliseconds(*at));
  }
  return record;
}

// An entry's id is "milliseconds-sequence"; its fields are names and values in turn.
PastActivity DecodeActivity(const RedisReply::List& entry) {
  PastActivity past;
  if (entry.size() != 2) return past;
  const std::string& id = entry[0].Text();
  past.at =
      Time(std::chrono::milliseconds(ReadWholeNumber(id.substr(0, id.find('-'))).value_or(0)));
  const auto& fields = entry[1].Items();
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    const std::string& name = fields[i].Text();
    if (name == "delivery") past.activity.delivery = fields[i + 1].Text();
    if (name == "link") past.activity.link = fields[i + 1].Text();
    if (name == "what") past.activity.what = fields[i + 1].Text();
    if (name == "detail") past.activity.detail = fields[i + 1].Text();
  }
  return past;
}

std::string EntryText(const Entry& entry) {
  TicketSide side;
  side.born_from = entry.born_from;
  side.returning = entry.returning;
  side.with_history = entry.with_history;
  side.labels_sent = entry.labels;
  side.linked_by = entry.linked_by;
  side.commands_until = entry.commands_until;
  return EncodeEntry(side);
}

std::string FirstCore(const IssueRef& issue, const Entry& entry) {
  Link link;
  link.issue = issue;
  link.rule = entry.rule;
  return EncodeLink(link).at(kCoreField);
}

}  // namespace

RedisStore::RedisStore(RedisPool& pool) : pool_(pool) {}

Result<std::optional<Link>> RedisStore::ReadLink(IssueId issue) {
  const std::string key = "tandem:link:" + Text(issue.value);
  const auto reply = pool_.Command({"HGETALL", key});
  if (!reply.ok()) return Naming(key, reply.error());
  const auto& items = reply->Items();
  if (items.empty()) return std::optional<Link>();
  HashFields fields;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    fields[items[i].Text()] = items[i + 1].Text();
  }
  auto link = DecodeLink(fields);
  if (!link.ok()) return Naming(key, link.error());
  if (link->issue.id != issue) return Damaged(key, "field core is of another issue");
  return std::optional(*std::move(link));
}

Result<TicketRecord> RedisStore::ReadTicket(TicketId ticket) {
  const std::string key = "tandem:ticket:" + Text(ticket.value);
  const auto reply = pool_.Command({"HMGET", key, "issue", "creation", "links_before",
                                    "commands_until", "answering", "held_hash", "missing_since"});
  if (!reply.ok()) return Naming(key, reply.error());
  auto record = DecodeTicket(reply->Items());
  if (!record.ok()) return Naming(key, record.error());
  return record;
}

Status RedisStore::Save(const Lease& lease, const Link& before, const Link& after,
                        const std::vector<Activity>& activity) {
  if (lease.lane != KeyOf(after.issue.id)) {
    return Error{Remedy::kInvalid, "the lease of " + lease.lane.text + " does not cover " +
                                       KeyOf(after.issue.id).text};
  }
  const LinkChanges changes = CompareLinks(before, after);
  Words words{lease.lane.text, Text(lease.token), Text(after.issue.id.value),
              after.tickets.empty() ? "tombstone" : "live"};
  AppendCounted(words, changes.put);
  AppendCounted(words, changes.drop);
  AppendCounted(words, changes.left);
  Append(words, activity);
  TRY_ASSIGN(const RedisReply reply, pool_.RunConfirmed(scripts::SaveLink(), {}, words));
  return ReplyStatus(reply, lease);
}

Status RedisStore::Save(const Lease& lease, TicketId ticket, const TicketRecord& record,
                        const std::vector<Activity>& activity) {
  const auto& [issue, creation, links_before, commands_until, answering, held_hash, missing_since] =
      record;
  Words words{lease.lane.text,
              Text(lease.token),
              Text(ticket.value),
              issue ? Text(issue->value) : "",
              creation ? EncodeCreation(*creation) : "",
              links_before > 0 ? Text(links_before) : "",
              commands_until == MessagePlace{} ? "" : EncodePlace(commands_until),
              answering ? EncodeAnswerSent(*answering) : "",
              held_hash,
              missing_since == Time{} ? "" : Text(missing_since.time_since_epoch().count())};
  Append(words, activity);
  TRY_ASSIGN(const RedisReply reply, pool_.RunConfirmed(scripts::SaveTicket(), {}, words));
  return ReplyStatus(reply, lease);
}

Status RedisStore::Begin(Before before) {
  TRY(pool_.Run(scripts::Begin(), {}, {before == Before::kNothing ? "1" : "0"}));
  return Done{};
}

Result<StoreAge> RedisStore::Age() {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::Age(), {}, {}));
  const auto& items = reply.Items();
  if (items.size() != 2) return Damaged("age", "a reply of another length");
  return StoreAge{TimeOf(items[0]), TimeOf(items[1])};
}

Status RedisStore::Record(const std::vector<Activity>& activity) {
  Words words;
  Append(words, activity);
  TRY(pool_.Run(scripts::Record(), {}, words));
  return Done{};
}

Result<std::vector<PastActivity>> RedisStore::ReadActivity(std::size_t count) {
  std::vector<PastActivity> activity;
  if (count == 0) return activity;
  TRY_ASSIGN(const RedisReply reply, pool_.Command({"XREVRANGE", "tandem:activity", "+", "-",
                                                    "COUNT", std::to_string(count)}));
  for (const RedisReply& entry : reply.Items()) activity.push_back(DecodeActivity(entry.Items()));
  return activity;
}

Result<std::vector<IssueId>> RedisStore::LinksOf(RepositoryId repository) {
  std::set<IssueId> issues;
  std::string cursor = "0";
  do {
    TRY_ASSIGN(const RedisReply reply,
               pool_.Run(scripts::LinksOf(), {}, {cursor, Text(repository.value)}));
    if (reply.Items().size() != 2) return Damaged("links_of", "a reply of another length");
    cursor = reply.Items()[0].Text();
    for (const RedisReply& issue : reply.Items()[1].Items()) issues.insert({issue.Integer()});
  } while (cursor != "0" && !cursor.empty());
  return std::vector<IssueId>(issues.begin(), issues.end());
}

Result<bool> RedisStore::CountCreation(const Lease& lease, const std::string& rule, TicketId ticket,
                                       int limit) {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::CountCreation(), {},
                                               {lease.lane.text, Text(lease.token), rule,
                                                Text(ticket.value), Text(limit)}));
  if (reply.Text() == "lost") TRY(ReplyStatus(reply, lease));
  return reply.Integer() == 1;
}

Result<JoinOutcome> RedisStore::Join(const Lease& lease, TicketId ticket, const IssueRef& issue,
                                     const Entry& entry) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.RunConfirmed(scripts::Join(), {},
                                {lease.lane.text, Text(lease.token), Text(ticket.value),
                                 Text(issue.id.value), EntryText(entry), FirstCore(issue, entry),
                                 Text(issue.repository_id.value) + ":" + Text(issue.number),
                                 Text(entry.links_before)}));
  const auto& items = reply.Items();
  const std::string how = items.empty() ? "" : items[0].Text();
  if (how == "busy") return JoinOutcome(Busy{});
  if (how == "joined" && items.size() == 2) {
    return JoinOutcome(Joined{{KeyOf(issue.id), items[1].Integer()}});
  }
  if (how == "refused" && items.size() == 2) {
    return JoinOutcome(Refused{IssueId{items[1].Integer()}});
  }
  const Status failed = ReplyStatus(RedisReply(how), lease);
  return failed.ok() ? Damaged("join", "a reply of another kind") : failed.error();
}

}  // namespace tandem
