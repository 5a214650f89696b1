#include "gateway/snapshot.h"

#include "gateway/kill_point.h"
#include "gateway/recognition.h"
#include "gateway/safeguard.h"
#include "mappers/beginning.h"
#include "mappers/words.h"

#include <algorithm>
#include <map>
#include <set>

namespace tandem {
namespace {

constexpr std::chrono::seconds kVisibilityAge{60};

bool IsOwn(const GithubAccount& own, GithubUserId author, const std::string& login) {
  return author && own.id ? author == own.id : !login.empty() && login == own.login;
}

// What is not there is our account or a repository: the issue is, it has just been read.
Error NotOfTheIssue(Error error) {
  if (error.remedy == Remedy::kNotFound) error.remedy = Remedy::kUnavailable;
  return error;
}

void Append(const std::vector<std::string>& more, std::vector<std::string>& all) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

Snapshot::Snapshot(Freshdesk& freshdesk, Github& github, Store& store, Directory& directory,
                   const MarkerKeys& keys)
    : freshdesk_(freshdesk), github_(github), store_(store), directory_(directory), keys_(keys) {}

Result<Sight> Snapshot::ReadLink(const Link& link) {
  Sight sight;
  TRY_ASSIGN(sight.read_at, store_.Now());
  TRY_ASSIGN(sight.visibility, ReadVisibility(link.issue.repository, link.issue.repository_id));
  TRY(ReadIssueOf(link, sight));
  MayDie(KillPoint::kAfterGithubRead);
  for (const CommentId id : CommentsToLookFor(link, sight)) {
    TRY_ASSIGN(const bool gone, github_.IsCommentGone(sight.issue.ref.repository, id));
    if (gone) sight.gone_comments.insert(id);
  }
  for (const auto& entry : link.tickets) {
    auto ticket = freshdesk_.ReadTicket(entry.first);
    if (!ticket.ok() && ticket.error().remedy == Remedy::kNotFound) {
      TRY(freshdesk_.Me());  // a key that is not known must not look like tickets that are gone
      continue;
    }
    if (!ticket.ok()) return ticket.error();
    TRY_ASSIGN(ticket->notes, freshdesk_.ReadNotes(entry.first));
    sight.tickets.emplace(entry.first, *std::move(ticket));
  }
  MayDie(KillPoint::kAfterFreshdeskRead);
  TRY(MarkMessages(link, sight));
  TRY(ReadPeople(link, sight));
  return sight;
}

Status Snapshot::ReadPeople(const Link& link, Sight& sight) {
  bool publishes = false;
  for (auto& entry : sight.tickets) {
    TRY_ASSIGN(const bool writes, ReadAuthors(link, entry.second));
    publishes = publishes || writes;
  }
  // A text of one ticket may speak of another's requester.
  for (auto& entry : sight.tickets) {
    if (publishes) TRY(ReadRequester(entry.second, sight.read_at));
  }
  return Done{};
}

Result<Sight> Snapshot::ReadMoved(const Link& link, Sight sight) {
  const IssueRef& now = sight.moved_to;
  TRY_ASSIGN(const Issue issue, ReadIssue(now.repository, now.repository_id, now.number));
  if (issue.ref.id != now.id)
    return Error{Remedy::kUnavailable, "the issue was transferred once more"};
  TRY_ASSIGN(sight.issue.comments, github_.ReadComments(now.repository, now.number));
  if (issue.comment_count.value_or(0) > static_cast<std::int64_t>(sight.issue.comments.size()))
    return Error{Remedy::kUnavailable,
                 "GitHub does not show all comments of the transferred issue"};
  TRY(MarkMessages(link, sight));
  return sight;
}

Status Snapshot::ReadIssueOf(const Link& link, Sight& sight) {
  const IssueRef& ref = link.issue;
  auto issue = github_.ReadIssue(ref.repository, ref.number);
  if (!issue.ok()) {
    if (issue.error().remedy != Remedy::kNotFound) return issue.error();
    sight.issue.ref = ref;
    TRY_ASSIGN(sight.presence, WhyNotThere(ref));
    return Done{};
  }
  TRY(Complete(ref.repository, ref.repository_id, *issue));
  if (issue->ref.id != ref.id) {
    sight.presence = Presence::kMoved;
    sight.moved_to = issue->ref;
    sight.issue.ref = ref;
    return Done{};
  }
  sight.issue = *std::move(issue);
  TRY_ASSIGN(sight.issue.comments, github_.ReadComments(sight.issue.ref.repository, ref.number));
  return Done{};
}

// GitHub says 410 also of the issues of a repository that has
// them switched off, and 404 of everything to a token that lost its rights.
Result<Presence> Snapshot::WhyNotThere(const IssueRef& issue) {
  const bool gone = github_.LastWasGone();
  const auto repository = github_.ReadRepository(issue.repository);
  if (repository.ok() && repository->id == issue.repository_id) {
    if (!repository->has_issues) return Presence::kSwitchedOff;
    return gone ? GoneForGood(issue) : Presence::kMissing;
  }
  if (!repository.ok() && repository.error().remedy != Remedy::kNotFound) return repository.error();
  TRY(github_.Me());
  return Presence::kRepositoryGone;
}

// Between the two answers its issues may have been switched on again.
Result<Presence> Snapshot::GoneForGood(const IssueRef& issue) {
  const auto again = github_.ReadIssue(issue.repository, issue.number);
  if (again.ok())
    return Error{Remedy::kConflict, "the issue was said to be gone, and is there a moment later"};
  if (again.error().remedy != Remedy::kNotFound) return again.error();
  return github_.LastWasGone() ? Presence::kDeleted : Presence::kMissing;
}

Result<Ticket> Snapshot::ReadTicket(TicketId id) {
  return freshdesk_.ReadTicket(id);
}

Result<std::optional<Ticket>> Snapshot::ReadTicketIfThere(TicketId id) {
  auto ticket = freshdesk_.ReadTicket(id);
  if (ticket.ok()) return std::optional(*std::move(ticket));
  const Remedy remedy = ticket.error().remedy;
  if (remedy != Remedy::kNotFound && remedy != Remedy::kUnauthorized) return ticket.error();
  TRY(freshdesk_.Me());  // a key that is refused must not look like a ticket that is not there
  return std::optional<Ticket>();
}

Status Snapshot::ReadConversation(Ticket& ticket, std::int64_t links_before) {
  TRY_ASSIGN(ticket.notes, freshdesk_.ReadNotes(ticket.id));
  MayDie(KillPoint::kAfterFreshdeskRead);
  TRY_ASSIGN(const Agent own, directory_.OwnAgent(freshdesk_));
  Recognition recognition(keys_);
  // Each link leaves its status note: so many there can have been at most, whatever is known.
  const std::int64_t most = std::max<std::int64_t>(links_before + 1, std::ssize(ticket.notes));
  for (std::int64_t n = 0; n <= most; ++n) {
    for (const auto kind : {OperationKind::kStatusNote, OperationKind::kLinkEnded})
      recognition.Expect({kind, ticket.id.value, ticket.id.value, n});
  }
  for (const Note& note : ticket.notes)
    recognition.Expect({OperationKind::kAnswerNote, note.id.value, ticket.id.value, 0});
  for (Note& note : ticket.notes) {
    if (note.author == own.id) recognition.Mark(note);
  }
  return Done{};
}

Status Snapshot::ReadNames(Ticket& ticket) {
  TRY_ASSIGN(const TicketFields fields, directory_.Fields(freshdesk_));
  const auto group = fields.groups.find(ticket.group_id);
  if (group != fields.groups.end()) ticket.group = group->second;
  if (ticket.company_id == 0) return Done{};
  TRY_ASSIGN(const auto company, freshdesk_.ReadCompany(ticket.company_id));
  ticket.company = company.value_or("");
  return Done{};
}

Status Snapshot::ReadRequester(Ticket& ticket, Time now) {
  Requester& requester = ticket.requester;
  requester.looked_up = !requester.id;
  if (!requester.id) return Done{};
  TRY_ASSIGN(const auto look, directory_.ContactOf(freshdesk_, requester.id, now));
  requester.looked_up = look.sure;
  if (!look.contact) return Done{};
  Append(look.contact->names, requester.names);
  Append(look.contact->mails, requester.mails);
  Append(look.contact->phones, requester.phones);
  Append(look.contact->addresses, requester.addresses);
  Append(look.contact->handles, requester.handles);
  return Done{};
}

Result<Issue> Snapshot::ReadIssue(const std::string& repository, RepositoryId id,
                                  std::int64_t number) {
  TRY_ASSIGN(Issue issue, github_.ReadIssue(repository, number));
  TRY(Complete(repository, id, issue));
  return issue;
}

Status Snapshot::Complete(const std::string& asked, RepositoryId id, Issue& issue) {
  const auto own = directory_.OwnAccount(github_);
  if (!own.ok()) return NotOfTheIssue(own.error());
  const Status placed = ReadPlace(asked, id, issue.ref);
  if (!placed.ok()) return NotOfTheIssue(placed.error());
  if (IsOwn(*own, issue.author, issue.author_login)) Recognition(keys_).Mark(issue);
  return Done{};
}

// GitHub leads on to where the issue is now, and its answer says by which name: the repository's
// new one, or another repository's.
Status Snapshot::ReadPlace(const std::string& asked, RepositoryId id, IssueRef& ref) {
  ref.repository_id = id;
  if (Fold(ref.repository) == Fold(asked)) return Done{};
  TRY_ASSIGN(const Repository now, github_.ReadRepository(ref.repository));
  ref.repository_id = now.id;
  if (now.id == id) TRY(RefreshVisibility(ref.repository, id));  // whose name is known from now on
  return Done{};
}

Result<Sight> Snapshot::ReadUnlinked(Issue issue) {
  Sight sight;
  TRY_ASSIGN(sight.read_at, store_.Now());
  TRY_ASSIGN(sight.visibility, ReadVisibility(issue.ref.repository, issue.ref.repository_id));
  TRY_ASSIGN(issue.comments, github_.ReadComments(issue.ref.repository, issue.ref.number));
  sight.issue = std::move(issue);
  Link link;
  link.issue = sight.issue.ref;
  TRY(MarkMessages(link, sight));
  return sight;
}

Result<std::vector<Issue>> Snapshot::FindIssues(const std::string& repository, RepositoryId id,
                                                Time since, const Operation& operation) {
  if (!Has(Safeguard::kListing)) return std::vector<Issue>();
  TRY_ASSIGN(const GithubAccount own, directory_.OwnAccount(github_));
  Recognition recognition(keys_);
  recognition.Expect(operation);
  std::map<std::int64_t, Issue> found;  // a listing that shifts shows one twice
  std::string next;
  for (bool more = true; more;) {
    TRY_ASSIGN(IssuePage page, github_.ReadIssuesSince(repository, since, next));
    more = !page.next.empty();
    // What changes meanwhile moves to the end and shifts the pages, and what is not found is made
    // anew: where it can, the next one begins at the last change seen.
    const Time last = page.issues.empty() ? since : page.issues.back().updated_at;
    next = last > since ? "" : page.next;
    since = std::max(since, last);
    for (Issue& issue : page.issues) {
      if (!IsOwn(own, issue.author, issue.author_login)) continue;
      recognition.Mark(issue);
      if (!issue.mark || issue.mark->operation != operation) continue;
      issue.ref.repository_id = id;
      issue.ref.repository = repository;
      found.insert_or_assign(issue.ref.number, std::move(issue));
    }
  }
  std::vector<Issue> issues;
  issues.reserve(found.size());
  for (auto& entry : found) issues.push_back(std::move(entry.second));
  std::stable_partition(issues.begin(), issues.end(), [](const Issue& issue) {
    return issue.open || issue.state_reason != "duplicate";
  });
  return issues;
}

std::optional<Operation> Snapshot::CreationIn(Issue issue, TicketId ticket, RepositoryId repository,
                                              std::int64_t links_before) {
  if (!issue.mark) return std::nullopt;  // not our account's, or without a genuine marker
  Recognition recognition(keys_);
  for (std::int64_t n = 0; n <= links_before; ++n)
    recognition.Expect(CreationOf(ticket, repository, n));
  recognition.Mark(issue);
  return issue.mark ? issue.mark->operation : std::nullopt;
}

Result<Sight> Snapshot::ReadDouble(const Link& known, Issue issue, const Link& first) {
  TRY_ASSIGN(Sight sight, ReadUnlinked(std::move(issue)));
  sight.duplicate_of = first.issue;
  Link probe = known;  // with the tickets that its comments may be brought to
  probe.issue = sight.issue.ref;
  for (const auto& [id, side] : first.tickets) {
    if (side.ending) continue;
    TRY_ASSIGN(auto ticket, ReadTicketIfThere(id));
    if (!ticket) continue;
    TRY_ASSIGN(ticket->notes, freshdesk_.ReadNotes(id));
    sight.tickets.emplace(id, *std::move(ticket));
    probe.tickets.emplace(id, TicketSide{});
  }
  TRY(MarkMessages(probe, sight));
  return sight;
}

Result<Visibility> Snapshot::ReadVisibility(const std::string& repository, RepositoryId id) {
  TRY_ASSIGN(const VisibilityRead known, store_.ReadVisibility(id));
  if (known.visibility != Visibility::kUnknown && known.age < kVisibilityAge)
    return known.visibility;
  return RefreshVisibility(repository, id);
}

Result<Visibility> Snapshot::RefreshVisibility(const std::string& repository, RepositoryId id) {
  TRY_ASSIGN(const VisibilityRead known, store_.ReadVisibility(id));
  const auto read = github_.ReadRepository(repository);
  // Not to know is no reason to stop: Freshdesk goes on, and the plan writes nothing to GitHub.
  if (!read.ok() || read->id != id) return Visibility::kUnknown;
  const Status saved = store_.SaveVisibility(id, read->full_name, read->visibility, known.epoch);
  if (!saved.ok() && saved.error().remedy == Remedy::kConflict) return Visibility::kUnknown;
  TRY(saved);
  return read->visibility;
}

Result<bool> Snapshot::ReadAuthors(const Link& link, Ticket& ticket) {
  const std::set<NoteId> to_write = NotesToWrite(link, ticket);
  for (Note& note : ticket.notes) {
    if (!to_write.contains(note.id)) continue;
    TRY_ASSIGN(const auto author, directory_.AgentOf(freshdesk_, note.author));
    if (!author) continue;
    note.author_name = author->name;
    note.author_mail = author->mail;
  }
  return !to_write.empty();
}

Status Snapshot::MarkMessages(const Link& link, Sight& sight) {
  if (!Has(Safeguard::kListing)) return Done{};
  TRY_ASSIGN(const Agent agent, directory_.OwnAgent(freshdesk_));
  TRY_ASSIGN(const GithubAccount account, directory_.OwnAccount(github_));
  Recognition recognition(keys_);
  recognition.Expect([&] { return PossibleOperations(link, sight); });
  for (const auto& [operation, copy] : link.copies) {
    if (copy.id != 0) recognition.Recall(operation, copy.id);
  }
  for (const auto& [id, side] : link.tickets) {
    const Operation status{OperationKind::kStatusNote, id.value, id.value, side.links_before};
    if (side.status_note.id) recognition.Recall(status, side.status_note.id.value);
  }
  for (Comment& comment : sight.issue.comments) {
    if (IsOwn(account, comment.author, comment.author_login)) recognition.Mark(comment);
  }
  for (auto& [id, ticket] : sight.tickets) {
    for (Note& note : ticket.notes) {
      if (note.author == agent.id) recognition.Mark(note);
    }
  }
  return Done{};
}

}  // namespace tandem
