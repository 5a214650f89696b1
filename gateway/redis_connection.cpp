#include "gateway/redis_connection.h"

#include "gateway/redis_tls.h"

#include <hiredis/hiredis.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <poll.h>
#include <sys/un.h>

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
using ContextHandle = std::unique_ptr<redisContext, FreeContext>;
struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using ReplyHandle = std::unique_ptr<redisReply, FreeReply>;

timeval ToTimeval(milliseconds duration) {
  return {static_cast<time_t>(duration.count() / 1000),
          static_cast<suseconds_t>(duration.count() % 1000 * 1000)};
}

Error Unreachable(const RedisPlace& place, const std::string& why) {
  return Error{
      Remedy::kUnavailable, "no connection to Redis at " + Describe(place) + ": " + why, {}};
}

Status CanReach(const RedisPlace& place) {
  const auto* tcp = std::get_if<RedisTcp>(&place);
  if (tcp != nullptr) return tcp->tls ? RedisTlsIsThere() : Done{};
  const auto& path = std::get<RedisUnix>(place).path;
  // hiredis 0.14 cuts a longer path without a word.
  if (path.size() < sizeof(sockaddr_un{}.sun_path)) return Done{};
  return Error{Remedy::kInvalid,
               "the path of the socket " + path +
                   " is longer than 107 bytes: use a shorter one in the setting \"redis\"",
               {}};
}

redisContext* Connect(const RedisPlace& place, milliseconds limit) {
  const auto timeout = ToTimeval(limit);
  if (const auto* tcp = std::get_if<RedisTcp>(&place)) {
    return redisConnectWithTimeout(tcp->host.c_str(), tcp->port, timeout);
  }
  return redisConnectUnixWithTimeout(std::get<RedisUnix>(place).path.c_str(), timeout);
}

// From here on this file waits by itself, against one deadline for the whole answer. (hiredis's own
// timeout counts from the last byte.)
bool Prepare(redisContext* context) {
  const int flags = fcntl(context->fd, F_GETFL);
  if (flags < 0 || fcntl(context->fd, F_SETFL, flags | O_NONBLOCK) != 0) return false;
  if (fcntl(context->fd, F_SETFD, FD_CLOEXEC) != 0) return false;
  if (context->connection_type == REDIS_CONN_TCP) redisEnableKeepAlive(context);
  context->flags &= ~REDIS_BLOCK;
  return true;
}

// True when the socket is ready for `events`, or failed, which the next read or write will tell.
bool WaitFor(int socket, short events, steady_clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    pollfd waiting{socket, events, 0};
    const int ready = poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
    if (ready > 0) return true;
    if (ready == 0 && left <= 0) return false;
    if (ready < 0 && errno != EINTR) return false;
  }
}

RedisReply ToReply(const redisReply& reply, std::string& refusal) {
  const std::string text(reply.str != nullptr ? reply.str : "",
                         reply.str != nullptr ? reply.len : 0);
  switch (reply.type) {
    case REDIS_REPLY_NIL:
      return RedisReply();
    case REDIS_REPLY_INTEGER:
      return RedisReply(std::int64_t{reply.integer});
    case REDIS_REPLY_ARRAY: {
      RedisReply::List items;
      for (std::size_t i = 0; i < reply.elements; ++i) {
        items.push_back(ToReply(*reply.element[i], refusal));
      }
      return RedisReply(std::move(items));
    }
    case REDIS_REPLY_ERROR:
      refusal = text.empty() ? "ERR" : text;
      return RedisReply();
    default:
      return RedisReply(text);
  }
}

RedisAnswer ToAnswer(const redisReply& reply) {
  RedisAnswer answer;
  answer.reply = ToReply(reply, answer.refusal);
  // An error inside a list says nothing about the other items' effects, so its own first word must
  // not be taken for "had no effect".
  if (reply.type == REDIS_REPLY_ARRAY && !answer.refusal.empty()) {
    answer.refusal = "ERR inside a list: " + answer.refusal;
  }
  return answer;
}

std::string ErrorText(const redisContext& context) {
  return context.errstr[0] != '\0' ? context.errstr : "the connection failed";
}

}  // namespace

struct RedisConnection::Context {
  ContextHandle handle{};
};

std::string Describe(const RedisPlace& place) {
  if (const auto* tcp = std::get_if<RedisTcp>(&place)) {
    return (tcp->tls ? "rediss://" : "redis://") + tcp->host + ":" + std::to_string(tcp->port);
  }
  return "unix://" + std::get<RedisUnix>(place).path;
}

Result<std::unique_ptr<RedisConnection>> RedisConnection::Open(const RedisPlace& place,
                                                               const RedisLimits& limits) {
  static std::once_flag ignored;
  std::call_once(ignored, [] { std::signal(SIGPIPE, SIG_IGN); });
  TRY(CanReach(place));
  ContextHandle handle(Connect(place, limits.connect));
  if (!handle) return Unreachable(place, "out of memory");
  if (handle->err != 0) return Unreachable(place, ErrorText(*handle));
  if (const auto* tcp = std::get_if<RedisTcp>(&place); tcp != nullptr && tcp->tls) {
    if (redisSetTimeout(handle.get(), ToTimeval(limits.connect)) != REDIS_OK) {
      return Unreachable(place, ErrorText(*handle));
    }
    const auto tls = StartRedisTls(handle.get(), tcp->host);
    if (!tls.ok()) return Unreachable(place, tls.error().message);
  }
  if (!Prepare(handle.get())) return Unreachable(place, std::strerror(errno));
  auto context = std::make_unique<Context>(Context{std::move(handle)});
  return std::unique_ptr<RedisConnection>(
      new RedisConnection(std::move(context), place, limits));  // the constructor is private
}

RedisConnection::RedisConnection(std::unique_ptr<Context> context, const RedisPlace& place,
                                 const RedisLimits& limits)
    : context_(std::move(context)), place_(Describe(place)), limits_(limits) {}
RedisConnection::~RedisConnection() = default;

Result<RedisAnswer> RedisConnection::Ask(const std::vector<std::string>& words) {
  if (broken_) return Error{Remedy::kUnavailable, "the connection to " + place_ + " is closed", {}};
  const auto deadline = steady_clock::now() + limits_.command;
  TRY(Send(words, deadline));
  return Receive(deadline);
}

bool RedisConnection::IsUsable() const {
  if (broken_) return false;
  pollfd idle{context_->handle->fd, POLLIN, 0};
  return poll(&idle, 1, 0) == 0;
}

Status RedisConnection::Send(const std::vector<std::string>& words, Deadline deadline) {
  redisContext* context = context_->handle.get();
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const auto& word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  if (redisAppendCommandArgv(context, static_cast<int>(words.size()), texts.data(), sizes.data()) !=
      REDIS_OK) {
    return Broken(Remedy::kUnavailable, ErrorText(*context));
  }
  for (int done = 0;;) {
    if (redisBufferWrite(context, &done) != REDIS_OK) {
      return Broken(Remedy::kUnavailable, ErrorText(*context));
    }
    if (done != 0) return Done{};
    if (!WaitFor(context->fd, POLLOUT, deadline)) {
      return Broken(Remedy::kUnavailable, "it did not take the whole command in time");
    }
  }
}

Result<RedisAnswer> RedisConnection::Receive(Deadline deadline) {
  redisContext* context = context_->handle.get();
  for (;;) {
    void* raw = nullptr;
    if (redisGetReplyFromReader(context, &raw) != REDIS_OK) {
      return Broken(Remedy::kUnknownOutcome, ErrorText(*context));
    }
    if (const ReplyHandle reply(static_cast<redisReply*>(raw)); reply) return ToAnswer(*reply);
    if (!WaitFor(context->fd, POLLIN, deadline)) {
      return Broken(Remedy::kUnknownOutcome, "no answer in time");
    }
    if (redisBufferRead(context) != REDIS_OK) {
      return Broken(Remedy::kUnknownOutcome, ErrorText(*context));
    }
  }
}

Error RedisConnection::Broken(Remedy remedy, const std::string& what) {
  broken_ = true;
  return Error{remedy, "Redis at " + place_ + ": " + what, {}};
}

}  // namespace tandem
