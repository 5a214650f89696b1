// What one sync reads of both services, with our own markers recognised. Nothing is decided here.
// Not thread-safe: each worker owns one.
#pragma once

#include "gateway/directory.h"
#include "gateway/freshdesk.h"
#include "gateway/github.h"
#include "gateway/marker.h"
#include "gateway/queue.h"
#include "gateway/result.h"
#include "gateway/store.h"
#include "mappers/link.h"
#include "mappers/plan.h"
#include "mappers/rule.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem {

class Snapshot {
 public:
  // All must outlive this.
  Snapshot(Freshdesk& freshdesk, Github& github, Store& store, Directory& directory,
           const MarkerKeys& keys);

  // Both sides of a link, complete: any page that cannot be read is an error. An issue that is not
  // there is so in `presence`, a ticket is left out, both only while the service knows our key. A
  // visibility that cannot be read is unknown.
  Result<Sight> ReadLink(const Link& link);
  // Adds the comments of the issue that the link's issue has become by a transfer, all marked with
  // what the link may have done where it was.
  Result<Sight> ReadMoved(const Link& link, Sight sight);
  // A ticket that is not linked, without its conversation.
  Result<Ticket> ReadTicket(TicketId id);
  // Nothing when it is not there or not ours to see, while the key itself works.
  Result<std::optional<Ticket>> ReadTicketIfThere(TicketId id);
  // Adds the conversation, and the names that go into an issue.
  Status ReadConversation(Ticket& ticket, std::int64_t links_before);
  Status ReadNames(Ticket& ticket);
  // Adds what the contact tells of the requester. Where the key may not see him, or there is none,
  // what the ticket itself tells is all that is known; he is not `looked_up` before that is sure.
  Status ReadRequester(Ticket& ticket, Time now);
  // Adds the names of those whose notes are to be copied to the link's issue, or have changed;
  // tells whether there are any.
  Result<bool> ReadAuthors(const Link& link, Ticket& ticket);
  // An issue without its comments; marked when it carries a genuine create marker of ours. Its
  // `ref` says where it is today: under another name after a rename, with another repository's id
  // after a transfer.
  Result<Issue> ReadIssue(const std::string& repository, RepositoryId id, std::int64_t number);
  // An issue that nothing is linked to, with its comments: enough to answer what they ask for.
  Result<Sight> ReadUnlinked(Issue issue);
  // What an operation made, among the issues that changed since: one, or none, or more where it was
  // carried out twice. The lowest number first, and last what was closed as a duplicate.
  Result<std::vector<Issue>> FindIssues(const std::string& repository, RepositoryId id, Time since,
                                        const Operation& operation);
  // Which creation for that ticket in that repository an issue of ours carries the marker of;
  // nothing when it is another's.
  std::optional<Operation> CreationIn(Issue issue, TicketId ticket, RepositoryId repository,
                                      std::int64_t links_before);
  // An issue that was created a second time, and the conversations of the first one's tickets.
  // `known` is what is remembered of the second.
  Result<Sight> ReadDouble(const Link& known, Issue issue, const Link& first);
  // Who can read the repository, never older than a minute; unknown when that cannot be read now.
  Result<Visibility> ReadVisibility(const std::string& repository, RepositoryId id);
  // From GitHub itself, whatever is remembered.
  Result<Visibility> RefreshVisibility(const std::string& repository, RepositoryId id);

  // Right after the issue was not found.
  Result<Presence> WhyNotThere(const IssueRef& issue);
  Result<Presence> GoneForGood(const IssueRef& issue);

  Github& github() { return github_; }

 private:
  Status ReadIssueOf(const Link& link, Sight& sight);
  // What else is to be known of an issue that was read.
  Status Complete(const std::string& asked, RepositoryId id, Issue& issue);
  Status ReadPlace(const std::string& asked, RepositoryId id, IssueRef& ref);
  Status ReadPeople(const Link& link, Sight& sight);
  Status MarkMessages(const Link& link, Sight& sight);

  Freshdesk& freshdesk_;
  Github& github_;
  Store& store_;
  Directory& directory_;
  const MarkerKeys& keys_;
};

}  // namespace tandem
