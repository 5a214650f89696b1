// The part of the plan for commands in a linked conversation: each is carried out once and answered
// once, where it was given.

#include "mappers/beginning.h"
#include "mappers/command_arguments.h"
#include "mappers/commands.h"
#include "mappers/draft.h"
#include "mappers/endings.h"
#include "mappers/reasons.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>
#include <set>

namespace tandem {
namespace {

constexpr std::chrono::seconds kUntilItHasLeft{1};

bool IsKnown(const Link& link, const Operation& answer) {
  return link.copies.contains(answer) || link.intents.contains(answer) ||
         std::any_of(link.announcements.begin(), link.announcements.end(),
                     [&](const Announcement& each) { return each.operation == answer; });
}

// What was copied as a message stays one, whatever it is edited to.
bool WasCopied(const Link& link, const Comment& comment) {
  return std::any_of(link.copies.begin(), link.copies.end(), [&](const auto& entry) {
    return entry.first.kind == OperationKind::kCopyComment &&
           entry.first.source == comment.id.value;
  });
}

Operation AnswerTo(const Comment& comment, const IssueRef& issue) {
  return {OperationKind::kAnswerComment, comment.id.value, issue.id.value, 0};
}

// The command that a comment is, of whoever may give one.
std::optional<Command> CommandIn(const Link& link, const Comment& comment) {
  if (comment.mark || !MayCommand(comment) || WasCopied(link, comment)) return std::nullopt;
  return comment.markdown.command();
}

// Not history, and not answered.
bool MayBeObeyed(const Link& link, const Comment& comment, const IssueRef& issue,
                 const Account& account) {
  return comment.created_at >= account.commands_since && !IsKnown(link, AnswerTo(comment, issue));
}

// As a marker tells it, whatever is remembered.
bool IsAnswered(const Issue& issue, const Comment& comment) {
  const auto& all = issue.comments;
  return std::any_of(all.begin(), all.end(), [&](const Comment& each) {
    return each.mark && each.mark->operation == AnswerTo(comment, issue.ref);
  });
}

const char* ReasonOf(LinkRefusal refusal) {
  return refusal == LinkRefusal::kLinkedElsewhere ? answer::kElsewhere : answer::kNoTicket;
}

void Answer(Draft& draft, const Operation& operation, const std::string& by, const char* reason,
            std::string about = {}) {
  draft.link().announcements.push_back({operation, by, reason, std::move(about)});
}

// The earlier notes, left out when somebody on GitHub linked the ticket, are copied after all.
void BringHistory(Draft& draft, TicketId id, TicketSide& side, const Ticket& ticket) {
  side.with_history = true;
  for (const Note& note : ticket.notes) {
    const Operation copy{OperationKind::kCopyNote, note.id.value, draft.link().issue.id.value, 0};
    const auto left_out = draft.link().copies.find(copy);
    if (left_out != draft.link().copies.end() && left_out->second.history)
      draft.link().copies.erase(left_out);
  }
  draft.Decide("/issue brings over the earlier notes of ticket " + std::to_string(id.value));
}

void ObeyIssue(Draft& draft, const Command& command, const Operation& answer, TicketId id,
               TicketSide& side, const Note& note) {
  const IssueRef& issue = draft.link().issue;
  const auto target = IssueNamed(command.argument, draft.account.github_web_url);
  const bool other = target && (Fold(target->repository) != Fold(issue.repository) ||
                                target->number != issue.number);
  if (other || side.with_history) {
    return Answer(draft, answer, note.author_name, answer::kAlready, IssueName(issue));
  }
  BringHistory(draft, id, side, draft.sight.tickets.at(id));
  Answer(draft, answer, note.author_name, answer::kHistory);
}

void ObeyNote(Draft& draft, const Command& command, TicketId id, TicketSide& side,
              const Note& note) {
  const Operation answer{OperationKind::kAnswerNote, note.id.value, id.value, 0};
  const MessagePlace place{note.created_at, note.id.value};
  if (place <= side.commands_until || IsKnown(draft.link(), answer)) return;
  side.commands_until = place;
  if (note.created_at < draft.account.commands_since) return;
  switch (command.kind) {
    case CommandKind::kIssue:
      return ObeyIssue(draft, command, answer, id, side, note);
    case CommandKind::kUnlink:
      Answer(draft, answer, note.author_name, answer::kUnlinked, IssueName(draft.link().issue));
      EndLink(draft.link(), id, ended::kUnlinked, note.author_name, TellEnd::kIssue);
      return draft.Decide("/unlink in ticket " + std::to_string(id.value) + ": its link ends");
    default:
      if (draft.sight.presence == Presence::kThere)
        return Answer(draft, answer, note.author_name, answer::kSynced);
      return Answer(draft, answer, note.author_name, answer::kIssueAway,
                    IssueName(draft.link().issue));
  }
}

void ObeyNotes(Draft& draft) {
  for (auto& [id, side] : draft.link().tickets) {
    const auto ticket = draft.sight.tickets.find(id);
    if (ticket == draft.sight.tickets.end()) continue;
    for (const Note& note : ticket->second.notes) {
      if (note.kind != Note::Kind::kPrivateNote || note.mark ||
          draft.our_notes.contains(note.id.value) ||
          draft.link().copies.contains(
              {OperationKind::kCopyNote, note.id.value, draft.link().issue.id.value, 0}))
        continue;
      const auto command = note.html.command();
      if (!command) continue;
      draft.command_notes.insert(note.id.value);
      if (!side.ending) ObeyNote(draft, *command, id, side, note);
    }
  }
}

void ObeyTicket(Draft& draft, const Command& command, const Operation& answer,
                const Comment& comment) {
  const auto ticket = TicketNamed(command.argument, draft.account.freshdesk_url);
  if (!ticket) return Answer(draft, answer, comment.author_login, answer::kWhichTicket);
  const std::string about = std::to_string(ticket->value);
  const auto linked = draft.link().tickets.find(*ticket);
  if (linked != draft.link().tickets.end() && linked->second.ending) {
    return draft.WaitUntil(draft.sight.read_at + kUntilItHasLeft,
                           "ticket " + about + " is linked again when it has left");
  }
  if (linked != draft.link().tickets.end())
    return Answer(draft, answer, comment.author_login, answer::kLinked, about);
  const auto refused = draft.sight.refusals.find(*ticket);
  if (refused == draft.sight.refusals.end()) return;  // not tried in this sync
  Answer(draft, answer, comment.author_login, ReasonOf(refused->second), about);
  // The issue's own text may name it as well: that is answered with this.
  draft.link().copies.try_emplace(
      {OperationKind::kRefuseTicket, ticket->value, draft.link().issue.id.value, 0}, Copy{});
  draft.Decide("/ticket " + about + " is refused");
}

// Without a number the only ticket is meant.
std::optional<TicketId> TicketToUnlink(const Draft& draft, const Command& command) {
  const auto& tickets = draft.plan.link.tickets;
  if (command.argument.empty() && tickets.size() == 1) return tickets.begin()->first;
  return TicketNamed(command.argument, draft.account.freshdesk_url);
}

void ObeyUnticket(Draft& draft, const Command& command, const Operation& answer,
                  const Comment& comment) {
  const auto ticket = TicketToUnlink(draft, command);
  if (!ticket) return Answer(draft, answer, comment.author_login, answer::kWhichTicket);
  const std::string about = std::to_string(ticket->value);
  const bool linked = draft.link().tickets.contains(*ticket);
  Answer(draft, answer, comment.author_login, linked ? answer::kUnlinked : answer::kNotHere, about);
  if (!linked) return;
  EndLink(draft.link(), *ticket, ended::kUnlinked, comment.author_login, TellEnd::kTicket);
  draft.Decide("/unticket " + about + ": its link ends");
}

void ObeyComment(Draft& draft, const Command& command, const Comment& comment) {
  const IssueRef& issue = draft.link().issue;
  if (!MayBeObeyed(draft.link(), comment, issue, draft.account)) return;
  const Operation answer = AnswerTo(comment, issue);
  switch (command.kind) {
    case CommandKind::kTicket:
      return ObeyTicket(draft, command, answer, comment);
    case CommandKind::kUnticket:
      return ObeyUnticket(draft, command, answer, comment);
    default:
      return Answer(draft, answer, comment.author_login, answer::kSynced);
  }
}

// A ticket that the issue's body names, and that could not be linked, is told there once.
void TellRefusals(Draft& draft) {
  for (const TicketId id :
       TicketsNamedIn(draft.sight.issue.markdown, draft.account.freshdesk_url)) {
    const auto refused = draft.sight.refusals.find(id);
    const Operation operation{OperationKind::kRefuseTicket, id.value, draft.link().issue.id.value,
                              0};
    if (refused == draft.sight.refusals.end() || IsKnown(draft.link(), operation)) continue;
    Answer(draft, operation, draft.sight.issue.author_login, ReasonOf(refused->second),
           std::to_string(id.value));
    draft.Decide("the issue names ticket " + std::to_string(id.value) + ", which is refused");
  }
}

}  // namespace

bool MayCommand(const Comment& comment) {
  return comment.association != Association::kOther;
}

std::vector<Asked> TicketsAskedFor(const Link& link, const Issue& issue, const IssuePlan& plan,
                                   const Account& account) {
  std::vector<Asked> asked;
  for (const Comment& comment : issue.comments) {
    const auto command = CommandIn(link, comment);
    if (!command || command->kind != CommandKind::kTicket ||
        !MayBeObeyed(link, comment, issue.ref, account) || IsAnswered(issue, comment))
      continue;
    const auto ticket = TicketNamed(command->argument, account.freshdesk_url);
    if (ticket) asked.push_back({*ticket, comment.author_login});
  }
  if (const auto* named = std::get_if<LinkTickets>(&plan)) {
    const auto by_text = TicketsNamedNow(link, issue, *named);
    asked.insert(asked.end(), by_text.begin(), by_text.end());
  }
  return asked;
}

std::set<NoteId> NotesToWrite(const Link& link, const Ticket& ticket) {
  const auto side = link.tickets.find(ticket.id);
  const bool without_history = side != link.tickets.end() && !side->second.with_history;
  const bool brings_history =
      without_history &&
      std::any_of(ticket.notes.begin(), ticket.notes.end(), [&](const Note& note) {
        const MessagePlace place{note.created_at, note.id.value};
        if (place <= side->second.commands_until) return false;
        const auto command = note.html.command();
        return command && command->kind == CommandKind::kIssue;
      });
  std::set<NoteId> notes;
  for (const Note& note : ticket.notes) {
    const auto left_out =
        link.copies.find({OperationKind::kCopyNote, note.id.value, link.issue.id.value, 0});
    const bool is_history = left_out != link.copies.end() && left_out->second.history;
    if (MayBeWritten(link, note) || (brings_history && is_history)) notes.insert(note.id);
  }
  return notes;
}

void ObeyCommands(Draft& draft) {
  ObeyNotes(draft);
  for (const Comment& comment : draft.sight.issue.comments) {
    const auto command = draft.our_comments.contains(comment.id.value)
                             ? std::nullopt
                             : CommandIn(draft.link(), comment);
    if (!command) continue;
    draft.command_comments.insert(comment.id.value);
    ObeyComment(draft, *command, comment);
  }
  TellRefusals(draft);
}

}  // namespace tandem
