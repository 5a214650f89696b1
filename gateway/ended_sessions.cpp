#include "gateway/ended_sessions.h"

#include "gateway/redis.h"
#include "gateway/scripts.h"

#include <chrono>
#include <string>

namespace tandem {
namespace {

// A gateway whose clock is late lets a login live longer than this one does.
constexpr std::chrono::milliseconds kKept = kSessionLength + std::chrono::hours(1);

}  // namespace

EndedSessions EndedSessionsIn(RedisPool& pool) {
  return {[&pool](const std::string& name) -> Status {
            const auto kept = std::to_string(kKept.count());
            TRY(pool.RunConfirmed(scripts::EndSession(), {}, {name, kept}));
            return Done{};
          },
          [&pool](const std::string& name) -> Result<bool> {
            TRY_ASSIGN(const RedisReply found,
                       pool.Command({"EXISTS", "tandem:ended_session:" + name}));
            return found.Integer() != 0;
          }};
}

}  // namespace tandem
