// reconcile() for a ticket whose own status note tells of a link that the store does not know: it
// was lost. The ticket goes on in that link.

#include "gateway/reconcile.h"
#include "mappers/reasons.h"
#include "mappers/wording.h"

#include <algorithm>

namespace tandem {
namespace {

std::string NameOf(const IssueUrl& issue) {
  return issue.repository + "#" + std::to_string(issue.number);
}

// Whether a note tells the end of the ticket's link after so many.
bool SaysItEnded(const Ticket& ticket, std::int64_t links_before) {
  const Operation ended{OperationKind::kLinkEnded, ticket.id.value, ticket.id.value, links_before};
  return std::any_of(ticket.notes.begin(), ticket.notes.end(),
                     [&](const Note& note) { return note.mark && note.mark->operation == ended; });
}

}  // namespace

Result<bool> Reconcile::ReturnToLink(Pass& pass, TicketRecord& record, const Ticket& ticket,
                                     const ToldLink& told) {
  const Rule* rule = RuleForRepository(told.issue.repository, pass.today.rules);
  if (rule == nullptr) {
    TRY(Explain(pass, "its status note links " + NameOf(told.issue) +
                          ", whose repository no enabled rule names"));
    return false;
  }
  TRY_ASSIGN(const RepositoryId repository,
             parts_.directory.RepositoryOf(parts_.snapshot.github(), rule->repository));
  const auto end = [&](const char* reason) -> Result<bool> {
    if (WhyReadOnly(ticket) == nullptr) TRY(EndTold(pass, record, ticket.id, told, reason));
    return false;
  };
  const auto issue = parts_.snapshot.ReadIssue(rule->repository, repository, told.issue.number);
  if (!issue.ok() && issue.error().remedy == Remedy::kNotFound) {
    const IssueRef ref{{}, repository, rule->repository, told.issue.number};
    TRY_ASSIGN(const Presence presence, parts_.snapshot.WhyNotThere(ref));
    if (presence == Presence::kDeleted) return end(ended::kIssueGone);
    return false;
  }
  if (!issue.ok()) return issue.error();
  if (issue->ref.repository_id != repository)
    rule = RuleForRepository(issue->ref.repository, pass.today.rules);
  if (rule == nullptr) return end(ended::kIssueMoved);
  TRY_ASSIGN(const Linked linked, Join(pass, ticket.id, issue->ref,
                                       {false,
                                        true,
                                        {},
                                        rule->tag,
                                        {},
                                        std::max(record.commands_until, told.begun),
                                        told.links_before,
                                        true}));
  if (linked == Linked::kYes) TRY(RunLink(pass, issue->ref.id));
  return true;
}

// A link that ends while its ticket cannot be written to (trash, spam) cannot say so there.
Status Reconcile::CorrectOldNote(Pass& pass, TicketRecord& record, const Ticket& ticket,
                                 const Account& account) {
  // Linked all the same: this lane was marked while the store could not tell whose the ticket is.
  if (record.issue) return Done{};
  if (WhyReadOnly(ticket) != nullptr) return Done{};
  const auto old = LinkTold(ticket, 0, account.github_web_url);
  if (!old || old->links_before >= record.links_before) return Done{};
  if (!SaysItEnded(ticket, old->links_before))
    return EndTold(pass, record, ticket.id, *old, ended::kTicketGone);
  // Made twice, and the link ended before the second one was removed.
  TRY(parts_.apply.RemoveNote(old->note));
  ++pass.writes;
  return parts_.store.Record({{pass.task.delivery, pass.task.lease.lane.text, "did",
                               "a second status note of the link that has ended is removed"}});
}

// Nobody knows the issue's id any more, so the issue itself cannot be told, and the ticket hears of
// it in its status note alone.
Status Reconcile::EndTold(Pass& pass, TicketRecord& record, TicketId ticket, const ToldLink& told,
                          const char* reason) {
  TRY_ASSIGN(const Account account, ReadAccount());
  const IssueRef issue{{}, {}, told.issue.repository, told.issue.number};
  const StatusText text = EndedStatusText(account, issue, Ending{reason, {}, true, false});
  TRY(parts_.apply.TellEnded(ticket, told.note, told.links_before, text,
                             AddressOfIssue(account, issue)));
  ++pass.writes;
  record.links_before = std::max(record.links_before, told.links_before + 1);
  return parts_.store.Save(
      pass.task.lease, ticket, record,
      {{pass.task.delivery, pass.task.lease.lane.text, "did",
        "its status note says that the link to " + NameOf(told.issue) + " has ended: " + reason}});
}

}  // namespace tandem
