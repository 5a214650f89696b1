// What becomes of a ticket or an issue that is not linked: an issue is created, a link is made, or
// nothing, because ... Pure; safe everywhere.
#pragma once

#include "mappers/link.h"
#include "mappers/model.h"
#include "mappers/plan.h"
#include "mappers/privacy.h"
#include "mappers/rule.h"
#include "mappers/ticket_links.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tandem {

struct Nothing {
  std::string because{};
  bool operator==(const Nothing&) const = default;
};

struct CreateIssue {
  Operation operation{};
  std::string repository{};  // "owner/name"
  PublicText title;
  PublicText body;
  std::vector<PublicText> labels{};
  bool operator==(const CreateIssue&) const = default;
};

// Before it is created it is looked for among the issues changed since: an attempt may have an
// unknown outcome and be old enough to be looked for, or the store may have forgotten it.
struct LookForIssue {
  Operation operation{};
  std::string repository{};
  Time since{};
  bool operator==(const LookForIssue&) const = default;
};

// The ticket belongs to an issue that is there already.
struct JoinIssue {
  std::string repository{};
  std::int64_t number = 0;
  bool operator==(const JoinIssue&) const = default;
};

// What the oldest command that waits on a ticket without a link asks for.
struct NoCommand {
  bool operator==(const NoCommand&) const = default;
};
struct CreateAsked {
  const Rule* rule = nullptr;
  MessagePlace place{};
  bool operator==(const CreateAsked&) const = default;
};
struct JoinAsked {
  const Rule* rule = nullptr;  // of the issue's repository
  IssueUrl issue{};
  NoteId note{};
  MessagePlace place{};
  bool operator==(const JoinAsked&) const = default;
};
// The command is answered by a note, and that is all.
struct AnswerNote {
  Operation operation{};
  MessagePlace place{};
  std::string html{};
  std::string marker_url{};  // where the marker's link leads: there is no issue
  bool operator==(const AnswerNote&) const = default;
};
using TicketCommand = std::variant<NoCommand, CreateAsked, JoinAsked, AnswerNote, Wait>;

// Commands up to record.commands_until, before account.commands_since, and those whose answer is in
// the conversation are done. Pointers are into `rules`.
TicketCommand PlanCommand(const TicketRecord& record, const Ticket& ticket,
                          const std::vector<Rule>& rules, const Account& account, Time read_at);
// The answer to a command whose issue turned out not to be there, or to be a pull request.
AnswerNote RefuseJoin(const JoinAsked& asked, TicketId ticket, const char* reason,
                      const Account& account);

using TicketPlan = std::variant<Nothing, Wait, CreateIssue, LookForIssue, JoinIssue>;

// The rule for a ticket without a link: that of the creation under way, else the first enabled one,
// in the file's order, whose tag it carries. The result points into `rules`; null when none fits.
const Rule* RuleForTicket(const TicketRecord& record, const Ticket& ticket,
                          const std::vector<Rule>& rules);
// The rule that a link stands under: by its tag, else the first enabled one for its repository.
// Null when there is none, and when the link's own is switched off: another might publish more.
const Rule* RuleForLink(const Link& link, const std::vector<Rule>& rules);
// Why there is none, with the settings to look at.
std::string WhyNoRule(const Link& link, const std::vector<Rule>& rules);

// Whether the rule names this repository, by its name of today or by the file's.
bool IsFor(const Rule& rule, const std::string& repository);

// The first enabled rule for a repository; null when it may not be linked at all. A name of today
// counts before a former one: names are given away again.
const Rule* RuleForRepository(const std::string& repository, const std::vector<Rule>& rules);

// `looked` says that the repository was searched for the issue in this very sync, and it is not
// there. By command an issue is created also for a ticket whose earlier link was ended.
enum class Looked { kNotYet, kInVain };
enum class StartedBy { kTag, kCommand };
// The rule's repository, as it is today.
struct Destination {
  RepositoryId repository{};
  Visibility visibility = Visibility::kUnknown;
};
TicketPlan PlanTicket(const TicketRecord& record, const Ticket& ticket, const Rule* rule,
                      Destination destination, Time read_at, Looked looked, StartedBy started_by,
                      const Account& account);

// The operation that creates the issue of a ticket.
Operation CreationOf(TicketId ticket, RepositoryId repository, std::int64_t links_before);

// Which tickets an issue's text asks to be linked to it.
struct LinkTickets {
  const Rule* rule = nullptr;
  std::vector<TicketId> tickets{};
};
// It carries our own create marker: it is its ticket's business.
struct TellTicket {
  std::vector<TicketId> tickets{};
};
using IssuePlan = std::variant<Nothing, LinkTickets, TellTicket>;

IssuePlan PlanIssue(const Issue& issue, const std::vector<Rule>& rules, const Account& account);

// Whether GitHub calls the author somebody whose commands count.
bool MayCommand(const Comment& comment);

// A ticket that people on GitHub want linked to an issue, and who of them.
struct Asked {
  TicketId ticket{};
  std::string by{};
  bool by_text = false;  // by the issue's own text, not by a command
  bool operator==(const Asked&) const = default;
};
// By commands in comments that are not answered yet, and by the issue's own text, as its plan reads
// it: without those that were linked to it or refused before.
std::vector<Asked> TicketsAskedFor(const Link& link, const Issue& issue, const IssuePlan& plan,
                                   const Account& account);
// The second half of these.
std::vector<Asked> TicketsNamedNow(const Link& link, const Issue& issue, const LinkTickets& named);

// How a ticket joins when an issue names it: with its earlier notes only where a steward has tagged
// it.
bool BringsHistory(const Ticket& ticket, const Rule& rule);

}  // namespace tandem
