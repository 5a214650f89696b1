#include "tests/simulator/refusals.h"

#include <string>

namespace tandem::simulator {
namespace {

constexpr int kFine = 200;
constexpr int kTooManyRequests = 429;
constexpr int kUnavailable = 503;

std::optional<std::string> RetryAfter(const Fault& fault) {
  const auto wait = std::chrono::duration_cast<std::chrono::seconds>(fault.amount);
  return wait.count() == 0 ? std::nullopt : std::optional(std::to_string(wait.count()));
}

// The second way in which GitHub says it: when there is something left again, by its own clock.
HttpResponse UsedUpUntil(Time end) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(end.time_since_epoch()).count();
  return {kTooManyRequests,
          {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", std::to_string(seconds)}},
          {},
          {}};
}

HttpResponse Answer(int status, const Fault& fault) {
  HttpResponse answer{status, {}, {}, {}};
  if (const auto wait = RetryAfter(fault)) answer.headers.emplace_back("Retry-After", *wait);
  return answer;
}

}  // namespace

bool IsRefusal(Fate fate) {
  switch (fate) {
    case Fate::kUnauthorized:
    case Fate::kForbidden:
    case Fate::kNotFound:
    case Fate::kUnprocessable:
    case Fate::kTooMany:
    case Fate::kBroken:
      return true;
    default:
      return false;
  }
}

Refusals::Refusals(Service service, const World& world)
    : budget_(
          service, 1,
          {[&world] {
             return std::chrono::duration_cast<milliseconds>(world.monotonic().time_since_epoch());
           },
           [&world] { return world.wall(); }}),
      world_(world) {}

HttpResponse Refusals::TooMany(const Fault& fault) const {
  const bool odd = std::chrono::duration_cast<std::chrono::seconds>(fault.amount).count() % 2 == 1;
  return odd ? UsedUpUntil(world_.now() + fault.amount) : Answer(kTooManyRequests, fault);
}

Error Refusals::Refuse(const Fault& fault, tandem::CallKind kind) {
  refused_ = true;
  limited_ = limited_ || fault.fate == Fate::kUnauthorized || fault.fate == Fate::kTooMany;
  switch (fault.fate) {
    case Fate::kUnauthorized:
      return budget_.Refused();
    case Fate::kForbidden:
      return {Remedy::kUnauthorized, "it may not be done, or not be seen", {}};
    case Fate::kNotFound:
      return {Remedy::kNotFound, "it is said not to be there", {}};
    case Fate::kUnprocessable:
      return {Remedy::kInvalid, "what was sent is not taken", {}};
    case Fate::kTooMany:
      return {Remedy::kUnavailable, "too many requests", budget_.Throttled(TooMany(fault))};
    default:
      return {kind == tandem::CallKind::kRead ? Remedy::kUnavailable : Remedy::kUnknownOutcome,
              "the service has a fault of its own", budget_.Wished(Answer(kUnavailable, fault))};
  }
}

// Only after a refusal is there something to be learned from it.
void Refusals::Answered() {
  if (refused_) budget_.Learn(Answer(kFine, {}));
  refused_ = false;
}

}  // namespace tandem::simulator
