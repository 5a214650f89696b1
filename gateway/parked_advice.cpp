#include "gateway/parked_advice.h"

#include "gateway/brake.h"
#include "gateway/time_text.h"
#include "mappers/loops.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tandem {
namespace {

constexpr std::string_view kCreateLimit = "(rules[].create_limit)";
constexpr std::string_view kCreationOff = "is not enabled any more (rules[].tag)";

struct Advice {
  std::string_view words{};  // ours, which the reason holds
  ParkedCause cause{};
  std::string_view advice{};
};

// What stays as it is until a person decides: neither a next event nor time alone mends it.
constexpr std::array kAdvice{
    Advice{kHowALoopGoesOn, ParkedCause::kLoop,
           "stop the automation or action that answers Tandem's writes; \"tandem activity\" shows "
           "them; it goes on when a person writes or changes something, and at once with: tandem "
           "parked retry "},
    Advice{kCreateLimit, ParkedCause::kCreateLimit,
           "take the tag off where no issue is meant; where so many are, raise "
           "rules[].create_limit, or let this one be created beyond it with: tandem parked retry "},
    Advice{
        "switched off (rules[].enabled", ParkedCause::kRuleOff,
        "switch the rule on again (rules[].enabled), after which it is tried again by itself; "
        "where the rule is to stay off, end the link with: tandem unlink TICKET. At once: tandem "
        "parked retry "},
    Advice{kCreationOff, ParkedCause::kRuleOff,
           "switch the rule on again (rules[].enabled), after which it is tried again by itself; "
           "where no issue is meant any more: tandem parked drop "},
};

const Advice* OwnAdviceOn(const std::string& reason) {
  const auto own = std::find_if(kAdvice.begin(), kAdvice.end(), [&](const Advice& each) {
    return reason.find(each.words) != std::string::npos;
  });
  return own == kAdvice.end() ? nullptr : &*own;
}

}  // namespace

std::string WhyCreationsAreHeld(const Rule& rule) {
  return "rule \"" + rule.name + "\" has created " + std::to_string(rule.create_limit) +
         " issues within 10 minutes: more are held " + std::string(kCreateLimit);
}

std::string WhyCreationHasNoRule(const std::string& tag) {
  return "an issue is being created for it by the rule of tag \"" + tag + "\", which " +
         std::string(kCreationOff);
}

std::string WhatToDo(const Parked& parked) {
  const std::string& key = parked.key.text;
  if (key == kBrakeKey)
    return "look whether github.token and freshdesk.api_key still see what vanished: if it is "
           "there, mend their rights; a second look confirms by itself what is gone, and at once "
           "it ends with: tandem parked retry brake";
  if (key.starts_with("delivery:"))
    return "look at the sender's address and content; the catch-up poll finds what it told; then: "
           "tandem parked drop " +
           key;
  if (key.starts_with("poll:"))
    return "mend what the reason names; the poll goes on by itself, at once with: tandem parked "
           "retry " +
           key;
  if (const Advice* own = OwnAdviceOn(parked.reason)) return std::string(own->advice) + key;
  return "mend what the reason names; it is tried again by itself, with the next event or /sync, "
         "and at once with: tandem parked retry " +
         key;
}

ParkedCause CauseOf(const Error& error) {
  switch (error.remedy) {
    case Remedy::kUnauthorized:
      return ParkedCause::kNoRight;
    case Remedy::kNotFound:
      return ParkedCause::kNotThere;
    case Remedy::kUnavailable:
      return ParkedCause::kNoAnswer;
    case Remedy::kUnknownOutcome:
      return ParkedCause::kUnsure;
    case Remedy::kConflict:
      return ParkedCause::kChanging;
    case Remedy::kInvalid:
      break;
  }
  const Advice* own = OwnAdviceOn(error.message);
  return own != nullptr ? own->cause : ParkedCause::kRefused;
}

Json ParkedInJson(const Parked& parked) {
  return Json::Object{{"key", parked.key.text},
                      {"reason", parked.reason},
                      {"since", FormatTime(parked.since)},
                      {"attempts", parked.attempts},
                      {"what_to_do", WhatToDo(parked)}};
}

}  // namespace tandem
