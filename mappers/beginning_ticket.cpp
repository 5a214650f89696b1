#include "mappers/beginning.h"
#include "mappers/restoration.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

// The two services' clocks and ours differ; what was changed a little earlier is looked at too.
constexpr std::chrono::minutes kClockMargin{10};

std::vector<PublicText> LabelsFor(const Guard& guard, const Ticket& ticket, const Rule& rule) {
  std::vector<PublicText> labels;
  const auto add = [&](const std::string& name) {
    if (auto label = guard.Label(name)) labels.push_back(std::move(*label));
  };
  for (const std::string& label : rule.labels) add(label);
  for (const TagLabel& pair : rule.mirror) {
    if (Holds(ticket.tags, pair.tag)) add(pair.label);
  }
  for (const PriorityLabel& each : rule.priority) {
    if (each.priority == ticket.priority) add(each.label);
  }
  return labels;
}

}  // namespace

Operation CreationOf(TicketId ticket, RepositoryId repository, std::int64_t links_before) {
  return {OperationKind::kCreateIssue, ticket.value, repository.value, links_before};
}

const Rule* RuleForTicket(const TicketRecord& record, const Ticket& ticket,
                          const std::vector<Rule>& rules) {
  const auto fits = [&](const Rule& rule) {
    if (!rule.enabled) return false;
    return record.creation ? Fold(rule.tag) == Fold(record.creation->rule)
                           : Holds(ticket.tags, rule.tag);
  };
  const auto rule = std::find_if(rules.begin(), rules.end(), fits);
  return rule == rules.end() ? nullptr : &*rule;
}

bool IsFor(const Rule& rule, const std::string& repository) {
  return Fold(rule.repository) == Fold(repository) ||
         (!rule.formerly.empty() && Fold(rule.formerly) == Fold(repository));
}

const Rule* RuleForRepository(const std::string& repository, const std::vector<Rule>& rules) {
  auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& each) {
    return each.enabled && Fold(each.repository) == Fold(repository);
  });
  if (rule == rules.end())
    rule = std::find_if(rules.begin(), rules.end(),
                        [&](const Rule& each) { return each.enabled && IsFor(each, repository); });
  return rule == rules.end() ? nullptr : &*rule;
}

const Rule* RuleForLink(const Link& link, const std::vector<Rule>& rules) {
  const auto own = std::find_if(rules.begin(), rules.end(), [&](const Rule& each) {
    return Fold(each.tag) == Fold(link.rule) && IsFor(each, link.issue.repository);
  });
  if (own == rules.end()) return RuleForRepository(link.issue.repository, rules);
  return own->enabled ? &*own : nullptr;
}

std::string WhyNoRule(const Link& link, const std::vector<Rule>& rules) {
  if (RuleForRepository(link.issue.repository, rules) == nullptr)
    return "no enabled rule names " + link.issue.repository + " (rules[].repository)";
  return "the rule that it was linked by is switched off (rules[].enabled of tag " + link.rule +
         "); another rule of " + link.issue.repository + " might publish more";
}

TicketPlan PlanTicket(const TicketRecord& record, const Ticket& ticket, const Rule* rule,
                      Destination destination, Time read_at, Looked looked, StartedBy started_by,
                      const Account& account) {
  if (record.creation && record.creation->created) {
    return JoinIssue{record.creation->created->repository, record.creation->created->number};
  }
  const std::int64_t links_before = LinksBefore(record, ticket);
  const auto told = LinkTold(ticket, links_before, account.github_web_url);
  if (told && !record.creation) return JoinIssue{told->issue.repository, told->issue.number};
  if (rule == nullptr) return Nothing{"the ticket carries no rule's tag"};
  const Operation operation = CreationOf(ticket.id, destination.repository, links_before);
  if (record.creation && looked == Looked::kNotYet) {
    const Time look_at = record.creation->intent.at + account.look_after;
    if (read_at < look_at)
      return Wait{look_at, "an issue was sent and its outcome is unknown: it is looked for before"};
    return LookForIssue{operation, rule->repository, record.creation->intent.at - kClockMargin};
  }
  if (const char* state = WhyReadOnly(ticket))
    return Nothing{std::string("the ticket is ") + state};
  const bool was_linked = links_before > 0;
  if (was_linked && started_by == StartedBy::kTag && !record.creation)
    return Nothing{"its link was ended: the tag alone creates nothing, /issue does"};
  if (destination.visibility == Visibility::kUnknown) {
    return Wait{read_at, "nothing is written to GitHub while it is unknown who can read " +
                             rule->repository + " (github.token must be able to)"};
  }
  if (!ticket.requester.looked_up)
    return Wait{read_at,
                "no issue is created before it is known who the requester is (freshdesk.api_key "
                "must be able to see contacts)"};
  // The store may have forgotten that it was created: when it is empty, restored from a backup, or
  // was promoted without its last second.
  if (looked == Looked::kNotYet)
    return LookForIssue{operation, rule->repository,
                        std::max(Time{}, ticket.created_at - kClockMargin)};
  const Guard guard(*rule, destination.visibility,
                    {{ticket.requester}, Neutraliser(account.people, account.github_web_url)});
  return CreateIssue{operation, rule->repository, IssueTitle(guard, account, ticket),
                     IssueBody(guard, account, ticket), LabelsFor(guard, ticket, *rule)};
}

}  // namespace tandem
