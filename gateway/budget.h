// How much of one service's rate limit is left, learned from its answers, and how long it wants to
// be left alone. One for each service, shared by all workers; safe from all threads.
#pragma once

#include "gateway/http.h"
#include "gateway/result.h"
#include "mappers/model.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace tandem {

enum class Service { kFreshdesk, kGithub };
std::string_view NameOf(Service service);        // for people: "Freshdesk", "GitHub"
std::string_view CredentialOf(Service service);  // the setting: "freshdesk.api_key", "github.token"

// What a call does. A creation is a write that makes a message or an issue.
enum class CallKind { kRead, kWrite, kCreate };

// Where the time comes from: `steady` never jumps, `wall` is what the services' dates mean.
struct Clocks {
  std::function<std::chrono::milliseconds()> steady{};
  std::function<Time()> wall{};
  static Clocks System();
};

struct BudgetSnapshot {
  std::optional<double> limit{};  // nothing until the first answer has told
  std::optional<double> remaining{};
  std::chrono::milliseconds paused_for{};  // 0: not paused
  std::string reason{};                    // why it is paused; empty when it is not
};

class Budget {
 public:
  // Told what a service asked for when that was cut to an hour; it may not ask the budget.
  using TellCapped = std::function<void(std::chrono::milliseconds asked)>;
  // `share`: how much of the limit is ours, 0 to 1; the rest is left to others.
  Budget(Service service, double share, Clocks clocks = Clocks::System(), TellCapped tell = {});

  // Goes on from what another knows about the same service and credential: its limit and its
  // pauses.
  void Inherit(const Budget& before);

  // To be asked right before each call; an ok takes the place of that call. Otherwise kUnavailable
  // with retry_after: the service is paused, or writes need some space between them (writes 1 s,
  // creations 3 s apart, once the budget is low or for an hour after a rate limit was hit). While
  // it is paused for a credential that it refused: the error that Refused gave.
  Status MayCall(CallKind kind);

  // Takes in what an answer's headers say. Every answer is to be given, whatever its status.
  void Learn(const HttpResponse& response);
  // After an answer that means "too many requests": pauses the service for what Retry-After or
  // x-ratelimit-reset say, else for a minute, doubling while no call succeeds; an hour at most.
  // The time to wait.
  std::chrono::milliseconds Throttled(const HttpResponse& response);
  // What a Retry-After in another answer, such as a 503, asks for; an hour at most. Pauses nothing.
  std::optional<std::chrono::milliseconds> Wished(const HttpResponse& response);
  // After a 401: pauses the service for a minute, doubling up to an hour while no call succeeds, so
  // that a wrong credential does not lock its owner out. The error, with the time to wait.
  Error Refused();

  // Whether less than 30% of the limit is left: what is not urgent should wait.
  bool Low() const;
  BudgetSnapshot Snapshot() const;
  Service service() const { return service_; }

 private:
  using Duration = std::chrono::milliseconds;
  enum class Cause { kLimit, kRefusal };

  bool LowAt(Duration now) const;
  bool SpacedAt(Duration now) const;
  void LearnLimit(const HttpResponse& response, Duration now);
  void PauseUntil(Duration when, Cause cause, std::string reason);
  Error Refusal(Duration now) const;
  Duration Grow(Duration& last, Duration now) const;
  Duration Cap(Duration wait) const;

  struct Known {
    std::optional<double> limit{};
    std::optional<double> remaining{};
    Duration window_end{};  // when `remaining` is out of date
    Duration paused_until{};
    Cause cause = Cause::kLimit;
    std::string reason{};
    Duration throttle_wait{};  // the last one without a Retry-After; 0 after a success
    Duration refused_wait{};
    std::optional<Duration> last_throttle{};
    std::optional<Duration> last_write{};
    std::optional<Duration> last_create{};
  };

  const Service service_;
  const double share_;
  const Clocks clocks_;
  const TellCapped tell_capped_;
  mutable std::mutex mutex_;
  Known known_{};
};

// What a Retry-After header asks for: seconds or an HTTP date. Nothing when it is neither; 0 when
// the date has passed.
std::optional<std::chrono::milliseconds> ReadRetryAfter(std::string_view text, Time now);

}  // namespace tandem
