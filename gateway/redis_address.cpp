#include "gateway/redis_address.h"

#include "gateway/redis_error.h"

namespace tandem {
namespace {

using Words = std::vector<std::string>;

// What a new connection is asked before it may be used.
Result<RedisReply> Greet(RedisConnection& connection, const Words& words) {
  auto answer = connection.Ask(words);
  if (!answer.ok()) return Error{Remedy::kUnavailable, answer.error().message, {}};
  if (answer->refusal.empty()) return std::move(answer->reply);
  auto error = RedisRefusal(answer->refusal, words.front() + " at " + connection.place());
  // "ERR invalid password" before Redis 6, "ERR AUTH <password> called without any password".
  const bool credentials = words.front() == "AUTH" && error.remedy == Remedy::kInvalid;
  if (credentials) error.remedy = Remedy::kUnauthorized;
  if (error.remedy != Remedy::kUnavailable) error.message += " (look at the setting \"redis\")";
  return error;
}

Status Authenticate(RedisConnection& connection, const std::string& user, const Secret& password) {
  if (password.empty()) return Done{};
  Words words{"AUTH"};
  if (!user.empty()) words.push_back(user);
  words.push_back(password.Reveal());
  TRY(Greet(connection, words));
  return Done{};
}

Status SignIn(RedisConnection& connection, const RedisConfig& config) {
  TRY(Authenticate(connection, config.user, config.password));
  if (config.database != 0) {
    TRY(Greet(connection, {"SELECT", std::to_string(config.database)}));
  }
  // Even where nothing is to be said: what is wrong with the server itself (LOADING, NOAUTH, too
  // many clients, frozen) shows before a command that has effects is sent.
  TRY(Greet(connection, {"PING"}));
  return Done{};
}

Result<RedisTcp> AskSentinel(const Address& sentinel, const RedisSentinels& setting,
                             const RedisLimits& limits) {
  TRY_ASSIGN(const auto connection,
             RedisConnection::Open(RedisTcp{sentinel.host, sentinel.port, setting.tls}, limits));
  TRY(Authenticate(*connection, setting.user, setting.password));
  TRY_ASSIGN(const auto reply,
             Greet(*connection, {"SENTINEL", "get-master-addr-by-name", setting.master}));
  const auto& place = reply.Items();
  if (place.size() != 2) {
    return Error{Remedy::kUnavailable,
                 "the sentinel at " + connection->place() + " knows no master \"" + setting.master +
                     "\" (setting \"redis\")",
                 {}};
  }
  return RedisTcp{place[0].Text(), static_cast<int>(place[1].Integer()), setting.tls};
}

Result<RedisTcp> FindMaster(const RedisSentinels& setting, const RedisLimits& limits) {
  Error last{Remedy::kInvalid, "the setting \"redis\" names no sentinel", {}};
  for (const auto& sentinel : setting.sentinels) {
    auto master = AskSentinel(sentinel, setting, limits);
    if (master.ok()) return master;
    last = master.error();
  }
  return last;
}

// A sentinel that lags may still name the old master.
Status MustBeMaster(RedisConnection& connection) {
  TRY_ASSIGN(const auto role, Greet(connection, {"ROLE"}));
  if (!role.Items().empty() && role.Items()[0].Text() == "master") return Done{};
  return Error{Remedy::kUnavailable,
               "Redis at " + connection.place() + " is no master, though a sentinel says so",
               {}};
}

}  // namespace

Result<std::unique_ptr<RedisConnection>> OpenRedis(const RedisConfig& config,
                                                   const RedisLimits& limits) {
  const auto* sentinels = std::get_if<RedisSentinels>(&config.server);
  RedisPlace place;
  if (const auto* tcp = std::get_if<RedisTcp>(&config.server)) {
    place = *tcp;
  } else if (const auto* unix_socket = std::get_if<RedisUnix>(&config.server)) {
    place = *unix_socket;
  } else {
    TRY_ASSIGN(place, FindMaster(*sentinels, limits));
  }
  TRY_ASSIGN(auto connection, RedisConnection::Open(place, limits));
  TRY(SignIn(*connection, config));
  if (sentinels != nullptr) TRY(MustBeMaster(*connection));
  return connection;
}

}  // namespace tandem
