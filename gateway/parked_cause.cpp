#include "gateway/parked_cause.h"

#include <algorithm>
#include <array>

namespace tandem {
namespace {

struct NamedCause {
  ParkedCause cause{};
  std::string_view name{};
};
constexpr std::array kCauses{
    NamedCause{ParkedCause::kNoRight, "no_right"},
    NamedCause{ParkedCause::kRefused, "refused"},
    NamedCause{ParkedCause::kNotThere, "not_there"},
    NamedCause{ParkedCause::kNoAnswer, "no_answer"},
    NamedCause{ParkedCause::kUnsure, "unsure"},
    NamedCause{ParkedCause::kChanging, "changing"},
    NamedCause{ParkedCause::kLoop, "loop"},
    NamedCause{ParkedCause::kCreateLimit, "create_limit"},
    NamedCause{ParkedCause::kRuleOff, "rule_off"},
};

struct NamedThing {
  ParkedThing thing{};
  std::string_view key{};  // what its keys begin with
  std::string_view name{};
};
constexpr std::array kThings{
    NamedThing{ParkedThing::kLink, "issue", "link"},  // a link's key is its issue's
    NamedThing{ParkedThing::kTicket, "ticket", "ticket"},
    NamedThing{ParkedThing::kIssue, "place", "issue"},
    NamedThing{ParkedThing::kRepository, "repository", "repository"},
    NamedThing{ParkedThing::kPoll, "poll", "poll"},
    NamedThing{ParkedThing::kRebuild, "rebuild", "rebuild"},
    NamedThing{ParkedThing::kDelivery, "delivery", "delivery"},
    NamedThing{ParkedThing::kBrake, "brake", "brake"},
};

}  // namespace

std::string_view NameOf(ParkedCause cause) {
  const auto found = std::find_if(kCauses.begin(), kCauses.end(),
                                  [&](const NamedCause& each) { return each.cause == cause; });
  return found == kCauses.end() ? "" : found->name;
}

ParkedCause ParkedCauseNamed(std::string_view name) {
  const auto found = std::find_if(kCauses.begin(), kCauses.end(),
                                  [&](const NamedCause& each) { return each.name == name; });
  return found == kCauses.end() ? ParkedCause::kUntold : found->cause;
}

std::string_view NameOf(ParkedThing thing) {
  const auto found = std::find_if(kThings.begin(), kThings.end(),
                                  [&](const NamedThing& each) { return each.thing == thing; });
  return found == kThings.end() ? "other" : found->name;
}

ParkedThing ParkedThingOf(std::string_view kind_of_key) {
  const auto found = std::find_if(kThings.begin(), kThings.end(),
                                  [&](const NamedThing& each) { return each.key == kind_of_key; });
  return found == kThings.end() ? ParkedThing::kOther : found->thing;
}

}  // namespace tandem
