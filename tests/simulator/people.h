// What the people of a story do, on the simulated services themselves. Not thread-safe.
#pragma once

#include "tests/simulator/script.h"
#include "tests/simulator/world.h"

#include <array>
#include <string>

namespace tandem::simulator {

// Does it, or nothing when what it is about is not there. The webhook goes out.
void Do(World& world, const Deed& deed);

// The word by which a deed's text is known again in each of its copies, up to its version.
std::string TokenOf(int deed);
// The word that a person writes into a copy.
std::string HandOf(int deed);
// The issue that the people of a ticket speak of; null when there is none.
HubIssue* IssueOf(World& world, int ticket);

// The tags that the rule pairs with labels, and one of each that it does not.
struct Pair {
  const char* tag = "";
  const char* label = "";
};
inline constexpr std::array<Pair, 2> kPairs = {{{"bug", "bug"}, {"outage", "impact: outage"}}};
inline constexpr const char* kOtherTagName = "vip";
inline constexpr const char* kOtherLabelName = "later";
const char* PriorityLabelOf(int priority);  // null where the rule has none

}  // namespace tandem::simulator
