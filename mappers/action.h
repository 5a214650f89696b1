// What a plan asks the gateway to do, one write each. Values; safe everywhere.
#pragma once

#include "mappers/link.h"
#include "mappers/model.h"
#include "mappers/operation.h"
#include "mappers/privacy.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tandem {

// A comment on the link's issue.
struct AddComment {
  Operation operation{};
  PublicText body;
  std::string source_hash{};
  TicketId from{};  // whose note it copies
  bool operator==(const AddComment&) const = default;
};

// A private note on one of the link's tickets.
struct AddNote {
  Operation operation{};
  TicketId ticket{};
  std::string html{};
  std::string source_hash{};  // for the status note: the hash of what it says
  Time source_at{};           // of a comment's copy: when that was written
  bool operator==(const AddNote&) const = default;
};

struct EditStatusNote {
  TicketId ticket{};
  NoteId note{};
  Operation operation{};  // whose marker the note goes on carrying
  std::string html{};
  std::string hash{};
  bool operator==(const EditStatusNote&) const = default;
};

struct SetIssueState {
  bool open = true;
  std::string reason{};  // completed, duplicate or reopened
  bool operator==(const SetIssueState&) const = default;
};

struct ChangeLabels {
  std::vector<PublicText> add{};
  std::vector<PublicText> remove{};
  bool operator==(const ChangeLabels&) const = default;
};

struct SetTicketStatus {
  TicketId ticket{};
  int status = 0;
  bool done = false;  // which class it belongs to
  bool operator==(const SetTicketStatus&) const = default;
};

// The ticket's other tags are left as they are when the write is made.
struct ChangeTags {
  TicketId ticket{};
  std::vector<std::string> add{};
  std::vector<std::string> remove{};
  bool operator==(const ChangeTags&) const = default;
};

struct SetTicketPriority {
  TicketId ticket{};
  int priority = 0;  // 1 low .. 4 urgent
  bool operator==(const SetTicketPriority&) const = default;
};

// The comment that copies a note says what the note says now. Like the next three it may be
// repeated freely, and is done when a person has deleted the copy: it stays deleted.
struct EditComment {
  CommentId comment{};
  Operation operation{};  // whose marker the comment goes on carrying
  PublicText body;
  std::string source_hash{};
  bool operator==(const EditComment&) const = default;
};

struct DeleteComment {
  CommentId comment{};
  Operation operation{};
  std::string source_hash{};  // of what the source says now, or said last
  bool operator==(const DeleteComment&) const = default;
};

// The note that copies a comment.
struct EditNote {
  TicketId ticket{};
  NoteId note{};
  Operation operation{};
  std::string html{};
  std::string source_hash{};
  bool operator==(const EditNote&) const = default;
};

struct DeleteNote {
  TicketId ticket{};
  NoteId note{};
  Operation operation{};
  std::string source_hash{};
  bool operator==(const DeleteNote&) const = default;
};

// The second of two copies with one operation, see doubles.cpp: what is recorded of the first
// stays. Done when it is not there any more.
struct RemoveDoubleComment {
  CommentId comment{};
  Operation operation{};
  bool operator==(const RemoveDoubleComment&) const = default;
};

struct RemoveDoubleNote {
  TicketId ticket{};
  NoteId note{};
  Operation operation{};
  bool operator==(const RemoveDoubleNote&) const = default;
};

using Action =
    std::variant<AddComment, AddNote, EditStatusNote, SetIssueState, ChangeLabels, SetTicketStatus,
                 ChangeTags, SetTicketPriority, EditComment, DeleteComment, EditNote, DeleteNote,
                 RemoveDoubleComment, RemoveDoubleNote>;

// "add_comment", "add_note", ...: for the activity, the metrics and the preview.
const char* NameOf(const Action& action);
// Whether it closes something, or removes what was made twice: it can wait while the brake is on.
bool IsHeldByTheBrake(const Action& action);
// Whether it takes back what people were told while something was held up: not to be done before
// all else has worked.
bool SaysAllIsWell(const Action& action);
// The message that it edits, or deletes.
std::optional<OwnMessage> MessageEdited(const Action& action);
std::optional<OwnMessage> MessageDeleted(const Action& action);
// Whether it writes to GitHub.
bool WritesToGithub(const Action& action);

}  // namespace tandem
