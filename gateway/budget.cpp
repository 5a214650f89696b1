#include "gateway/budget.h"

#include "gateway/time_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace tandem {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kMinute{60'000};
constexpr milliseconds kHour{3'600'000};
constexpr double kLowShare = 0.3;
constexpr milliseconds kWriteSpace{1'000};
constexpr milliseconds kCreateSpace{3'000};

std::optional<double> Number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  double value = 0;
  const char* end = text->data() + text->size();
  const auto [stop, fault] = std::from_chars(text->data(), end, value);
  const bool good = fault == std::errc() && stop == end && std::isfinite(value) && value >= 0;
  return good ? std::optional(value) : std::nullopt;
}

std::optional<Time> ResetTime(const HttpResponse& response) {
  constexpr double kYear3000 = 32'503'680'000;  // beyond it a number is no time
  const auto seconds = Number(response.Header("x-ratelimit-reset"));
  if (!seconds || *seconds > kYear3000) return std::nullopt;
  return Time(milliseconds(static_cast<std::int64_t>(*seconds * 1000)));
}

milliseconds SpaceFor(std::optional<milliseconds> last, milliseconds space, milliseconds now) {
  return last ? std::max(milliseconds(0), *last + space - now) : milliseconds(0);
}

std::string Seconds(milliseconds wait) {
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + " s";
}

}  // namespace

std::string_view NameOf(Service service) {
  return service == Service::kFreshdesk ? "Freshdesk" : "GitHub";
}

std::string_view CredentialOf(Service service) {
  return service == Service::kFreshdesk ? "freshdesk.api_key" : "github.token";
}

Clocks Clocks::System() {
  return {[] {
            return std::chrono::duration_cast<milliseconds>(
                std::chrono::steady_clock::now().time_since_epoch());
          },
          [] { return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()); }};
}

std::optional<milliseconds> ReadRetryAfter(std::string_view text, Time now) {
  constexpr double kMaxSeconds = 1e9;  // keeps the conversion in range; the cap comes later
  if (const auto seconds = Number(std::string(text))) {
    return milliseconds(static_cast<std::int64_t>(std::min(*seconds, kMaxSeconds) * 1000));
  }
  const auto date = ParseHttpDate(text);
  return date ? std::optional(std::max(milliseconds(0), *date - now)) : std::nullopt;
}

Budget::Budget(Service service, double share, Clocks clocks, TellCapped tell)
    : service_(service), share_(share), clocks_(std::move(clocks)), tell_capped_(std::move(tell)) {}

void Budget::Inherit(const Budget& before) {
  const std::scoped_lock lock(mutex_, before.mutex_);
  known_ = before.known_;
}

Status Budget::MayCall(CallKind kind) {
  const std::lock_guard lock(mutex_);
  const Duration now = clocks_.steady();
  const std::string name(NameOf(service_));
  if (now < known_.paused_until) {
    if (known_.cause == Cause::kRefusal) return Refusal(now);
    const Duration wait = known_.paused_until - now;
    return Error{Remedy::kUnavailable,
                 name + " is paused for " + Seconds(wait) + ": " + known_.reason, wait};
  }
  if (kind == CallKind::kRead) return Done{};
  if (SpacedAt(now)) {
    Duration wait = SpaceFor(known_.last_write, kWriteSpace, now);
    if (kind == CallKind::kCreate)
      wait = std::max(wait, SpaceFor(known_.last_create, kCreateSpace, now));
    if (wait > Duration(0)) {
      return Error{Remedy::kUnavailable, "writes to " + name + " are spaced while little is left",
                   wait};
    }
  }
  known_.last_write = now;
  if (kind == CallKind::kCreate) known_.last_create = now;
  return Done{};
}

void Budget::Learn(const HttpResponse& response) {
  const std::lock_guard lock(mutex_);
  const Duration now = clocks_.steady();
  if ((response.status >= 200 && response.status < 300) || response.status == 304) {
    known_.throttle_wait = Duration(0);
    known_.refused_wait = Duration(0);
  }
  LearnLimit(response, now);
  if (!known_.limit || !known_.remaining || now >= known_.window_end) return;
  if (*known_.remaining < (1 - share_) * *known_.limit) {
    PauseUntil(known_.window_end, Cause::kLimit,
               "the rest of its rate limit is left to others (budget_share)");
  }
}

// GitHub says "limit" and when the window ends; Freshdesk says "total" and counts by the minute.
void Budget::LearnLimit(const HttpResponse& response, Duration now) {
  // GitHub counts searches and others apart, with the same headers.
  if (response.Header("x-ratelimit-resource").value_or("core") != "core") return;
  auto limit = Number(response.Header("x-ratelimit-limit"));
  if (!limit) limit = Number(response.Header("x-ratelimit-total"));
  const auto remaining = Number(response.Header("x-ratelimit-remaining"));
  if (!limit || !remaining) return;
  known_.limit = limit;
  known_.remaining = remaining;
  const Time wall = clocks_.wall();
  if (const auto reset = ResetTime(response)) {
    known_.window_end = now + std::clamp<Duration>(*reset - wall, std::chrono::seconds(1), kHour);
  } else {
    const auto next_minute = std::chrono::floor<std::chrono::minutes>(wall) + kMinute;
    known_.window_end = now + (next_minute - wall);
  }
}

milliseconds Budget::Throttled(const HttpResponse& response) {
  const std::lock_guard lock(mutex_);
  const Duration now = clocks_.steady();
  const Time wall = clocks_.wall();
  known_.last_throttle = now;
  std::optional<Duration> wait;
  if (const auto header = response.Header("Retry-After")) wait = ReadRetryAfter(*header, wall);
  if (const auto reset = ResetTime(response);
      !wait && reset && Number(response.Header("x-ratelimit-remaining")) == 0.0) {
    wait = std::max(Duration(0), *reset - wall);
  }
  if (!wait) wait = Grow(known_.throttle_wait, now);
  // A second at least: "now" would only be asked again.
  wait = std::max<Duration>(Cap(*wait), std::chrono::seconds(1));
  PauseUntil(now + *wait, Cause::kLimit, "it answered that there were too many requests");
  return *wait;
}

std::optional<milliseconds> Budget::Wished(const HttpResponse& response) {
  const std::lock_guard lock(mutex_);
  const auto header = response.Header("Retry-After");
  const auto wait = header ? ReadRetryAfter(*header, clocks_.wall()) : std::nullopt;
  return wait ? std::optional(Cap(*wait)) : std::nullopt;
}

Error Budget::Refused() {
  const std::lock_guard lock(mutex_);
  const Duration now = clocks_.steady();
  PauseUntil(now + Grow(known_.refused_wait, now), Cause::kRefusal,
             "it refused our credential; look at " + std::string(CredentialOf(service_)));
  return Refusal(now);
}

// The same words for whoever was refused and for whoever is not let through for it: what is held up
// by it says so once.
Error Budget::Refusal(Duration now) const {
  return {Remedy::kUnauthorized,
          std::string(NameOf(service_)) + " answered 401: the credential is not valid; look at " +
              std::string(CredentialOf(service_)),
          known_.paused_until - now};
}

// The next of 1, 2, 4 ... 60 minutes. Answers that come while the service is paused were under way
// when it was paused: they are one event, not several.
milliseconds Budget::Grow(Duration& last, Duration now) const {
  if (last == Duration(0)) {
    last = kMinute;
  } else if (now >= known_.paused_until) {
    last = std::min(last * 2, kHour);
  }
  return last;
}

milliseconds Budget::Cap(Duration wait) const {
  if (wait <= kHour) return wait;
  if (tell_capped_) tell_capped_(wait);
  return kHour;
}

void Budget::PauseUntil(Duration when, Cause cause, std::string reason) {
  if (when <= known_.paused_until) return;
  known_.paused_until = when;
  known_.cause = cause;
  known_.reason = std::move(reason);
}

bool Budget::LowAt(Duration now) const {
  return known_.limit && known_.remaining && now < known_.window_end &&
         *known_.remaining < kLowShare * *known_.limit;
}

bool Budget::SpacedAt(Duration now) const {
  return LowAt(now) || (known_.last_throttle && now - *known_.last_throttle < kHour);
}

bool Budget::Low() const {
  const std::lock_guard lock(mutex_);
  return LowAt(clocks_.steady());
}

BudgetSnapshot Budget::Snapshot() const {
  const std::lock_guard lock(mutex_);
  const Duration wait = std::max(Duration(0), known_.paused_until - clocks_.steady());
  return {known_.limit, known_.remaining, wait, wait > Duration(0) ? known_.reason : ""};
}

}  // namespace tandem
