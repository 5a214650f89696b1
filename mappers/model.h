// What the two services hold, as values: a ticket with its conversation, an issue with its
// comments. Filled by gateway/freshdesk and gateway/github, read by everything in mappers/. Values,
// and each with its copies for one thread (see message_body.h).
#pragma once

#include "mappers/ids.h"
#include "mappers/message_body.h"
#include "mappers/operation.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

// A moment as the services tell it, in UTC, to the millisecond. mappers/ gets the present as data.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

// What our marker on a message or an issue says. Present only when our own account wrote the object
// and the marker is genuine; `operation` is empty when it is genuine but names nothing that this
// link could have done.
struct Mark {
  std::optional<Operation> operation{};
  bool operator==(const Mark&) const = default;
};

struct Attachment {
  std::string name{};
  std::int64_t size = 0;  // bytes
  bool operator==(const Attachment&) const = default;
};

// An entry of a ticket's conversation. Only a private note is ever mirrored.
struct Note {
  enum class Kind { kPrivateNote, kPublicNote, kReply, kOther };
  NoteId id{};
  Kind kind = Kind::kOther;
  FreshdeskUserId author{};
  std::string author_name{};  // empty when unknown
  std::string author_mail{};  // of an agent, for the `people` map; empty when unknown
  NoteHtml html{};
  std::vector<Attachment> attachments{};
  Time created_at{};
  Time updated_at{};
  std::optional<Mark> mark{};
  std::string marked_url{};  // where our marker's link points to, without its fragment; empty
                             // without a mark
  bool operator==(const Note&) const = default;
};

// Whoever asked for help, as far as it is known: what must never be published. Empty when unknown.
struct Requester {
  FreshdeskUserId id{};
  std::vector<std::string> names{};  // as displayed: "Carla Customer"
  std::vector<std::string> mails{};
  std::vector<std::string> cc_mails{};  // of other people in the conversation
  std::vector<std::string> phones{};
  std::vector<std::string> addresses{};  // postal
  std::vector<std::string> handles{};    // on social networks and the like
  bool looked_up = false;  // all that can be known is here: before that no text may be published
  bool operator==(const Requester&) const = default;
};

struct Ticket {
  TicketId id{};
  std::string subject{};
  std::string html{};   // the description
  std::string type{};   // empty when none
  std::string group{};  // names; empty when none or unknown
  std::string company{};
  std::int64_t group_id = 0;  // 0 when none; the names above are looked up by them
  std::int64_t company_id = 0;
  int status = 0;    // 2 open, 3 pending, 4 resolved, 5 closed, the account's own from 6
  int priority = 0;  // 1 low .. 4 urgent
  Requester requester{};
  std::vector<std::string> tags{};
  std::vector<Attachment> attachments{};
  bool spam = false;
  bool deleted = false;
  bool archived = false;  // read only for good
  Time created_at{};
  Time updated_at{};
  std::vector<Note> notes{};  // the whole conversation, oldest first
  bool operator==(const Ticket&) const = default;
};

// What it is while it takes no writes: "spam", "archived" or "deleted"; null while it does.
inline const char* WhyReadOnly(const Ticket& ticket) {
  if (ticket.spam) return "spam";
  if (ticket.archived) return "archived";
  return ticket.deleted ? "deleted" : nullptr;
}

// GitHub's author_association, as far as it matters: who may link and command.
enum class Association { kOther, kOwner, kMember, kCollaborator };

struct Comment {
  CommentId id{};
  GithubUserId author{};
  std::string author_login{};  // empty for a deleted account
  Association association = Association::kOther;
  CommentMarkdown markdown{};
  Time created_at{};
  Time updated_at{};
  std::optional<Mark> mark{};
  bool operator==(const Comment&) const = default;
};

// Where an issue is. The name is what the configuration or GitHub's own answer says, never a
// payload.
struct IssueRef {
  IssueId id{};
  RepositoryId repository_id{};
  std::string repository{};  // "owner/name"
  std::int64_t number = 0;
  bool operator==(const IssueRef&) const = default;
};

struct Issue {
  IssueRef ref{};
  std::string title{};
  std::string markdown{};  // the body
  GithubUserId author{};
  std::string author_login{};
  Association association = Association::kOther;
  bool open = true;
  std::string state_reason{};  // completed, not_planned, duplicate, reopened; empty when none
  std::string closed_by{};     // login; empty when unknown or open
  bool locked = false;
  bool pull_request = false;
  std::vector<std::string> labels{};
  std::vector<std::string> assignees{};  // logins
  Time updated_at{};
  std::optional<Mark> mark{};
  std::optional<std::int64_t> comment_count{};  // as the issue itself tells it
  std::vector<Comment> comments{};              // all of them, oldest first
  bool operator==(const Issue&) const = default;
};

// Who can read a repository, as read live. While it is unknown nothing is written to GitHub.
enum class Visibility { kUnknown, kPublic, kPrivate };

}  // namespace tandem
