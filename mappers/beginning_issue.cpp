#include "mappers/beginning.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

// The first enabled rule for the issue's repository one of whose labels it has.
const Rule* RuleForIssue(const Issue& issue, const std::vector<Rule>& rules) {
  const auto fits = [&](const Rule& rule) {
    return rule.enabled && IsFor(rule, issue.ref.repository) &&
           std::any_of(rule.labels.begin(), rule.labels.end(),
                       [&](const std::string& label) { return Holds(issue.labels, label); });
  };
  const auto rule = std::find_if(rules.begin(), rules.end(), fits);
  return rule == rules.end() ? nullptr : &*rule;
}

}  // namespace

IssuePlan PlanIssue(const Issue& issue, const std::vector<Rule>& rules, const Account& account) {
  if (issue.pull_request) return Nothing{"pull requests are never linked"};
  std::vector<TicketId> named = TicketsNamedIn(issue.markdown, account.freshdesk_url);
  if (named.empty()) return Nothing{"the issue names no ticket"};
  if (issue.mark) return TellTicket{std::move(named)};
  const Rule* rule = RuleForIssue(issue, rules);
  if (rule == nullptr) return Nothing{"the issue has none of the rule's labels"};
  if (issue.association == Association::kOther)
    return Nothing{"its author may not link tickets: /ticket is needed"};
  return LinkTickets{rule, std::move(named)};
}

std::vector<Asked> TicketsNamedNow(const Link& link, const Issue& issue, const LinkTickets& named) {
  std::vector<Asked> asked;
  for (const TicketId id : named.tickets) {
    const auto happened = [&](const auto& entry) {
      const Operation& operation = entry.first;
      return operation.source == id.value && (operation.kind == OperationKind::kStatusNote ||
                                              operation.kind == OperationKind::kRefuseTicket);
    };
    if (!link.tickets.contains(id) &&
        std::none_of(link.copies.begin(), link.copies.end(), happened))
      asked.push_back({id, issue.author_login, true});
  }
  return asked;
}

bool BringsHistory(const Ticket& ticket, const Rule& rule) {
  return Holds(ticket.tags, rule.tag);
}

}  // namespace tandem
