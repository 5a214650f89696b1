// The part of the store that is about the services rather than about links.
#include "gateway/link_json.h"
#include "gateway/operation_text.h"
#include "gateway/redis.h"
#include "gateway/redis_store.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

namespace tandem {
namespace {

std::string VisibilityText(Visibility visibility) {
  switch (visibility) {
    case Visibility::kPublic:
      return "public";
    case Visibility::kPrivate:
      return "private";
    case Visibility::kUnknown:
      break;
  }
  return "unknown";
}

// What is not known for certain is unknown.
Visibility ReadVisibilityText(const std::string& text) {
  if (text == "public") return Visibility::kPublic;
  return text == "private" ? Visibility::kPrivate : Visibility::kUnknown;
}

}  // namespace

Result<Time> RedisStore::Now() {
  TRY_ASSIGN(const RedisReply reply, pool_.Command({"TIME"}));
  if (reply.Items().size() != 2) return Damaged("TIME", "a reply of another length");
  return Time(std::chrono::milliseconds(reply.Items()[0].Integer() * 1000 +
                                        reply.Items()[1].Integer() / 1000));
}

Result<VisibilityRead> RedisStore::ReadVisibility(RepositoryId repository) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::ReadVisibility(), {}, {std::to_string(repository.value)}));
  if (reply.Items().size() != 3) return Damaged("read_visibility", "a reply of another length");
  return VisibilityRead{ReadVisibilityText(reply.Items()[0].Text()),
                        std::chrono::milliseconds(reply.Items()[1].Integer()),
                        reply.Items()[2].Integer()};
}

Status RedisStore::SaveVisibility(RepositoryId repository, const std::string& full_name,
                                  Visibility visibility, std::int64_t epoch) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::SaveVisibility(), {},
                       {std::to_string(repository.value), full_name, VisibilityText(visibility),
                        std::to_string(epoch)}));
  if (reply.Text() == "ok") return Done{};
  return Error{Remedy::kConflict, "the visibility of repository " +
                                      std::to_string(repository.value) +
                                      " changed while it was read"};
}

Result<std::optional<HighWater>> RedisStore::ReadHighWater(const std::string& listing) {
  const std::string key = "tandem:high_water:" + listing;
  const auto reply = pool_.Command({"HMGET", key, "updated_at", "seen"});
  if (!reply.ok()) return Naming(key, reply.error());
  const auto& items = reply->Items();
  if (items.size() != 2) return Damaged(key, "a reply of another length");
  if (items[0].IsNil() && items[1].IsNil()) return std::optional<HighWater>();
  const auto updated_at = ReadWholeNumber(items[0].Text());
  auto seen = DecodeTexts(items[1].Text());
  if (!updated_at) return Damaged(key, "field updated_at is damaged");
  if (!seen.ok()) return Naming(key, seen.error());
  return std::optional(HighWater{Time(std::chrono::milliseconds(*updated_at)), *std::move(seen)});
}

Status RedisStore::SaveHighWater(const Lease& lease, const std::string& listing,
                                 const HighWater& mark) {
  TRY_ASSIGN(const RedisReply reply,
             pool_.Run(scripts::SaveHighWater(), {},
                       {lease.lane.text, std::to_string(lease.token), listing,
                        std::to_string(mark.updated_at.time_since_epoch().count()),
                        EncodeTexts(mark.seen)}));
  return ReplyStatus(reply, lease);
}

Result<bool> RedisStore::TakeWriter(const std::string& service, const std::string& owner,
                                    std::chrono::milliseconds duration) {
  TRY_ASSIGN(const RedisReply reply, pool_.Run(scripts::TakeWriter(), {},
                                               {service, owner, std::to_string(duration.count())}));
  return reply.Integer() == 1;
}

Status RedisStore::GiveWriterBack(const std::string& service, const std::string& owner) {
  TRY(pool_.Run(scripts::GiveWriterBack(), {}, {service, owner}));
  return Done{};
}

}  // namespace tandem
