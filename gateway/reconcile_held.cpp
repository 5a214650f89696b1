// reconcile(), when it does not get through for long: the tickets say why.

#include "gateway/reconcile.h"
#include "mappers/held.h"
#include "mappers/restoration.h"

#include <algorithm>

namespace tandem {
namespace {

Operation StatusNoteOf(TicketId ticket, std::int64_t links_before) {
  return {OperationKind::kStatusNote, ticket.value, ticket.value, links_before};
}

// Our status note of the ticket's link after so many; nothing when its conversation has none.
std::optional<NoteId> StatusNoteIn(const Ticket& ticket, std::int64_t links_before) {
  const Operation operation = StatusNoteOf(ticket.id, links_before);
  const auto written = std::find_if(
      ticket.notes.begin(), ticket.notes.end(),
      [&](const Note& note) { return note.mark && note.mark->operation == operation; });
  return written == ticket.notes.end() ? std::nullopt : std::optional(written->id);
}

Obstacle ObstacleOf(Remedy remedy) {
  switch (remedy) {
    case Remedy::kUnauthorized:
      return Obstacle::kNoRight;
    case Remedy::kInvalid:
    case Remedy::kNotFound:
      return Obstacle::kRefused;
    default:
      return Obstacle::kNoAnswer;
  }
}

}  // namespace

Status Reconcile::TellHeld(Pass& pass, const Holdup& holdup) {
  // Addresses are all that is needed of it, and Freshdesk may be what is away.
  const Account account = ReadAccount().value_or({parts_.config.freshdesk.url,
                                                  parts_.config.github.web_url,
                                                  {},
                                                  {},
                                                  parts_.config.retry.look_after});
  if (pass.wants_issue && pass.task.lease.lane == KeyOf(pass.wants_issue))
    return TellHeldTicket(pass, pass.wants_issue, HeldStatusText(account, std::nullopt, holdup));
  const std::int64_t id = NumberIn(pass.task.lease.lane, "issue:");
  if (id == 0) return Done{};
  TRY_ASSIGN(auto link, parts_.store.ReadLink(IssueId{id}));
  if (!link) return Done{};
  Sight sight;
  TRY_ASSIGN(sight.read_at, parts_.store.Now());
  std::optional<Remedy> trouble;
  auto plan = PlanHeldOnTickets(*link, account, holdup);
  if (plan.ok()) {
    TRY_ASSIGN(trouble, TellHeldPlan(pass, *link, *std::move(plan), sight, account));
  } else {
    trouble = plan.error().remedy;
  }
  if (!trouble) return Done{};
  // Freshdesk cannot be written to: whoever looks at the issue is to know.
  TRY_ASSIGN(link, parts_.store.ReadLink(IssueId{id}));
  if (!link) return Done{};
  TRY_ASSIGN(auto name, parts_.queue.RepositoryName(link->issue.repository_id));
  if (name) link->issue.repository = *std::move(name);
  TRY_ASSIGN(sight.visibility,
             parts_.snapshot.ReadVisibility(link->issue.repository, link->issue.repository_id));
  TRY(TellHeldPlan(pass, *link, PlanHeldOnIssue(*link, account, holdup, ObstacleOf(*trouble)),
                   sight, account));
  return Done{};
}

// What is to be written on the tickets. The notes that this link does not know of are looked for
// first: each was made before the ticket joined it, when its creation was held up, or by an attempt
// whose answer was lost.
Result<Plan> Reconcile::PlanHeldOnTickets(const Link& link, const Account& account,
                                          const Holdup& holdup) {
  Plan plan = PlanHeld(link, account, holdup);
  const bool creates =
      std::any_of(plan.actions.begin(), plan.actions.end(),
                  [](const Action& action) { return std::holds_alternative<AddNote>(action); });
  if (!creates) return plan;
  Link found = link;
  for (auto& [id, side] : found.tickets) {
    if (side.ending || side.status_note.id) continue;
    Ticket ticket;
    ticket.id = id;
    TRY(parts_.snapshot.ReadConversation(ticket, side.links_before));
    side.status_note.id = StatusNoteIn(ticket, side.links_before).value_or(NoteId{});
  }
  return PlanHeld(found, account, holdup);
}

Result<std::optional<Remedy>> Reconcile::TellHeldPlan(Pass& pass, const Link& link, Plan plan,
                                                      const Sight& sight, const Account& account) {
  HoldUnsureEdits(plan, sight.read_at, account.look_after);
  std::optional<Remedy> trouble;
  if (!plan.waits.empty()) trouble = Remedy::kUnknownOutcome;
  if (plan.actions.empty()) return trouble;
  TRY_ASSIGN(const Applied applied,
             parts_.apply.Run(pass.task, link, plan, sight, Rule{}, account));
  if (!applied.troubles.empty()) trouble = applied.troubles.front().remedy;
  return trouble;
}

// The note may have been made by an attempt whose answer was lost: it is looked for first.
Status Reconcile::TellHeldTicket(Pass& pass, TicketId id, const StatusText& text) {
  TRY_ASSIGN(TicketRecord record, parts_.store.ReadTicket(id));
  if (record.held_hash == text.hash) return Done{};
  TRY_ASSIGN(const Time now, parts_.store.Now());
  TRY_ASSIGN(const Account account, ReadAccount());
  Ticket ticket;
  ticket.id = id;
  TRY(parts_.snapshot.ReadConversation(ticket, record.links_before));
  // A store that was lost does not know of the link that the note tells: nothing else is left of
  // it.
  if (LinkTold(ticket, record.links_before, account.github_web_url)) return Done{};
  record.links_before = LinksBefore(record, ticket);
  const auto existing = StatusNoteIn(ticket, record.links_before);
  // Whatever is on its way to the ticket may not be overtaken, nor forgotten.
  if (record.answering && now < record.answering->intent.at + parts_.config.retry.look_after)
    return Done{};
  // It has told before, and a listing lacks what is fresh: only what is missing when the window is
  // over was taken away by somebody, and is made anew.
  if (!existing && !record.held_hash.empty() && !record.answering) {
    record.answering = AnswerSent{StatusNoteOf(id, record.links_before), {now, {}}};
    return parts_.store.Save(pass.task.lease, id, record, {});
  }
  return parts_.apply.TellHeld(pass.task, id, record, text, existing, AddressOfTicket(account, id));
}

}  // namespace tandem
