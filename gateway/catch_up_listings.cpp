#include "gateway/catch_up_listings.h"

#include "mappers/beginning.h"
#include "mappers/words.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

constexpr int kLastPage = 300;  // Freshdesk answers 400 beyond

Delivery Hint(const char* event, Key key) {
  Delivery hint;
  hint.source = "catch_up";
  hint.event = event;
  hint.key = std::move(key);
  return hint;
}

// For GitHub, the same: from the last change on; by its own next page only while all show one
// second.
void GoOn(const std::string& next_page, ListedPage& listed, Time& since, std::string& next) {
  listed.more = !next_page.empty();
  const bool moved = !listed.entries.empty() && listed.entries.back().updated_at > since;
  if (moved) since = listed.entries.back().updated_at;
  next = moved ? std::string() : next_page;
}

}  // namespace

Status TicketListing::Begin(Time since) {
  since_ = since;
  page_ = 1;
  return Done{};
}

Result<ListedPage> TicketListing::NextPage() {
  TRY_ASSIGN(const TicketPage page, freshdesk_.ReadTicketsSince(since_, page_));
  ListedPage listed;
  listed.more = page.more;
  for (const Ticket& ticket : page.tickets) {
    Delivery hint = Hint("ticket changed", KeyOf(ticket.id));
    // Also without a rule's tag: a private note may ask for an issue, and the listing shows none.
    listed.entries.push_back({hint.key.text, ticket.updated_at, std::move(hint)});
  }
  if (!listed.more || listed.entries.empty()) return listed;
  // What changes meanwhile moves to the end and would shift the pages: the next one begins anew at
  // the last change seen.
  const Time last = listed.entries.back().updated_at;
  if (last > since_) {
    TRY(Begin(last));
  } else if (++page_ > kLastPage) {
    return Error{Remedy::kInvalid, "more than 300 pages of tickets changed in one second"};
  }
  return listed;
}

IssueListing::IssueListing(Github& github, std::string repository, RepositoryId id,
                           const Config& config)
    : github_(github), repository_(std::move(repository)), id_(id), config_(config) {}

Status IssueListing::Begin(Time since) {
  since_ = since;
  return Done{};
}

Result<ListedPage> IssueListing::NextPage() {
  TRY_ASSIGN(const IssuePage page, github_.ReadIssuesSince(repository_, since_, next_));
  const Account account{config_.freshdesk.url, config_.github.web_url, {}, {}, {}};
  ListedPage listed;
  for (Issue issue : page.issues) {
    issue.ref.repository = repository_;
    Delivery hint = Hint("issue changed", KeyOf(issue.ref.id));
    hint.place = IssuePlace{id_, repository_, issue.ref.number};
    hint.only_if_linked = std::holds_alternative<Nothing>(PlanIssue(issue, config_.rules, account));
    listed.entries.push_back({hint.key.text, issue.updated_at, std::move(hint)});
  }
  GoOn(page.next, listed, since_, next_);
  return listed;
}

CommentListing::CommentListing(Github& github, std::string repository, RepositoryId id)
    : github_(github), repository_(std::move(repository)), id_(id) {}

Status CommentListing::Begin(Time since) {
  since_ = since;
  return Done{};
}

Result<ListedPage> CommentListing::NextPage() {
  TRY_ASSIGN(const CommentPage page, github_.ReadCommentsSince(repository_, since_, next_));
  ListedPage listed;
  for (const CommentSeen& comment : page.comments) {
    Delivery hint = Hint("comment changed", KeyOf(id_, comment.issue_number));
    hint.place = IssuePlace{id_, repository_, comment.issue_number};
    hint.only_if_linked = !comment.commands;
    listed.entries.push_back(
        {"comment:" + std::to_string(comment.id.value), comment.updated_at, std::move(hint)});
  }
  GoOn(page.next, listed, since_, next_);
  return listed;
}

}  // namespace tandem
