// Where a run plays: the sandbox, the program against it, what can be asked of it. Not thread-safe.
#pragma once

#include "mappers/model.h"
#include "tests/chaos/run/settings.h"
#include "tests/gateway/temporary_directory.h"
#include "tests/sandbox/running_gateway.h"
#include "tests/sandbox/sandbox.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tandem::chaos {

inline constexpr std::chrono::milliseconds kLookAfter{1'500};
inline constexpr std::chrono::milliseconds kPoll{3'000};

class Stage {
 public:
  // The gateway runs when this returns, without what the settings say it is without.
  explicit Stage(const Settings& settings);

  sandbox::Sandbox& world() { return world_; }
  sandbox::RunningGateway& gateway() { return gateway_; }
  // Starts it again after it ended; false when it does not come.
  bool Start();
  // The redis-server that the gateway has started; 0 when there is none.
  pid_t RedisProcess() const;

  // Waits until nothing is left to do and nothing has been written for a while; false when that
  // does not come about within `longest`, or the gateway has ended. Long enough for all that waits
  // to show, or just for once.
  enum class Rest { kForGood, kForNow };
  bool Rests(Rest rest, std::chrono::milliseconds longest);
  // When something was last written, as seen by Rests.
  std::chrono::steady_clock::time_point last_write() const { return last_write_; }

  // What is asked of the gateway's API by POST: its status, 0 without an answer.
  int Post(const std::string& path) const;
  // When what was last planned for was read, of the ticket's link; nothing when that is not told.
  Time LastSynced(std::int64_t ticket) const;
  // What a person does about what was refused for a while: the gateway is stopped and started, for
  // it is silent towards a service that refused its credential, and what is parked is tried again.
  // False when it does not come.
  bool Mend();
  // What is parked, in words.
  std::vector<std::string> Parked() const;
  // What the gateway decided and did about a ticket and its issue, by its own activity log; each
  // line begins with its time.
  std::vector<std::string> ActivityOf(std::int64_t ticket, std::int64_t issue);
  std::string Folder() const { return folder_.path().string(); }

 private:
  Json Ask(const std::string& path, const std::string& method = "GET", int* status = nullptr) const;

  const Settings& settings_;
  TemporaryDirectory folder_{};
  sandbox::Sandbox world_{};
  sandbox::RunningGateway gateway_;
  std::chrono::steady_clock::time_point last_write_{};
};

}  // namespace tandem::chaos
