// A plan while it is being made: what it is made from, and what has been decided so far. Each file
// of the plan adds its part. Not thread-safe; lives for one PlanLink.
#pragma once

#include "mappers/memory.h"
#include "mappers/plan.h"
#include "mappers/privacy.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace tandem {

inline constexpr const char* kStateField = "state";
inline constexpr const char* kStatusField = "status";  // of a ticket: Freshdesk's number
inline constexpr const char* kTagField = "tag";        // the rule's own tag: set once, on linking
inline constexpr const char* kPriorityField = "priority";
inline constexpr const char* kOn = "on";
inline constexpr const char* kOff = "off";
// In place of the hash of a text that nobody knows any more: no text has it.
inline constexpr const char* kEditedSince = "edited since it was copied";

// A ticket that is linked anew counts its changes from where no earlier link has counted: an
// operation never has the name of another one.
inline constexpr std::int64_t kChangesOfOneLink = 1'000'000;

struct Draft {
  const Sight& sight;
  const Rule& rule;
  const Account& account;
  Guard guard;
  Plan plan{};
  // How each field was seen in this sync; `TicketId{}` is the issue.
  std::map<std::pair<TicketId, FieldName>, Sighting> sightings{};
  // Ids of the comments and notes that we made, as recorded or told by their markers.
  std::set<std::int64_t> our_comments{};
  std::set<std::int64_t> our_notes{};
  // Ids of the messages that are commands: they are answered, not copied.
  std::set<std::int64_t> command_notes{};
  std::set<std::int64_t> command_comments{};
  // Tickets whose link ends: the rest of the plan does not see them.
  std::map<TicketId, TicketSide> leaving{};
  // Tickets that are closed because they were merged, and whose link cannot move yet: they are not
  // done, and no status is set there.
  std::set<TicketId> merged{};
  // Tickets that come back into a link that the store had lost.
  std::set<TicketId> returning{};
  // Where a message's outcome is unknown, later ones wait behind it; `TicketId{}` is the issue.
  std::set<TicketId> blocked{};

  Link& link() { return plan.link; }
  void Decide(std::string words) { plan.decisions.push_back(std::move(words)); }
  void Do(Action action) { plan.actions.push_back(std::move(action)); }
  void WaitUntil(Time until, std::string reason) {
    plan.waits.push_back({until, std::move(reason)});
  }
};

// mappers/commands_linked.cpp: what people ask for on either side.
void ObeyCommands(Draft& draft);
// mappers/departures.cpp: tickets that are not there any more begin to end their link.
void NoticeDepartures(Draft& draft);
// Every ending that nobody asked for, because one of the two is gone, is begun here, and held here
// while the brake is on.
void EndVanished(Draft& draft, TicketId id, const char* reason, const std::string& about = {});
// mappers/merging.cpp: tickets that were merged into others.
void NoticeMerges(Draft& draft);
// mappers/endings.cpp: tickets whose link ends are set apart, and at the end of the plan get their
// last words.
void SetLeavingApart(Draft& draft);
void WriteLastWords(Draft& draft);
// mappers/publicity.cpp: a repository that became public.
void NoticePublicity(Draft& draft);
// mappers/linking.cpp: tickets that have just joined get their first memory and what linking asks
// for.
void TakeInFreshTickets(Draft& draft);
// An open ticket that joins a closed issue reopens it.
void ReopenFor(Draft& draft, TicketId id, TicketSide& side);
// mappers/restoration.cpp: tickets that were linked all the time, only the store does not know it
// any more, get back the memory that messages of ours tell. True when it is one of them.
bool TakeBackIn(Draft& draft, TicketId id, TicketSide& side, const Ticket& ticket);
// mappers/lifecycle.cpp: open and done, on all sides. The first decides, the second writes.
void DecideState(Draft& draft);
void WriteState(Draft& draft);
// mappers/ticket_status.cpp: the very status of a ticket: as its class is agreed, and within that
// as whoever chose it last.
void WriteTicketStatus(Draft& draft, TicketId id, TicketSide& side, const Ticket& ticket);
// The name of the status that tickets get when the issue is closed the way it was closed last;
// nothing: a note only.
std::optional<std::string> StatusOfClosing(const Draft& draft);
// Whether closing the issue, the way it was closed last, makes its tickets done.
bool ClosingSetsStatus(const Draft& draft);
// A ticket hears later than its sisters that the issue has the state that is agreed for it.
void TellLate(Draft& draft, TicketId id, TicketSide& side);
// mappers/labels.cpp: mirrored tags and labels.
FieldName FieldOf(const TagLabel& pair);
void DecideLabels(Draft& draft);
void WriteLabels(Draft& draft);
// mappers/priority.cpp: the tickets' priority and the labels of the rule's `priority` map. The
// labels are written with the mirrored ones.
FieldName FieldOf(const PriorityLabel& label);
void DecidePriority(Draft& draft);
void WritePriority(Draft& draft);
// mappers/adoption.cpp: what our markers say was made already is not made again.
void AdoptMarked(Draft& draft);

// mappers/doubles.cpp: of two copies with one operation the later one is removed.
void RepairDoubles(Draft& draft);
// mappers/brake.cpp: while the brake is on, nothing is deleted and nothing is closed. The first
// says so, and that the plan waits for it.
bool IsBraked(Draft& draft);
void HoldForBrake(Draft& draft);
void HoldClosedTickets(Draft& draft);
// mappers/loops.cpp: a link on which we answer ourselves is parked. `remembered` is the link before
// this sync.
void BreakLoops(Draft& draft, const Link& remembered);
// mappers/plan.cpp: GitHub gets nothing while nobody knows who can read the repository.
void HoldGithubWrites(Draft& draft);
// mappers/messages.cpp: notes to comments and comments to notes.
void CopyMessages(Draft& draft);
void CopyComment(Draft& draft, TicketId ticket, const Comment& comment);
// mappers/message_edits.cpp: the copy of a message whose text has changed is edited, taken back,
// or made anew.
void FollowEdits(Draft& draft);
// mappers/unsure_writes.cpp: whether nobody knows what a message of ours says: it is written again.
bool IsUnsure(const Link& link, const OwnMessage& message);
// Whether a ticket's status note surely says what has this hash.
bool StatusNoteSays(const Link& link, const TicketSide& side, const std::string& hash);
// Whether a message of ours may be gone by our own doing, now or soon.
bool MayBeDeleted(const Link& link, const OwnMessage& message);
// mappers/message_deletions.cpp: the copy of a message that is gone is deleted.
void FollowDeletions(Draft& draft);
// mappers/announcements.cpp: what was decided and is to be told.
void TellAnnouncements(Draft& draft);
// Adds one unless it was told or waits to be told already.
void AnnounceOnce(Draft& draft, const Announcement& announcement);
// mappers/status_note.cpp: made when a ticket is linked; edited, as the sync's last write, when
// what it says has changed.
void CreateStatusNotes(Draft& draft);
void EditStatusNotes(Draft& draft);

// mappers/held.cpp: the comment that says that the tickets cannot be told, once they can.
void TakeBackHeldUp(Draft& draft);

// mappers/adoption.cpp: whether an operation may be carried out now: not when it is done, not while
// its outcome is unknown or that of an earlier message to the same place is.
bool MayCreate(Draft& draft, const Operation& operation);
// The same for the copy of a message, which may have been sent before the store was lost.
bool MayCopy(Draft& draft, const Operation& operation, Time written_at);

}  // namespace tandem
