// A plan's test as data: one folder under fixtures/plans/ with a file `case.json` (see
// fixtures/plans/README.md). Values.
#pragma once

#include "gateway/json.h"
#include "mappers/plan.h"

#include <string>
#include <vector>

namespace tandem {

struct PlanFixture {
  Rule rule{};
  Account account{};
  Link link{};
  Sight sight{};
  Json expected{};
};

// The folder's case; whatever it does not say has the value of a link in step.
PlanFixture ReadPlanFixture(const Json& json);
// The plan that a sync makes from it.
Plan PlanOf(const PlanFixture& fixture);
// What a plan does, in the form of a case's "expect": actions as texts, one a line, and memory
// where the case asks for it.
std::vector<std::string> Shown(const Plan& plan);

}  // namespace tandem
