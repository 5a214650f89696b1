// What a preview shows: each thing that a sync would do, with the very text that it would publish
// or write. Values and pure functions; safe everywhere.
#pragma once

#include "gateway/json.h"
#include "mappers/action.h"
#include "mappers/beginning.h"
#include "mappers/plan.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

struct PreviewedAction {
  std::string action{};  // "create_issue", "link_ticket", or as NameOf(Action) has it
  std::string target{};  // "acme/infrastructure", "acme/infrastructure#5", "ticket 123"
  std::optional<std::string> text{};      // without our marker; nothing where it is not known yet
  std::map<std::string, int> redacted{};  // kinds of what was taken out of it: "email", 2
  std::optional<std::string> title{};     // of an issue that would be created
  std::vector<std::string> labels{};      // the same
  bool operator==(const PreviewedAction&) const = default;
};

struct Previewed {
  std::vector<PreviewedAction> actions{};
  std::optional<std::string> nothing_because{};
  std::vector<std::string> waits{};  // what has to wait, and why
  bool operator==(const Previewed&) const = default;
};

// `planned`: the plan's link.
PreviewedAction Describe(const Action& action, const Link& planned);
PreviewedAction Describe(const CreateIssue& action);
// {"actions":[{"action","target","text","redacted","redacted_counts"}],"nothing_because","waits"}
Json ToJson(const Previewed& previewed);

}  // namespace tandem
