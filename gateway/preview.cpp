#include "gateway/preview.h"

#include "gateway/account.h"
#include "gateway/ticket_look.h"
#include "mappers/wording.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace tandem {
namespace {

Previewed NothingBecause(std::string because) {
  return {{}, std::move(because), {}};
}

void Take(const Plan& plan, Previewed& previewed) {
  for (const Action& action : plan.actions)
    previewed.actions.push_back(Describe(action, plan.link));
  for (const Wait& wait : plan.waits) previewed.waits.push_back(wait.reason);
  if (!previewed.actions.empty()) return;
  previewed.nothing_because =
      previewed.waits.empty() ? "both sides are in step" : previewed.waits.front();
}

PreviewedAction Linking(TicketId ticket, const IssueRef& issue) {
  PreviewedAction shown;
  shown.action = "link_ticket";
  shown.target = IssueName(issue);
  shown.text = "ticket " + std::to_string(ticket.value);
  return shown;
}

Previewed OfAnswer(const AnswerNote& answer) {
  PreviewedAction shown;
  shown.action = "add_note";
  shown.target = "ticket " + std::to_string(answer.operation.target);
  shown.text = answer.html;
  return {{shown}, {}, {}};
}

TicketSide Joining(const TicketRecord& record) {
  TicketSide side;
  side.commands_until = record.commands_until;
  side.links_before = record.links_before;
  return side;
}

// The issue that would be there right after its creation. Its number is not known yet.
Issue Newborn(const TicketLook& look, const CreateIssue& create) {
  Issue issue;
  issue.ref = {{}, look.repository, create.repository, 0};
  issue.title = create.title.text();
  issue.markdown = create.body.text();
  issue.mark = Mark{create.operation};
  for (const PublicText& label : create.labels) issue.labels.push_back(label.text());
  return issue;
}

}  // namespace

Preview::Preview(const Config& config, Store& store, Directory& directory, Freshdesk& freshdesk,
                 Snapshot& snapshot)
    : config_(config),
      store_(store),
      directory_(directory),
      freshdesk_(freshdesk),
      snapshot_(snapshot) {}

Result<Previewed> Preview::Of(TicketId ticket) {
  TRY_ASSIGN(const TicketRecord record, store_.ReadTicket(ticket));
  if (!record.issue) return OfUnlinked(ticket, record);
  TRY_ASSIGN(auto link, store_.ReadLink(*record.issue));
  if (!link) return NothingBecause("its link is being changed at this moment: ask again");
  return OfLink(*std::move(link));
}

Result<Previewed> Preview::OfLink(Link link) {
  const Rule* rule = RuleForLink(link, config_.rules);
  if (rule == nullptr) {
    return NothingBecause(WhyNoRule(link, config_.rules));
  }
  TRY_ASSIGN(const Account account, ReadAccount(config_, store_, directory_, freshdesk_));
  TRY_ASSIGN(Sight sight, snapshot_.ReadLink(link));
  Previewed previewed;
  TRY_ASSIGN(const bool added, AddAskedTickets(link, sight, *rule, account, previewed));
  if (added) {
    TRY_ASSIGN(sight, snapshot_.ReadLink(link));
  }
  if (sight.presence != Presence::kThere) return NothingBecause("the issue is not there");
  if (StaleFor(link, sight, account))
    return NothingBecause("a service still shows what was there before our last write: ask again");
  Take(PlanLink(link, sight, *rule, account), previewed);
  return previewed;
}

// The issue's text and comments may ask for tickets that are not linked yet: a sync joins them
// first.
Result<bool> Preview::AddAskedTickets(Link& link, const Sight& sight, const Rule& rule,
                                      const Account& account, Previewed& previewed) {
  const IssuePlan plan = PlanIssue(sight.issue, config_.rules, account);
  bool added = false;
  for (const auto& [id, by, by_text] : TicketsAskedFor(link, sight.issue, plan, account)) {
    if (link.tickets.contains(id)) continue;
    TRY_ASSIGN(const TicketRecord record, store_.ReadTicket(id));
    const auto ticket = snapshot_.ReadTicket(id);
    const bool free = !record.issue && !record.creation;
    if (!free || !ticket.ok() || ticket->deleted || ticket->spam) continue;
    TicketSide side = Joining(record);
    side.with_history = BringsHistory(*ticket, rule);
    side.linked_by = by;
    link.tickets.emplace(id, std::move(side));
    previewed.actions.push_back(Linking(id, link.issue));
    added = true;
  }
  return added;
}

Result<Previewed> Preview::OfUnlinked(TicketId id, const TicketRecord& record) {
  TRY_ASSIGN(const Time read_at, store_.Now());
  TRY_ASSIGN(Ticket ticket, snapshot_.ReadTicket(id));
  TRY(snapshot_.ReadConversation(ticket, record.links_before));
  TRY_ASSIGN(const Account account, ReadAccount(config_, store_, directory_, freshdesk_));
  const auto told = LinkTold(ticket, record.links_before, account.github_web_url);
  if (told && !record.creation) return OfReturning(id, record, *told);
  const TicketCommand command = PlanCommand(record, ticket, config_.rules, account, read_at);
  if (const auto* wait = std::get_if<Wait>(&command)) return NothingBecause(wait->reason);
  if (const auto* answer = std::get_if<AnswerNote>(&command)) return OfAnswer(*answer);
  if (const auto* asked = std::get_if<JoinAsked>(&command)) {
    TRY_ASSIGN(const RepositoryId repository,
               directory_.RepositoryOf(snapshot_.github(), asked->rule->repository));
    TRY_ASSIGN(const Issue issue,
               snapshot_.ReadIssue(asked->rule->repository, repository, asked->issue.number));
    return OfJoining(id, record, issue, *asked->rule, Entering::kNew);
  }
  const auto* created = std::get_if<CreateAsked>(&command);
  const Rule* rule =
      created != nullptr ? created->rule : RuleForTicket(record, ticket, config_.rules);
  if (rule == nullptr) return NothingBecause("the ticket carries no rule's tag");
  const auto started_by = created != nullptr ? StartedBy::kCommand : StartedBy::kTag;
  TRY_ASSIGN(const TicketLook look, LookAtTicket({directory_, snapshot_, account}, record, ticket,
                                                 *rule, started_by, read_at));
  if (!look.found.empty()) return OfJoining(id, record, look.found.front(), *rule, Entering::kBorn);
  if (const auto* nothing = std::get_if<Nothing>(&look.plan))
    return NothingBecause(nothing->because);
  if (const auto* wait = std::get_if<Wait>(&look.plan)) return NothingBecause(wait->reason);
  if (const auto* join = std::get_if<JoinIssue>(&look.plan))
    return OfJoiningAt(id, record, {join->repository, join->number},
                       record.creation ? Entering::kBorn : Entering::kReturning);
  return OfBirth(look, std::get<CreateIssue>(look.plan), *rule);
}

Result<Previewed> Preview::OfReturning(TicketId id, TicketRecord record, const ToldLink& told) {
  record.links_before = told.links_before;
  record.commands_until = std::max(record.commands_until, told.begun);
  return OfJoiningAt(id, record, told.issue, Entering::kReturning);
}

Result<Previewed> Preview::OfJoiningAt(TicketId id, const TicketRecord& record,
                                       const IssueUrl& place, Entering entering) {
  const Rule* rule = RuleForRepository(place.repository, config_.rules);
  if (rule == nullptr) {
    return NothingBecause("its status note links " + place.repository +
                          ", which no enabled rule names");
  }
  TRY_ASSIGN(const RepositoryId repository,
             directory_.RepositoryOf(snapshot_.github(), rule->repository));
  TRY_ASSIGN(const Issue issue, snapshot_.ReadIssue(rule->repository, repository, place.number));
  return OfJoining(id, record, issue, *rule, entering);
}

Result<Previewed> Preview::OfJoining(TicketId id, const TicketRecord& record, const Issue& issue,
                                     const Rule& rule, Entering entering) {
  TRY_ASSIGN(auto known, store_.ReadLink(issue.ref.id));
  Link link = known ? *std::move(known) : Link{};
  link.issue = issue.ref;
  if (link.rule.empty()) link.rule = rule.tag;
  TicketSide side = Joining(record);
  side.born_from = entering == Entering::kBorn;
  side.returning = entering == Entering::kReturning;
  if (side.born_from) side.labels_sent = issue.labels;
  if (record.creation) side.labels_sent = record.creation->labels;
  link.tickets.insert_or_assign(id, std::move(side));
  TRY_ASSIGN(Previewed previewed, OfLink(std::move(link)));
  previewed.actions.insert(previewed.actions.begin(), Linking(id, issue.ref));
  previewed.nothing_because.reset();
  return previewed;
}

// What follows the creation at once is shown as well: the ticket's notes become comments.
Result<Previewed> Preview::OfBirth(const TicketLook& look, const CreateIssue& create,
                                   const Rule& rule) {
  TRY_ASSIGN(Account account, ReadAccount(config_, store_, directory_, freshdesk_));
  account.remembers_since = {};  // nothing is under way to an issue that is not there
  Previewed previewed;
  previewed.actions.push_back(Describe(create));
  Link link;
  Sight sight;
  sight.read_at = look.read_at;
  sight.visibility = look.visibility;
  sight.issue = Newborn(look, create);
  link.issue = sight.issue.ref;
  link.rule = rule.tag;
  TicketSide side;
  side.born_from = true;
  for (const Note& note : look.ticket.notes)
    side.commands_until = std::max(side.commands_until, {note.created_at, note.id.value});
  side.labels_sent = sight.issue.labels;
  link.tickets.emplace(look.ticket.id, std::move(side));
  Ticket ticket = look.ticket;
  TRY(snapshot_.ReadAuthors(link, ticket));
  sight.tickets.emplace(ticket.id, std::move(ticket));
  const Plan plan = PlanLink(link, sight, rule, account);
  for (const Action& action : plan.actions) {
    PreviewedAction shown = Describe(action, plan.link);
    if (WritesToGithub(action)) {
      shown.target = create.repository;
    } else if (std::holds_alternative<AddNote>(action)) {
      shown.text.reset();  // it names the issue, whose number nobody knows
    }
    previewed.actions.push_back(std::move(shown));
  }
  return previewed;
}

}  // namespace tandem
