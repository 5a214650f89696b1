#include "gateway/rebuild.h"

#include "mappers/ticket_links.h"
#include "mappers/words.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

constexpr std::chrono::seconds kLowBudgetWait{10};

// From the last change on; by GitHub's own next page only while all show one second. True when
// there is more.
template <class Entry>
bool Advance(const std::vector<Entry>& entries, const std::string& next_page, Rebuild& rebuild) {
  const bool moved = !entries.empty() && entries.back().updated_at > rebuild.since;
  if (moved) rebuild.since = entries.back().updated_at;
  rebuild.next = moved ? std::string() : next_page;
  return !next_page.empty();
}

}  // namespace

Result<Outcome> RebuildWork::Step(const Lease& lease) {
  TRY_ASSIGN(auto rebuild, parts_.rebuilds.Read());
  if (!rebuild || rebuild->phase == RebuildPhase::kDone) return Outcome(Finished{});
  if (parts_.budget_low()) return Outcome(Again{kLowBudgetWait});
  if (rebuild->repository.empty() && !Repositories().empty())
    rebuild->repository = Repositories().front();
  switch (rebuild->phase) {
    case RebuildPhase::kIssues:
      TRY(ListIssues(lease, *std::move(rebuild)));
      break;
    case RebuildPhase::kComments:
      TRY(ListComments(lease, *std::move(rebuild)));
      break;
    case RebuildPhase::kTickets:
      TRY(ListTickets(lease, *std::move(rebuild)));
      break;
    case RebuildPhase::kReturning:
      return BringBack(lease, *std::move(rebuild));
    case RebuildPhase::kDone:
      break;
  }
  return Outcome(Again{});
}

std::vector<std::string> RebuildWork::Repositories() const {
  std::vector<std::string> names;
  for (const Rule& rule : parts_.config.rules) {
    if (rule.enabled && !Holds(names, rule.repository)) names.push_back(rule.repository);
  }
  return names;
}

void RebuildWork::GoOn(Rebuild& rebuild) const {
  rebuild.since = {};
  rebuild.next.clear();
  rebuild.page = 1;
  const auto names = Repositories();
  const auto here = std::find(names.begin(), names.end(), rebuild.repository);
  const bool by_repository =
      rebuild.phase == RebuildPhase::kIssues || rebuild.phase == RebuildPhase::kComments;
  if (by_repository && here != names.end() && std::next(here) != names.end()) {
    rebuild.repository = *std::next(here);
    return;
  }
  rebuild.repository.clear();
  rebuild.phase = static_cast<RebuildPhase>(static_cast<int>(rebuild.phase) + 1);
}

// Whoever may link, and our own account.
Status RebuildWork::ListIssues(const Lease& lease, Rebuild rebuild) {
  TRY_ASSIGN(const GithubAccount own, parts_.directory.OwnAccount(parts_.github));
  TRY_ASSIGN(const IssuePage page,
             parts_.github.ReadIssuesSince(rebuild.repository, rebuild.since, rebuild.next));
  std::vector<TicketId> named;
  for (const Issue& issue : page.issues) {
    if (issue.association == Association::kOther && issue.author != own.id) continue;
    const auto tickets = TicketsNamedIn(issue.markdown, parts_.config.freshdesk.url);
    named.insert(named.end(), tickets.begin(), tickets.end());
  }
  rebuild.issues += std::ssize(page.issues);
  if (!Advance(page.issues, page.next, rebuild)) GoOn(rebuild);
  return parts_.rebuilds.Save(lease, rebuild, named, {});
}

Status RebuildWork::ListComments(const Lease& lease, Rebuild rebuild) {
  TRY_ASSIGN(const GithubAccount own, parts_.directory.OwnAccount(parts_.github));
  TRY_ASSIGN(const CommentPage page,
             parts_.github.ReadCommentsSince(rebuild.repository, rebuild.since, rebuild.next));
  std::vector<TicketId> named;
  for (const CommentSeen& comment : page.comments) {
    if (comment.may_command || comment.author == own.id)
      named.insert(named.end(), comment.tickets.begin(), comment.tickets.end());
  }
  rebuild.comments += std::ssize(page.comments);
  if (!Advance(page.comments, page.next, rebuild)) GoOn(rebuild);
  return parts_.rebuilds.Save(lease, rebuild, named, {});
}

Status RebuildWork::ListTickets(const Lease& lease, Rebuild rebuild) {
  constexpr int kLastPage = 300;  // Freshdesk answers 400 beyond
  const auto page =
      parts_.freshdesk.ReadTicketsSince(rebuild.since, static_cast<int>(rebuild.page));
  if (!page.ok()) return page.error();
  std::vector<TicketId> tagged;
  for (const Ticket& ticket : page->tickets) {
    const auto fits = [&](const Rule& rule) {
      return rule.enabled && Holds(ticket.tags, rule.tag);
    };
    if (std::any_of(parts_.config.rules.begin(), parts_.config.rules.end(), fits))
      tagged.push_back(ticket.id);
  }
  rebuild.tickets += std::ssize(page->tickets);
  // As in the catch-up poll: pages shift while tickets change.
  if (!page->more || page->tickets.empty()) {
    GoOn(rebuild);
  } else if (page->tickets.back().updated_at > rebuild.since) {
    rebuild.since = page->tickets.back().updated_at;
    rebuild.page = 1;
  } else if (++rebuild.page > kLastPage) {
    return Error{Remedy::kInvalid, "more than 300 pages of tickets changed in one second"};
  }
  return parts_.rebuilds.Save(lease, rebuild, tagged, {});
}

}  // namespace tandem
