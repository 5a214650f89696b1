#include "gateway/config_rule_checks.h"

#include "gateway/config_values.h"
#include "gateway/did_you_mean.h"
#include "mappers/templates.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace tandem {
namespace {

// Which key has a name first, whatever the name's case.
class Owners {
 public:
  // The key that had it before; empty when `key` is the first, or when there is no name because it
  // was wrong.
  std::string Claim(std::string_view name, const std::string& key) {
    if (name.empty()) return {};
    const auto [place, is_first] = owners_.emplace(Folded(name), key);
    return is_first ? std::string() : place->second;
  }
  std::string OwnerOf(std::string_view name) const {
    const auto place = owners_.find(Folded(name));
    return place == owners_.end() ? std::string() : place->second;
  }

 private:
  std::map<std::string, std::string> owners_{};
};

void CheckMirror(const Rule& rule, const Setting& mirror, Owners& labels) {
  Owners tags;
  for (const TagLabel& pair : rule.mirror) {
    const Setting setting = mirror[pair.tag];
    const auto tag = ParseTag(pair.tag);
    const auto same_tag = tags.Claim(pair.tag, setting.key());
    const auto same_label = labels.Claim(pair.label, setting.key());
    if (!tag) {
      setting.Wrong("its key " + tag.error().message);
    } else if (Folded(pair.tag) == Folded(rule.tag)) {
      setting.Wrong("must not have the rule's own tag, which is set once and not mirrored");
    } else if (!same_tag.empty()) {
      setting.Wrong("must be one to one: " + same_tag + " is the same tag in another case");
    } else if (!same_label.empty()) {
      setting.Wrong("must be one to one: " + same_label + " has the same label");
    }
  }
}

void CheckPriority(const Setting& priority, Owners& labels) {
  for (const auto& [name, label] : priority.value().Members()) {
    const Setting setting = priority[name];
    const auto other = labels.Claim(label.StringOr(""), setting.key());
    if (!other.empty()) setting.Wrong("must be one to one: " + other + " has the same label");
  }
}

// A label that each new issue gets and that also follows a tag or the priority would be set and
// taken away again.
void CheckLabels(const Rule& rule, const Setting& list, const Owners& mapped) {
  if (!list.given()) {
    for (const std::string& label : rule.labels) {
      const auto other = mapped.OwnerOf(label);
      if (other.empty()) continue;
      list.Wrong(
          std::string("is \"")
              .append(label)
              .append("\" by default and must not be a label that follows the ticket, as in ")
              .append(other));
    }
  }
  Owners labels;
  for (const Setting& setting : list.Items()) {
    const std::string label = setting.value().StringOr("");
    if (const auto other = mapped.OwnerOf(label); !other.empty()) {
      setting.Wrong("must not be a label that follows the ticket, as in " + other);
    } else if (const auto same = labels.Claim(label, setting.key()); !same.empty()) {
      setting.Wrong("is the same label as " + same);
    }
  }
}

void CheckTemplate(TemplateKind kind, const std::optional<std::string>& text,
                   const Setting& setting) {
  const auto fault = text && !text->empty() ? FaultIn(kind, *text) : std::nullopt;
  if (!fault) return;
  std::string message = "line " + std::to_string(fault->line) + ", column " +
                        std::to_string(fault->column) + ": " + fault->message;
  const auto fields = FieldsOf(kind);
  if (const auto near = DidYouMean(fault->unknown, fields)) {
    message += "; did you mean \"" + *near + "\"?";
  } else if (!fault->unknown.empty()) {
    message += "; allowed here:";
    for (const std::string& field : fields) message += (field == fields[0] ? " " : ", ") + field;
  }
  setting.Wrong(std::move(message));
}

void CheckStatus(const StatusRule& status, const Setting& setting) {
  std::set<std::string> done;
  for (const std::string& name : status.done) done.insert(Folded(name));
  if (done.contains("")) return;  // a name that was wrong, and what is done is not known
  const auto is_done = [&](const std::optional<std::string>& name) {
    return name && done.contains(Folded(*name));
  };
  for (const auto& [reason, name] : status.closed) {
    if (!name || is_done(name)) continue;
    const bool given = setting["closed"].Has(reason);
    setting["closed"][reason].Wrong(
        std::string(given ? "" : "is \"Resolved\" by default, which does not do here: it ") +
        "must be one of the statuses in status.done, or null for a note only");
  }
  if (is_done(status.linked)) {
    setting["linked"].Wrong("must not be one of the statuses in status.done");
  }
  if (is_done(status.reopened)) {
    const bool given = setting.Has("reopened");
    setting["reopened"].Wrong(
        std::string(given ? "" : "is \"Open\" by default, which does not do here: it ") +
        "must not be one of the statuses in status.done; null means a note only");
  }
}

}  // namespace

void CheckRule(const Rule& rule, const Setting& setting) {
  Owners labels;
  CheckMirror(rule, setting["mirror"], labels);
  CheckPriority(setting["priority"], labels);
  CheckLabels(rule, setting["labels"], labels);
  CheckStatus(rule.status, setting["status"]);
  const Setting templates = setting["templates"];
  CheckTemplate(TemplateKind::kTitle, rule.templates.title, templates["title"]);
  CheckTemplate(TemplateKind::kBody, rule.templates.body, templates["body"]);
  CheckTemplate(TemplateKind::kNote, rule.templates.note, templates["note"]);
}

void CheckRulesTogether(const std::vector<Rule>& rules, const Setting& setting) {
  Owners tags;
  Owners names;
  const auto settings = setting.Items();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (const auto other = tags.Claim(rules[i].tag, settings[i].key()); !other.empty()) {
      settings[i]["tag"].Wrong("must be a tag of its own, whatever the case; " + other +
                               " has the same");
      continue;  // where the name is the tag, it is one mistake
    }
    if (const auto other = names.Claim(rules[i].name, settings[i].key()); !other.empty()) {
      settings[i]["name"].Wrong("must be a name of its own, whatever the case; " + other +
                                " has the same");
    }
  }
  const auto is_enabled = [](const Rule& rule) { return rule.enabled; };
  if (!rules.empty() && std::none_of(rules.begin(), rules.end(), is_enabled)) {
    setting.Wrong("must have at least one rule that is enabled");
  }
}

}  // namespace tandem
