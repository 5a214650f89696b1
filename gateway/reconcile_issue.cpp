// reconcile() for an issue that is not linked, and for a repository whose visibility changed.

#include "gateway/reconcile.h"
#include "gateway/retry.h"
#include "mappers/restoration.h"
#include "mappers/words.h"

namespace tandem {

// The issue of which the hint tells the place; nothing, and why in the activity, when it is not
// there.
Result<std::optional<Issue>> Reconcile::ReadPlaced(Pass& pass) {
  const auto& place = pass.work.place;
  if (!place) {
    TRY(Explain(pass, "nobody knows where this issue is"));
    return std::optional<Issue>();
  }
  auto issue = parts_.snapshot.ReadIssue(place->repository, place->repository_id, place->number);
  if (issue.ok()) return std::optional(*std::move(issue));
  if (issue.error().remedy != Remedy::kNotFound) return issue.error();
  TRY(Explain(pass, "the issue is not there"));
  return std::optional<Issue>();
}

// A comment was seen whose issue is known by its place only: the work is the issue's.
Status Reconcile::RunPlace(Pass& pass) {
  TRY_ASSIGN(const auto issue, ReadPlaced(pass));
  if (!issue) return Done{};
  TRY(parts_.queue.Accept({pass.task.delivery,
                           "catch_up",
                           "comment changed",
                           KeyOf(issue->ref.id),
                           pass.work.place,
                           {},
                           false}));
  return Done{};
}

Status Reconcile::RunUnlinkedIssue(Pass& pass, IssueId id) {
  TRY_ASSIGN(const auto issue, ReadPlaced(pass));
  if (!issue) return Done{};
  if (issue->ref.id != id) return Explain(pass, "another issue has this number now");
  if (Fold(issue->ref.repository) != Fold(pass.work.place->repository)) TRY(ReadRules(pass));
  TRY_ASSIGN(const Account account, ReadAccount());
  const IssuePlan plan = PlanIssue(*issue, pass.today.rules, account);
  if (const auto* tell = std::get_if<TellTicket>(&plan)) {
    TRY_ASSIGN(const bool repaired, RepairDouble(pass, *issue, tell->tickets));
    if (repaired) return Done{};
    for (const TicketId ticket : tell->tickets) {
      TRY(parts_.queue.Accept(
          {pass.task.delivery, "tandem", "our own issue", KeyOf(ticket), {}, {}, false}));
    }
    return Explain(pass, "it was created by Tandem: its ticket is looked at");
  }
  const Rule* rule = RuleForRepository(issue->ref.repository, pass.today.rules);
  const bool silent = issue->pull_request || issue->comment_count == 0;
  if (rule == nullptr || (silent && std::holds_alternative<Nothing>(plan))) {
    const auto* nothing = std::get_if<Nothing>(&plan);
    return Explain(pass, nothing != nullptr ? nothing->because : "no enabled rule names it");
  }
  TRY_ASSIGN(Sight sight, parts_.snapshot.ReadUnlinked(*issue));
  Link link;
  link.issue = issue->ref;
  link.rule = rule->tag;
  if (const auto* named = std::get_if<LinkTickets>(&plan)) rule = named->rule;
  const auto asked = TicketsAskedFor(link, sight.issue, plan, account);
  TRY_ASSIGN(Linking linking, LinkAsked(pass, sight.issue, asked, *rule));
  if (linking.joined > 0) return RunLink(pass, id);
  TRY_ASSIGN(const bool expected, IsExpected(pass, sight.issue, linking));
  if (expected) return Explain(pass, "it was transferred, and its link is to come along");
  sight.refusals = std::move(linking.refusals);
  const bool to_tell = !PlanLink(link, sight, *rule, account).link.announcements.empty();
  if (to_tell) return SyncLink(pass, {}, sight, *rule);
  const auto* nothing = std::get_if<Nothing>(&plan);
  return Explain(pass, nothing != nullptr ? nothing->because : "no ticket was linked");
}

Result<Reconcile::Linking> Reconcile::LinkAsked(Pass& pass, const Issue& issue,
                                                const std::vector<Asked>& asked, const Rule& rule) {
  Linking linking;
  for (const auto& [id, by, by_text] : asked) {
    auto read = parts_.snapshot.ReadTicketIfThere(id);
    if (!read.ok()) {
      // The link's other tickets do not wait for this one; it is tried again as any failure is.
      TRY_ASSIGN(const Time now, parts_.store.Now());
      pass.outcome =
          Worse(pass.outcome, AfterError(read.error(), pass.work, now, parts_.config.retry));
      continue;
    }
    std::optional<Ticket>& ticket = *read;
    if (!ticket || ticket->deleted || ticket->spam) {
      TRY(Explain(pass, "ticket " + std::to_string(id.value) +
                            ", which the issue names, is not there or not ours to see"));
      linking.refusals[id] = LinkRefusal::kNotThere;
      continue;
    }
    TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(id));
    TRY_ASSIGN(const Recalled recalled, Recall(pass, record, *ticket, issue.ref));
    if (recalled == Recalled::kElsewhere) linking.refusals[id] = LinkRefusal::kLinkedElsewhere;
    if (recalled == Recalled::kElsewhere || (recalled == Recalled::kEnded && by_text)) continue;
    const Entry entry{false,
                      BringsHistory(*ticket, rule),
                      by,
                      rule.tag,
                      {},
                      record.commands_until,
                      LinksBefore(record, *ticket),
                      recalled == Recalled::kHere};
    TRY_ASSIGN(const Linked linked, Join(pass, id, issue.ref, entry));
    if (linked == Linked::kYes) ++linking.joined;
    if (linked == Linked::kRefused) linking.refusals[id] = LinkRefusal::kLinkedElsewhere;
  }
  return linking;
}

// What the store knows of it is more than its notes could tell.
Result<Reconcile::Recalled> Reconcile::Recall(Pass& pass, const TicketRecord& record,
                                              Ticket& ticket, const IssueRef& issue) {
  if (record.issue || record.creation) return Recalled::kNothing;
  TRY(parts_.snapshot.ReadConversation(ticket, record.links_before));
  const std::string& web = parts_.config.github.web_url;
  if (const auto told = LinkTold(ticket, record.links_before, web)) {
    if (Fold(told->issue.repository) == Fold(issue.repository) &&
        told->issue.number == issue.number)
      return Recalled::kHere;
    // Its own lane brings that link back.
    TRY(parts_.queue.Accept(
        {pass.task.delivery, "tandem", "asked for elsewhere", KeyOf(ticket.id), {}, {}, false}));
    return Recalled::kElsewhere;
  }
  if (record.links_before == 0 && HasEndedWith(ticket, issue, web)) {
    TRY(Explain(pass, "the link of ticket " + std::to_string(ticket.id.value) +
                          " to this issue was ended: only a command links it anew"));
    return Recalled::kEnded;
  }
  return Recalled::kNothing;
}

Status Reconcile::RunRepository(Pass& pass, RepositoryId id) {
  TRY_ASSIGN(const auto name, parts_.queue.RepositoryName(id));
  if (!name) return Explain(pass, "nothing is linked to this repository yet");
  TRY_ASSIGN(const Visibility visibility, parts_.snapshot.RefreshVisibility(*name, id));
  if (visibility == Visibility::kUnknown) {
    return Error{Remedy::kUnavailable, "it is unknown who can read " + *name + " (github.token)"};
  }
  // Each of its tickets hears of it, and links lead to the name of today.
  TRY_ASSIGN(const std::vector<IssueId> issues, parts_.store.LinksOf(id));
  for (const IssueId issue : issues) {
    TRY(parts_.queue.Accept(
        {pass.task.delivery, "tandem", "repository changed", KeyOf(issue), {}, {}, true}));
  }
  return Explain(pass, *name + (visibility == Visibility::kPublic ? " is public" : " is private"));
}

}  // namespace tandem
