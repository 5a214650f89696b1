// What anybody may read about what is parked.
#include "gateway/parked_advice.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

struct AdviceOnThing {
  ParkedThing thing{};
  PublicAdvice advice{};
};
// Those that have one cause.
constexpr std::array kOnThings{
    AdviceOnThing{ParkedThing::kBrake,
                  {"too many links vanished at once: deletions, closings and endings wait",
                   "look whether github.token and freshdesk.api_key still see what vanished, and "
                   "mend their rights; see \"tandem parked\""}},
    AdviceOnThing{ParkedThing::kDelivery,
                  {"an authentic delivery could not be read",
                   "look at the sender's address and content; see \"tandem parked\""}},
};

struct AdviceOnCause {
  ParkedCause cause{};
  PublicAdvice advice{};
};
constexpr std::array kOnCauses{
    AdviceOnCause{ParkedCause::kNoRight,
                  {"a credential is not valid or lacks a right",
                   "look at freshdesk.api_key, github.token and their rights; which and what for: "
                   "see \"tandem parked\""}},
    AdviceOnCause{ParkedCause::kRefused,
                  {"a service or a setting does not allow what is to be done",
                   "mend what the whole reason names: see \"tandem parked\""}},
    AdviceOnCause{ParkedCause::kNotThere,
                  {"something is not there, or may not be seen",
                   "look whether it is there and whether freshdesk.api_key and github.token may "
                   "see it; see \"tandem parked\""}},
    AdviceOnCause{
        ParkedCause::kNoAnswer,
        {"a service does not answer or takes nothing more, for too long",
         "look at the services' state and at the network between; see \"tandem parked\""}},
    AdviceOnCause{
        ParkedCause::kUnsure,
        {"whether a write arrived is not known, for too long",
         "look at the services' state and at the network between; see \"tandem parked\""}},
    AdviceOnCause{ParkedCause::kChanging,
                  {"it changes each time that it is looked at, for too long",
                   "look for what changes it; see \"tandem parked\""}},
    AdviceOnCause{ParkedCause::kLoop,
                  {"something answers Tandem's own writes",
                   "stop the automation or action that answers them; see \"tandem parked\""}},
    AdviceOnCause{ParkedCause::kCreateLimit,
                  {"a rule has created as many issues as it may: more are held",
                   "take the tag off where no issue is meant, or raise rules[].create_limit; see "
                   "\"tandem parked\""}},
    AdviceOnCause{ParkedCause::kRuleOff,
                  {"the rule that it was begun by is switched off",
                   "switch the rule on again (rules[].enabled), or end what it began; see \"tandem "
                   "parked\""}},
};

constexpr PublicAdvice kUntold{"another version of Tandem parked it, which did not keep its kind",
                               "see \"tandem parked\""};

}  // namespace

PublicAdvice PublicAdviceOn(const ParkedGroup& group) {
  const auto thing = std::find_if(kOnThings.begin(), kOnThings.end(),
                                  [&](const auto& each) { return each.thing == group.thing; });
  if (thing != kOnThings.end()) return thing->advice;
  const auto cause = std::find_if(kOnCauses.begin(), kOnCauses.end(),
                                  [&](const auto& each) { return each.cause == group.cause; });
  return cause == kOnCauses.end() ? kUntold : cause->advice;
}

}  // namespace tandem
