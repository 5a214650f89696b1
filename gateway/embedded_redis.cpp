#include "gateway/embedded_redis.h"

#include "gateway/redis_keeper.h"
#include "gateway/spawn.h"

namespace tandem {

Result<std::unique_ptr<EmbeddedRedis>> EmbeddedRedis::Start(const DataDirectory& data,
                                                            EmbeddedRedisOptions options) {
  if (!FindProgram(options.program)) {
    return Error{
        Remedy::kInvalid,
        options.program +
            " is not in PATH: install it (Debian: apt-get install redis-server), or name a "
            "Redis of your own in the setting \"redis\"",
        {}};
  }
  TRY_ASSIGN(auto lock, data.Lock(options.lock, options.give_up));
  auto keeper = std::make_unique<Keeper>(data, std::move(lock), std::move(options));
  TRY(keeper->WaitUntilItAnswers());
  return std::unique_ptr<EmbeddedRedis>(
      new EmbeddedRedis(std::move(keeper)));  // the constructor is private
}

EmbeddedRedis::EmbeddedRedis(std::unique_ptr<Keeper> keeper) : keeper_(std::move(keeper)) {}
EmbeddedRedis::~EmbeddedRedis() = default;

RedisConfig EmbeddedRedis::config() const {
  return keeper_->config();
}
pid_t EmbeddedRedis::id() const {
  return keeper_->id();
}
int EmbeddedRedis::restarts() const {
  return keeper_->restarts();
}
void EmbeddedRedis::Stop() {
  keeper_->Stop();
}

}  // namespace tandem
