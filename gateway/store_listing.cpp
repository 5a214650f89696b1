// The part of the store that people ask: all links, and what is asked for about a ticket.
#include "gateway/link_json.h"
#include "gateway/operation_text.h"
#include "gateway/redis.h"
#include "gateway/redis_store.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

#include <algorithm>
#include <string_view>

namespace tandem {
namespace {

constexpr std::size_t kLinksAtOnce = 100;
constexpr std::string_view kLinkKey = "tandem:link:";

// Makes the index know the links that were made before there was one.
Status IndexOldLinks(RedisPool& pool) {
  TRY_ASSIGN(const RedisReply known, pool.Command({"EXISTS", "tandem:links_indexed"}));
  if (known.Integer() == 1) return Done{};
  std::string cursor = "0";
  do {
    TRY_ASSIGN(const RedisReply page, pool.Command({"SCAN", cursor, "MATCH",
                                                    std::string(kLinkKey) + "*", "COUNT", "1000"}));
    if (page.Items().size() != 2) return Damaged("SCAN", "a reply of another length");
    cursor = page.Items()[0].Text();
    std::vector<std::string> words{"SADD", "tandem:links"};
    for (const RedisReply& key : page.Items()[1].Items())
      words.push_back(key.Text().substr(kLinkKey.size()));
    if (words.size() > 2) TRY(pool.Command(words));
  } while (cursor != "0");
  TRY(pool.Command({"SET", "tandem:links_indexed", "1"}));
  return Done{};
}

Result<ListedLink> DecodeListed(const RedisReply::List& items) {
  if (items.size() != 4) return Damaged("read_links", "a reply of another length");
  const std::string key = std::string(kLinkKey) + items[0].Text();
  HashFields fields;
  const auto& texts = items[1].Items();
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2)
    fields[texts[i].Text()] = texts[i + 1].Text();
  auto link = DecodeLink(fields);
  if (!link.ok()) return Naming(key, link.error());
  const auto state = WorkStateNamed(items[2].Text());
  if (!state) return Damaged("read_links", "a state of another name");
  return ListedLink{*std::move(link), {*state, items[3].Text()}};
}

std::string RequestKey(TicketId ticket) {
  return "tandem:request:" + std::to_string(ticket.value);
}

std::string Told(const Request& request) {
  std::string what = "api " + std::string(NameOf(request.kind));
  if (request.kind == RequestKind::kLink)
    what += " " + request.repository + "#" + std::to_string(request.number);
  return what;
}

}  // namespace

Result<std::vector<IssueId>> RedisStore::ListIssues() {
  TRY(IndexOldLinks(pool_));
  TRY_ASSIGN(const RedisReply reply, pool_.Command({"SMEMBERS", "tandem:links"}));
  std::vector<IssueId> issues;
  for (const RedisReply& item : reply.Items()) {
    const auto id = ReadWholeNumber(item.Text());
    if (!id) return Damaged("tandem:links", "a member that is no id");
    issues.push_back(IssueId{*id});
  }
  return issues;
}

Result<std::vector<ListedLink>> RedisStore::ListLinks(const std::vector<IssueId>& issues) {
  std::vector<ListedLink> listed;
  for (std::size_t from = 0; from < issues.size(); from += kLinksAtOnce) {
    std::vector<std::string> words;
    const std::size_t end = std::min(issues.size(), from + kLinksAtOnce);
    for (std::size_t i = from; i < end; ++i) words.push_back(std::to_string(issues[i].value));
    TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::ReadLinks(), {}, words));
    for (const RedisReply& item : reply.Items()) {
      auto link = DecodeListed(item.Items());
      // One that is damaged is parked, and shown as such; the others are shown all the same.
      if (link.ok() && !link->link.tickets.empty()) listed.push_back(*std::move(link));
    }
  }
  return listed;
}

Status RedisStore::SaveRequest(const Request& request) {
  TRY(pool_.RunConfirmed(scripts::SaveRequest(), {},
                         {std::to_string(request.ticket.value), EncodeRequest(request),
                          request.delivery, Told(request)}));
  return Done{};
}

Result<std::vector<Request>> RedisStore::ReadRequests(const std::vector<TicketId>& tickets) {
  std::vector<Request> requests;
  if (tickets.empty()) return requests;
  std::vector<std::string> words{"MGET"};
  for (const TicketId ticket : tickets) words.push_back(RequestKey(ticket));
  TRY_ASSIGN(const RedisReply reply, pool_.Command(words));
  if (reply.Items().size() != tickets.size()) return Damaged("MGET", "a reply of another length");
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    if (reply.Items()[i].IsNil()) continue;
    auto request = DecodeRequest(tickets[i], reply.Items()[i].Text());
    if (!request.ok()) return Naming(RequestKey(tickets[i]), request.error());
    requests.push_back(*std::move(request));
  }
  return requests;
}

Status RedisStore::FinishRequest(const Lease& lease, const Request& request) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::FinishRequest(), {},
                       {lease.lane.text, std::to_string(lease.token),
                        std::to_string(request.ticket.value), EncodeRequest(request)}));
  return ReplyStatus(reply, lease);
}

}  // namespace tandem
