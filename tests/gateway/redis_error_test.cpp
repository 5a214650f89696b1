#include "gateway/redis_error.h"

#include <gtest/gtest.h>

#include <array>

namespace tandem {
namespace {

struct Case {
  const char* reply;
  Remedy remedy;
};

constexpr auto kCases = std::to_array<Case>({
    {"LOADING Redis is loading the dataset in memory", Remedy::kUnavailable},
    {"READONLY You can't write against a read only replica.", Remedy::kUnavailable},
    {"OOM command not allowed when used memory > 'maxmemory'.", Remedy::kUnavailable},
    {"MISCONF Errors writing to the AOF file: No space left on device", Remedy::kUnavailable},
    {"BUSY Redis is busy running a script.", Remedy::kUnavailable},
    {"NOSCRIPT No matching script. Please use EVAL.", Remedy::kUnavailable},
    {"MASTERDOWN Link with MASTER is down", Remedy::kUnavailable},
    {"NOREPLICAS Not enough good replicas to write.", Remedy::kUnavailable},
    {"CLUSTERDOWN The cluster is down", Remedy::kUnavailable},
    {"TRYAGAIN Multiple keys request during rehashing of slot", Remedy::kUnavailable},
    {"ERR max number of clients reached", Remedy::kUnavailable},
    {"NOAUTH Authentication required.", Remedy::kUnauthorized},
    {"NOPERM this user has no permissions to run the 'get' command", Remedy::kUnauthorized},
    {"WRONGPASS invalid username-password pair or user is disabled.", Remedy::kUnauthorized},
    {"MOVED 3999 127.0.0.1:6381", Remedy::kInvalid},
    {"WRONGTYPE Operation against a key holding the wrong kind of value", Remedy::kInvalid},
    {"BUSYGROUP Consumer Group name already exists", Remedy::kInvalid},
    {"ERR unknown command 'x'", Remedy::kInvalid},
    {"ERR something about OOM", Remedy::kInvalid},
    {"", Remedy::kInvalid},
    // As Redis 6 words it.
    {"ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -OOM command not "
     "allowed when used memory > 'maxmemory'.",
     Remedy::kUnavailable},
    {"ERR Error running script (call to f_1): @user_script:1: attempt to index a nil value",
     Remedy::kInvalid},
});

TEST(RedisError, IsNamedByWhatToDoAboutIt) {
  for (const auto& [reply, remedy] : kCases) {
    EXPECT_EQ(RedisRefusal(reply, "GET").remedy, remedy) << reply;
  }
}

TEST(RedisError, DoesNotRepeatTheArgumentsThatRedisQuotes) {
  EXPECT_EQ(
      RedisRefusal("ERR unknown command 'x', with args beginning with: 'words' ", "X").message,
      "X: Redis answered: ERR unknown command 'x'");
}

}  // namespace
}  // namespace tandem
