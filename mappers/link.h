// What Tandem remembers about a link and about a ticket: ids, hashes, states and intents, never a
// person's text. Kept by gateway/store, read and rewritten by the plan. Values; safe everywhere.
#pragma once

#include "mappers/ids.h"
#include "mappers/model.h"
#include "mappers/operation.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

// A write of ours whose outcome is unknown: the side may show its value at any time within the
// window.
struct Attempt {
  std::string value{};
  Time at{};
  bool operator==(const Attempt&) const = default;
};

// One field on one side. Values are normalised texts of the field: "open" or "done" for the state,
// "on" or "off" for a mirrored tag or label and for a label of the priority map, "1" to "4" for the
// priority of a ticket (of the issue: what its tickets last asked for).
struct FieldMemory {
  std::string agreed{};  // what this side is meant to have since the last decision
  std::string seen{};    // what it had when it was last seen
  std::vector<Attempt> unknown{};
  Time written_at{};          // when we last wrote here; nothing once somebody changed it since
  std::vector<Time> flips{};  // when our own writes were undone here lately, see loops.h
  bool operator==(const FieldMemory&) const = default;
};

// The name of a field in the memory: "state", "priority", or "label:" and the label, lower case.
using FieldName = std::string;

struct SideMemory {
  std::map<FieldName, FieldMemory> fields{};
  std::int64_t state_changes =
      0;                 // decisions about the state so far: the n of what can happen again
  Time answered_at{};    // the service's updated_at in its answer to our last write here
  Time answered_seen{};  // when that answer came, by the store's clock
  bool operator==(const SideMemory&) const = default;
};

// The status note of a ticket, as last written.
struct StatusNote {
  NoteId id{};
  std::string hash{};  // of all that it says but the time
  bool operator==(const StatusNote&) const = default;
};

// Where a message stands in its conversation: the services tell whole seconds, ids break the tie.
struct MessagePlace {
  Time at{};
  std::int64_t id = 0;
  auto operator<=>(const MessagePlace&) const = default;
};

// The link ends for a ticket: why, and what is still to be done there before it leaves.
struct Ending {
  std::string reason{};   // see mappers/reasons.h
  std::string by{};       // login or agent's name; empty when unknown
  bool note_due = false;  // its status note is to say so
  bool tag_due = false;   // the rule's tag is to be taken off
  bool operator==(const Ending&) const = default;
};

struct TicketSide {
  SideMemory memory{};
  StatusNote status_note{};
  bool fresh = true;                       // joined, and not yet planned for
  bool born_from = false;                  // the issue was created from this ticket
  bool returning = false;                  // in this link already, as its own notes tell; fresh
  bool with_history = true;                // its notes from before the link are brought over
  std::string linked_by{};                 // login of who linked it from GitHub; empty otherwise
  std::vector<std::string> labels_sent{};  // with the issue, when it was born from this ticket
  std::int64_t links_before =
      0;                       // how often this ticket was linked before: the n of its status note
  bool done_by_issue = false;  // closing the issue made it done; reopening will reopen it
  std::string
      write_status{};  // name of the status that `agreed` stands for, when we are to write it
  MessagePlace commands_until{};  // commands up to here were carried out, or are history
  std::optional<Ending> ending{};
  std::int64_t status = 0;  // as last seen, for people; 0 when never
  Time missing_since{};     // the first of the looks in a row that did not find it
  Time refused_since{};     // the first of the writes in a row that were refused as to a read-only
                            // ticket
  bool read_only = false;   // refused so twice, a minute apart
  bool operator==(const TicketSide&) const = default;
};

// A create that was sent, or was about to be. Its outcome is unknown until it is recorded as a copy
// or taken back.
struct Intent {
  Time at{};
  std::string source_hash{};  // of the text as it was sent
  TicketId ticket{};          // a comment that copies a note: whose note it is
  bool operator==(const Intent&) const = default;
};

// Stands for a hash that no text has: whatever the source says, it has changed.
inline constexpr const char* kOfNoText = "-";

// What an operation made, and from what. A message that was copied, taken back and published anew
// has one for each n: the highest tells how it stands, see NewestCopy.
struct Copy {
  std::int64_t id = 0;        // of the comment or note; 0: there is none, on purpose
  std::string source_hash{};  // of the source's normalised text, as last copied or left out; empty
                              // for what has no source; kOfNoText for what must be made anew
  TicketId ticket{};          // of a note's copy: whose note it is; 0 while unknown
  bool history = false;       // a note from before the link that was not brought over
  Time missing_since{};       // of a message's copy: since when its source has not been found
  std::int64_t double_left = 0;  // a second copy, which stays because somebody edited it
  Time source_at{};  // of a comment's copy: when that was written; zero while it is unknown
  bool operator==(const Copy&) const = default;
};

// What was recorded last of the message that `operation` copies, whichever its n; null when
// nothing was. It points into `copies`.
const std::pair<const Operation, Copy>* NewestCopy(const std::map<Operation, Copy>& copies,
                                                   const Operation& operation);

// Something that was decided and is still to be told: saved with the decision, dropped when its
// copy is recorded.
struct Announcement {
  Operation operation{};
  std::string by{};      // login, or agent's name; empty when unknown
  std::string reason{};  // completed, not_planned, duplicate; or one of mappers/reasons.h
  std::string about{};   // what the reason is about: an issue's name, a ticket's number
  bool operator==(const Announcement&) const = default;
};

// A message that we made: its id is one of GitHub's or of Freshdesk's.
struct OwnMessage {
  enum class Kind { kComment, kNote };
  Kind kind = Kind::kComment;
  std::int64_t id = 0;
  auto operator<=>(const OwnMessage&) const = default;
};
constexpr OwnMessage OwnComment(CommentId id) {
  return {OwnMessage::Kind::kComment, id.value};
}
constexpr OwnMessage OwnNote(NoteId id) {
  return {OwnMessage::Kind::kNote, id.value};
}

// A write to a message of ours, sent or about to be, whose outcome is unknown.
struct UnsureWrite {
  Time at{};
  bool deletes = false;  // it; otherwise edits it
  bool operator==(const UnsureWrite&) const = default;
};

struct Link {
  IssueRef issue{};
  std::string rule{};  // the rule's tag
  SideMemory issue_memory{};
  std::string write_reason{};  // the state_reason that `agreed` stands for, when we are to write
                               // the issue's state
  std::map<TicketId, TicketSide> tickets{};
  std::map<Operation, Copy> copies{};
  std::map<Operation, Intent> intents{};
  std::vector<Announcement> announcements{};     // in the order of their decisions
  Time last_synced{};                            // when what was last planned for was read
  Time issue_missing_since{};                    // as in TicketSide
  Visibility visibility = Visibility::kUnknown;  // of its repository, when it was last known
  std::int64_t times_public = 0;                 // how often that changed from private to public
  std::int64_t untold = 0;  // messages of ours of which nobody could tell what they are, when the
                            // store had been lost
  // The messages of ours of which nobody knows what they say, with the writes that made it so, the
  // newest last.
  std::map<OwnMessage, std::vector<UnsureWrite>> unsure_writes{};
  std::vector<Time> unprompted{};  // our writes of the last hour that nobody's doing caused
  bool operator==(const Link&) const = default;
};

// An issue that is being created from a ticket. It reserves the ticket.
struct Creation {
  std::string rule{};  // the rule's tag
  Intent intent{};
  std::vector<std::string> labels{};  // as sent: what was last seen there
  std::optional<IssueRef> created{};  // once answered
  bool operator==(const Creation&) const = default;
};

// An answer to a command on a ticket that is not linked, sent or about to be.
struct AnswerSent {
  Operation operation{};
  Intent intent{};
  bool operator==(const AnswerSent&) const = default;
};

struct TicketRecord {
  std::optional<IssueId> issue{};  // the link it belongs to
  std::optional<Creation> creation{};
  std::int64_t links_before = 0;
  MessagePlace commands_until{};  // as in TicketSide
  std::optional<AnswerSent> answering{};
  std::string held_hash{};  // of what its status note says, while no issue can be created
  Time missing_since{};     // when it was first looked for in vain
  bool operator==(const TicketRecord&) const = default;
};

// Where the clock was set back, what we have sent would be waited for until the clock has caught
// up: it counts from now at the latest.
Link SentByNow(Link link, Time now);
TicketRecord SentByNow(TicketRecord record, Time now);

}  // namespace tandem
