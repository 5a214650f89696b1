// What the configuration says about one pair of tag and repository. Values; safe everywhere.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

// How much of a kind of text may be published. The order counts: each level allows what the one
// before it does.
enum class Level { kNone, kMarked, kAll };

// Nothing means "auto": the default for the repository's visibility, see mappers/privacy.
struct Publish {
  std::optional<Level> notes{};
  std::optional<Level> replies{};
  std::optional<Level> subject{};
  std::optional<Level> description{};
  std::optional<Level> company{};
  bool even_if_public = false;
  bool operator==(const Publish&) const = default;
};

// Names of ticket statuses, resolved to Freshdesk's numbers by the gateway before a plan is made.
struct StatusRule {
  std::optional<std::string> linked{};
  // By the state_reason; nothing: a note only.
  std::map<std::string, std::optional<std::string>> closed{
      {"completed", "Resolved"}, {"not_planned", "Resolved"}, {"duplicate", "Resolved"}};
  std::optional<std::string> reopened{"Open"};
  std::vector<std::string> done{"Resolved", "Closed"};
  bool operator==(const StatusRule&) const = default;
};

struct TagLabel {
  std::string tag{};
  std::string label{};
  bool operator==(const TagLabel&) const = default;
};

struct PriorityLabel {
  int priority = 0;  // 1 low .. 4 urgent
  std::string label{};
  bool operator==(const PriorityLabel&) const = default;
};

struct Templates {
  std::optional<std::string> title{};
  std::optional<std::string> body{};
  std::optional<std::string> note{};
  bool operator==(const Templates&) const = default;
};

struct Rule {
  std::string name{};   // the tag, unless the file gives one
  std::string owner{};  // empty when none
  bool enabled = true;
  std::string tag{};         // unique over the rules, without regard to case
  std::string repository{};  // "owner/name"
  std::string formerly{};    // the file's name of it, where GitHub has another today; else empty
  std::vector<std::string> labels{"support"};
  std::vector<TagLabel> mirror{};         // one to one
  std::vector<PriorityLabel> priority{};  // one to one
  Publish publish{};
  bool redact = true;
  int create_limit = 20;  // new issues in 10 minutes; 0: no limit
  StatusRule status{};
  bool close_when_all_done = true;
  Templates templates{};
  bool operator==(const Rule&) const = default;
};

// An agent and the GitHub user that he is.
struct Person {
  std::string github{};     // login
  std::string freshdesk{};  // mail address
  bool operator==(const Person&) const = default;
};

}  // namespace tandem
