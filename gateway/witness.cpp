#include "gateway/witness.h"

#include "gateway/redis.h"
#include "gateway/script_reply.h"
#include "gateway/scripts.h"

#include <string_view>
#include <utility>

namespace tandem {
namespace {

// Each look is a write that goes to the disk.
constexpr std::chrono::seconds kBetween{5};

// The value in INFO's "name:value" lines; empty when it is not there.
std::string Value(const std::string& info, std::string_view name) {
  const std::string line = "\n" + std::string(name) + ":";
  const auto found = info.find(line);
  if (found == std::string::npos) return {};
  const auto begin = found + line.size();
  return info.substr(begin, info.find_first_of("\r\n", begin) - begin);
}

bool IsNotPermitted(const Error& error) {
  return error.remedy == Remedy::kInvalid || error.message.find("NOPERM") != std::string::npos;
}

}  // namespace

Witness::Witness(RedisPool& pool, WitnessSettings settings)
    : pool_(pool), settings_(std::move(settings)) {}

// A server that was promoted names the history that it had as a replica; one that was only started
// again from its own file has none. (redis.io/docs: Replication ID explained.)
Result<Witness::Server> Witness::AskServer() {
  const auto info = pool_.Command({"INFO"});
  if (!info.ok() && !IsNotPermitted(info.error())) return info.error();
  Server server;
  if (info.ok()) {
    server.run_id = Value(info->Text(), "run_id");
    const std::string history = Value(info->Text(), "master_replid2");
    server.promoted = history.find_first_not_of('0') != std::string::npos;
  }
  if (server.run_id.empty() && !std::exchange(blind_, true) && settings_.tell_blind)
    settings_.tell_blind(info.ok() ? "INFO tells no run_id" : info.error().message);
  return server;
}

Status Witness::Beat() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return Done{};
  Status looked = Look();
  if (looked.ok()) next_ = now + kBetween;
  return looked;
}

Status Witness::Look() {
  TRY_ASSIGN(const Server server, AskServer());
  std::vector<std::string> words{settings_.gateway, std::to_string(told_), std::to_string(began_),
                                 server.run_id, server.promoted ? "1" : "0"};
  for (const Key& poll : settings_.polls) words.push_back(poll.text);
  // Confirmed, so that it shows when replicas do not do that, also while nothing comes in.
  const auto reply = pool_.RunConfirmed(scripts::Witness(), {}, words);
  if (!reply.ok() && !pool_.Unconfirmed().empty()) return Done{};  // the store itself is there
  if (!reply.ok()) return reply.error();
  const auto& items = reply->Items();
  if (items.size() != 5) return Damaged("witness", "a reply of another length");
  told_ = items[0].Integer();
  if (began_ == 0) began_ = items[1].Integer();
  const std::string& noticed = items[2].Text();
  if (!noticed.empty() && settings_.tell)
    settings_.tell({noticed == "lost", items[3].Integer(), TimeOf(items[4])});
  return Done{};
}

}  // namespace tandem
