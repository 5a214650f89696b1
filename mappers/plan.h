// The plan: from what is remembered of a link and what both sides show now, to what is remembered
// next and what is to be done. Nothing else decides about a link. Pure; safe everywhere.
#pragma once

#include "mappers/action.h"
#include "mappers/link.h"
#include "mappers/model.h"
#include "mappers/rule.h"

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// What holds for all links of this installation.
struct Account {
  std::string freshdesk_url{};  // without a trailing slash
  std::string github_web_url{};
  std::vector<Person> people{};
  std::map<std::string, int> statuses{};  // names of ticket statuses, folded (see mappers/words.h)
  std::chrono::milliseconds look_after{45'000};
  Time remembers_since{};    // what was sent before then may be forgotten: the store was lost
  Time commands_since{};     // commands given before are history: the store's birth, with a margin
  bool second_looks = true;  // only a test of the tests goes without
};

// How long after something was first found missing it is believed gone, when it is missing then as
// well: a minute, where look_after has its default.
constexpr std::chrono::milliseconds SecondLook(const Account& account) {
  return account.second_looks ? account.look_after * 4 / 3 : std::chrono::milliseconds(0);
}

// Why a ticket that the issue names was not linked to it.
enum class LinkRefusal { kLinkedElsewhere, kNotThere };

// A ticket of the link was merged into another one, which was asked to take its place: it is in
// the link now, or it was refused.
struct Merge {
  TicketId primary{};
  std::optional<LinkRefusal> refusal{};
};

// Whether the issue was found where the link says it is.
enum class Presence {
  kThere,
  kMissing,         // not found, while its repository can be read
  kDeleted,         // GitHub says so itself
  kSwitchedOff,     // its repository has its issues switched off
  kMoved,           // it is in another repository now, as another issue
  kRepositoryGone,  // its repository is not found either, though GitHub knows our token
};

// What one sync has read.
struct Sight {
  Time read_at{};  // when reading began, by the store's clock
  Visibility visibility = Visibility::kUnknown;
  Presence presence = Presence::kThere;
  Issue issue{};                         // where it is not there, only `ref` as the link has it
  IssueRef moved_to{};                   // where it is now
  bool may_follow = false;               // a rule names that repository
  std::map<TicketId, Ticket> tickets{};  // one for each of the link's
  std::map<TicketId, Merge> merges{};    // by the merged ticket; those that could be tried
  std::map<TicketId, LinkRefusal> refusals{};  // of tickets that were asked for in this sync
  std::set<CommentId> gone_comments{};  // of CommentsToLookFor: those that are not there any more
  std::string brake{};      // why nothing may end, be closed or be deleted now; empty when it may
  bool let_go_on = false;   // a person lets a link go on that a loop has parked
  IssueRef duplicate_of{};  // of PlanDouble: the issue that was created first for the same ticket
};

// Something that has to wait, and why. The link is to be planned again at that time; where it is
// not later than `read_at`, nobody knows when, and it is tried again as after a failure.
struct Wait {
  Time until{};
  std::string reason{};
  bool operator==(const Wait&) const = default;
};

// What is gone on one side, so that a link ends which nobody asked to end.
enum class Vanishing { kNothing, kTicket, kIssue };

struct Plan {
  Link link{};                           // to be saved before the first action is sent
  std::vector<Action> actions{};         // in the order in which they are to be carried out
  std::vector<std::string> decisions{};  // in words, for the activity
  std::vector<Wait> waits{};
  Vanishing vanishing = Vanishing::kNothing;
  bool prompted = true;      // what a person wrote or did is behind its actions, see loops.h
  std::string parked{};      // why a person has to look before it goes on; empty when nothing does
  int doubles_left_now = 0;  // second copies that were found now and stay
};

// For how long a side has shown an older state than the one that it answered to our own last write;
// nothing when none does. It has to be read again.
std::optional<std::chrono::milliseconds> StaleFor(const Link& link, const Sight& sight,
                                                  const Account& account);

Plan PlanLink(const Link& link, const Sight& sight, const Rule& rule, const Account& account);
// The same while the issue is not there; nothing of it is written to GitHub.
Plan PlanWithoutIssue(const Link& link, const Sight& sight, const Rule& rule,
                      const Account& account);

// For an issue that was created a second time for a ticket (`sight.duplicate_of` is the first, and
// `sight.tickets` are those of the first one's link): what people wrote there is brought to those
// tickets, then it is told where it goes on and closed as a duplicate. `link` is what is remembered
// of the second issue; it never gets tickets.
Plan PlanDouble(const Link& link, const Sight& sight, const Rule& rule, const Account& account);

// Takes out the edits of messages where an edit that was sent may still come through: the later one
// of two would be lost. They are waited for.
void HoldUnsureEdits(Plan& plan, Time now, std::chrono::milliseconds window);

// Whether anything of it is meant to be open: then it is looked at from time to time, whether or
// not somebody told of a change.
bool IsOpen(const Link& link);

// The operations that a marker on one of these messages may name: what the snapshot looks for.
std::vector<Operation> PossibleOperations(const Link& link, const Sight& sight);

// The comments that have a copy and are missing from the listing: only their own answer tells
// whether they are gone.
std::vector<CommentId> CommentsToLookFor(const Link& link, const Sight& sight);

// Whether the plan may have to write what a note says, because it is new or was edited. Marks have
// to be set: what we wrote ourselves is not copied.
bool MayBeWritten(const Link& link, const Note& note);
// The notes of a ticket of which it may have to write something, also because a command that waits
// brings them over: then their authors and the requester have to be known.
std::set<NoteId> NotesToWrite(const Link& link, const Ticket& ticket);

}  // namespace tandem
