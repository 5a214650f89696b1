#include "gateway/config_rule_checks.h"
#include "gateway/config_sections.h"
#include "gateway/config_values.h"

#include <array>
#include <string>
#include <utility>

namespace tandem {
namespace {

constexpr auto kPriorities = std::to_array<std::pair<std::string_view, int>>(
    {{"Low", 1}, {"Medium", 2}, {"High", 3}, {"Urgent", 4}});

void ReadLevel(const Setting& setting, std::optional<Level>& target) {
  const std::string level = setting.value().StringOr("auto");
  if (level == "none") target = Level::kNone;
  if (level == "marked") target = Level::kMarked;
  if (level == "all") target = Level::kAll;
}

Publish ReadPublish(const Setting& setting) {
  Publish publish;
  ReadLevel(setting["notes"], publish.notes);
  ReadLevel(setting["replies"], publish.replies);
  ReadLevel(setting["subject"], publish.subject);
  ReadLevel(setting["description"], publish.description);
  ReadLevel(setting["company"], publish.company);
  setting["even_if_public"].Read(publish.even_if_public);
  return publish;
}

// A status that may be null, which is not the same as its default.
void ReadStatusName(const Setting& parent, std::string_view name,
                    std::optional<std::string>& target) {
  if (!parent.Has(name)) return;
  target.reset();
  parent[name].Read(target, ParseLine);
}

StatusRule ReadStatus(const Setting& setting) {
  StatusRule status;
  ReadStatusName(setting, "linked", status.linked);
  ReadStatusName(setting, "reopened", status.reopened);
  const Setting closed = setting["closed"];
  for (auto& [reason, name] : status.closed) ReadStatusName(closed, reason, name);
  const auto done = setting["done"].Items();
  if (!done.empty()) status.done.clear();
  for (const Setting& one : done) one.Read(status.done.emplace_back(), ParseLine);
  return status;
}

void ReadPairs(const Setting& setting, Rule& rule) {
  const Setting mirror = setting["mirror"];
  for (const auto& [tag, unused] : mirror.value().Members()) {
    TagLabel pair{tag, {}};
    mirror[tag].Read(pair.label, ParseLine);
    rule.mirror.push_back(std::move(pair));
  }
  for (const auto& [name, priority] : kPriorities) {
    PriorityLabel pair{priority, {}};
    setting["priority"][name].Read(pair.label, ParseLine);
    if (!pair.label.empty()) rule.priority.push_back(std::move(pair));
  }
}

void ReadLabels(const Setting& setting, Rule& rule) {
  if (setting.value().IsArray()) rule.labels.clear();
  for (const Setting& label : setting.Items()) label.Read(rule.labels.emplace_back(), ParseLine);
}

Templates ReadTemplates(const Setting& setting) {
  return {setting["title"].value().String(), setting["body"].value().String(),
          setting["note"].value().String()};
}

Rule ReadRule(const Setting& setting) {
  Rule rule;
  setting["tag"].Read(rule.tag, ParseTag);
  rule.name = rule.tag;
  setting["name"].Read(rule.name, ParseLine);
  setting["owner"].Read(rule.owner, ParseLine);
  setting["enabled"].Read(rule.enabled);
  setting["repository"].Read(rule.repository, ParseRepository);
  ReadLabels(setting["labels"], rule);
  ReadPairs(setting, rule);
  rule.publish = ReadPublish(setting["publish"]);
  setting["redact"].Read(rule.redact);
  setting["create_limit"].Read(rule.create_limit);
  rule.status = ReadStatus(setting["status"]);
  rule.close_when_all_done = setting["close_issue"].value().StringOr("") != "never";
  rule.templates = ReadTemplates(setting["templates"]);
  return rule;
}

}  // namespace

std::vector<Rule> ReadRules(const Setting& rules) {
  std::vector<Rule> read;
  for (const Setting& setting : rules.Items()) {
    read.push_back(ReadRule(setting));
    CheckRule(read.back(), setting);
  }
  CheckRulesTogether(read, rules);
  return read;
}

}  // namespace tandem
