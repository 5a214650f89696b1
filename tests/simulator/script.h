// What happens in one story: what people do and when, and what goes wrong. A story is told again
// from its script alone, also from a part of it. Values; safe everywhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::simulator {

using std::chrono::milliseconds;

enum class DeedKind {
  kNothing,  // was taken out of the script
  // In Freshdesk; `ticket` says where.
  kTicket,        // a customer writes; value 1: a steward has tagged it
  kNote,          // value: a Flavour
  kReply,         // to the customer: never copied
  kStatus,        // value: Freshdesk's number
  kTag,           // about: which of kPairs, value: on
  kOtherTag,      // value: on
  kPriority,      // value: 1 to 4
  kAskForIssue,   // "/issue"; value: of that ticket's issue, 0: a new one
  kAskForUnlink,  // "/unlink"
  kAskForSync,    // "/sync"
  // On the issue of `ticket`.
  kComment,        // value: a Flavour
  kState,          // value 1: reopened, 2: closed as completed, 3: as not planned
  kLabel,          // about: which of kPairs, value: on
  kOtherLabel,     // value: on
  kPriorityLabel,  // about: 3 or 4, value: on
  kAssign,
  kAskForTicket,    // "/ticket N"; value: N
  kAskForUnticket,  // "/unticket N"; value: N
  // To what the deed `about` wrote.
  kEdit,  // value: a Flavour
  kDelete,
  kEditCopy,  // on the side of `ticket`: 0 is the issue
  kDeleteCopy,
  // What is out of reach then, and is not any more.
  kLock,   // the issue of `ticket`; value: on
  kTrash,  // value: on
  kSpam,   // value: on
  kMerge,  // into the ticket that `value` names; for good
  kDeleteIssue,
  kTransfer,  // of the issue of `ticket`, to the other repository; value 1: comments keep ids
  kArchive,   // ticket 0: the repositories; value: on. Else that ticket; for good
  // To the store.
  kBackup,
  kRollBack,  // to the backup
  kWipe,
};

enum class Flavour { kPlain, kRich, kPrivate, kPublish };

struct Deed {
  int id = 0;
  milliseconds at{};  // from the beginning of the story
  DeedKind kind = DeedKind::kNothing;
  int ticket = 0;
  int about = 0;
  int value = 0;
  bool operator==(const Deed&) const = default;
};

// What becomes of one call to a service or to the store, or of one delivery.
enum class Fate {
  kFine,
  kAway,         // refused: it did not happen, and the caller knows
  kLost,         // it did not happen, and the caller cannot know
  kAnswerLost,   // it happened, and the caller cannot know
  kLate,         // it happens `amount` after the caller gave up
  kStale,        // a list that lacks what is fresh
  kCrashBefore,  // the gateway dies right before
  kCrashAfter,   // it happened, and the gateway dies before it learns of it
  kFreeze,       // the gateway stands still for `amount` right before; others go on
  kTwice,        // of a delivery: it comes once more `amount` later
  // Refused with that status, and nothing happened; the next try may get through.
  kUnauthorized,   // 401
  kForbidden,      // 403: not for lack of time
  kNotFound,       // 404, and that is not true
  kUnprocessable,  // 422
  kTooMany,        // 429 for `amount`: Retry-After says so, or for odd seconds the time of its end
  kBroken,         // 503; Retry-After says `amount`. After a write nobody can know that
  // The gateway's clock on the wall is an hour off for `amount`; the call itself goes well.
  kClockAhead,
  kClockBehind,
};

struct Fault {
  int after = 0;  // the deed that was done last
  int call = 0;   // the how manieth since then, from 0
  Fate fate = Fate::kFine;
  milliseconds amount{};
  bool operator==(const Fault&) const = default;
};

// Which kinds of deeds a story has, and whether its store fails for good.
enum class Plot {
  kOneTicket,
  kTwoTickets,  // the second joins the issue of the first
  kLinks,       // links end and begin again
  kStoreFails,  // the store is rolled back or wiped
  kLocks,       // the issue is locked and unlocked
  kThrownAway,  // tickets go to the trash or are marked as spam, and are brought back
  kMerges,      // one ticket is merged into the other, which may not be linked yet
  kIssueGoes,   // the issue is deleted; in the end the stewards ask for another
  kTransfers,   // the issue goes to another repository, and back
  kArchives,    // the repositories are archived for a while, or a closed ticket for good
};

struct Script {
  Plot plot = Plot::kOneTicket;
  std::vector<Deed> deeds{};  // in the order of their times; the ids count from 0
};

// The ids of the tickets that a story may have.
inline constexpr int kFirstTicket = 101;
inline constexpr int kSecondTicket = 102;

// The script of that number for a seed. The last words of its people are its last deeds.
Script WriteScript(std::uint64_t seed, std::int64_t number);
// How many of them people do.
int DeedsIn(const Script& script);

// "3.2=late:12000": for the command line that tells a story again. Nothing for other texts.
std::string NameOf(const Fault& fault);
std::optional<Fault> FaultNamed(std::string_view text);
// In words: "12.3s  ticket 101: status 4".
std::string InWords(const Deed& deed);

}  // namespace tandem::simulator
