// What a command on a ticket without a link asks for.

#include "mappers/beginning.h"
#include "mappers/command_arguments.h"
#include "mappers/commands.h"
#include "mappers/reasons.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>

namespace tandem {
namespace {

Operation AnswerTo(const Note& note, TicketId ticket) {
  return {OperationKind::kAnswerNote, note.id.value, ticket.value, 0};
}

bool IsAnswered(const Ticket& ticket, const Operation& answer) {
  return std::any_of(ticket.notes.begin(), ticket.notes.end(),
                     [&](const Note& each) { return each.mark && each.mark->operation == answer; });
}

MessagePlace PlaceOf(const Note& note) {
  return {note.created_at, note.id.value};
}

AnswerNote Answer(const Note& note, TicketId ticket, const Account& account, const char* reason,
                  const std::string& about = {}) {
  return {AnswerTo(note, ticket), PlaceOf(note), NoteForAnswer(account, reason, about),
          AddressOfTicket(account, ticket)};
}

std::string NamesOf(const std::vector<Rule>& rules) {
  std::string names;
  for (const Rule& rule : rules) {
    if (rule.enabled) names += (names.empty() ? "" : ", ") + rule.name;
  }
  return names;
}

// The rule that "/issue" means: that of the ticket's tag, else the only one; by name otherwise.
const Rule* RuleFor(const std::string& name, const Ticket& ticket, const std::vector<Rule>& rules) {
  std::vector<const Rule*> fitting;
  for (const Rule& rule : rules) {
    const bool named = Fold(rule.name) == Fold(name) || Fold(rule.tag) == Fold(name);
    if (rule.enabled && (name.empty() || named)) fitting.push_back(&rule);
  }
  const auto tagged = std::find_if(fitting.begin(), fitting.end(),
                                   [&](const Rule* rule) { return Holds(ticket.tags, rule->tag); });
  if (tagged != fitting.end()) return *tagged;
  return fitting.size() == 1 ? fitting.front() : nullptr;
}

TicketCommand PlanIssueCommand(const std::string& argument, const Note& note, const Ticket& ticket,
                               const std::vector<Rule>& rules, const Account& account) {
  if (const auto target = IssueNamed(argument, account.github_web_url)) {
    const Rule* rule = RuleForRepository(target->repository, rules);
    if (rule != nullptr) return JoinAsked{rule, *target, note.id, PlaceOf(note)};
    const std::string name = target->repository + "#" + std::to_string(target->number);
    return Answer(note, ticket.id, account, answer::kNoRule, name);
  }
  const Rule* rule = RuleFor(argument, ticket, rules);
  if (rule != nullptr) return CreateAsked{rule, PlaceOf(note)};
  return Answer(note, ticket.id, account, answer::kWhichRule, NamesOf(rules));
}

}  // namespace

TicketCommand PlanCommand(const TicketRecord& record, const Ticket& ticket,
                          const std::vector<Rule>& rules, const Account& account, Time read_at) {
  if (record.creation || WhyReadOnly(ticket) != nullptr) return NoCommand{};
  for (const Note& note : ticket.notes) {
    if (note.kind != Note::Kind::kPrivateNote || note.mark ||
        PlaceOf(note) <= record.commands_until || note.created_at < account.commands_since)
      continue;
    const auto command = note.html.command();
    const Operation answer = AnswerTo(note, ticket.id);
    if (!command || IsAnswered(ticket, answer)) continue;
    if (record.answering && record.answering->operation == answer) {
      const Time look_at = record.answering->intent.at + account.look_after;
      if (read_at < look_at) return Wait{look_at, "an answer was sent and its outcome is unknown"};
    }
    if (command->kind == CommandKind::kIssue)
      return PlanIssueCommand(command->argument, note, ticket, rules, account);
    return Answer(note, ticket.id, account, answer::kNotLinked);
  }
  return NoCommand{};
}

AnswerNote RefuseJoin(const JoinAsked& asked, TicketId ticket, const char* reason,
                      const Account& account) {
  const std::string name = asked.issue.repository + "#" + std::to_string(asked.issue.number);
  return {{OperationKind::kAnswerNote, asked.note.value, ticket.value, 0},
          asked.place,
          NoteForAnswer(account, reason, name),
          AddressOfTicket(account, ticket)};
}

}  // namespace tandem
