#include "tests/chaos/run/view.h"

#include <algorithm>
#include <cctype>

namespace tandem::chaos {
namespace {

using namespace sandbox;  // NOLINT(google-build-using-namespace): this file is all about it

bool IsOn(const DeskTicket& ticket, Field field) {
  if (field == Field::kState) return ticket.status == kResolved || ticket.status == kClosed;
  if (field == Field::kPriority) return ticket.priority == kUrgent;
  return std::count(ticket.tags.begin(), ticket.tags.end(), NameOf(field)) > 0;
}

// Whether the text holds the ticket's address, and not that of a ticket whose number goes on.
bool Names(const std::string& text, std::int64_t ticket) {
  const std::string address = "/a/tickets/" + std::to_string(ticket);
  for (auto at = text.find(address); at != std::string::npos; at = text.find(address, at + 1)) {
    const auto next = at + address.size();
    if (next == text.size() || std::isdigit(static_cast<unsigned char>(text[next])) == 0)
      return true;
  }
  return false;
}

// Whether one of the ticket's notes holds all these words.
bool Says(Sandbox& world, std::int64_t ticket, const std::vector<std::string>& words) {
  bool says = false;
  world.Freshdesk().Configure([&](FreshdeskState& state) {
    const DeskTicket* const there = FindTicket(state, ticket);
    says = there != nullptr &&
           std::any_of(there->entries.begin(), there->entries.end(), [&](const DeskEntry& entry) {
             return std::all_of(words.begin(), words.end(), [&](const std::string& each) {
               return entry.html.find(each) != std::string::npos;
             });
           });
  });
  return says;
}

}  // namespace

std::int64_t IssueOf(Sandbox& world, std::int64_t ticket) {
  std::int64_t found = 0;
  world.Github().Configure([&](GithubState& state) {
    for (const auto& [number, issue] : FindRepository(state, kRepository)->issues) {
      if (found == 0 && issue.author == state.bot && Names(issue.body, ticket)) found = number;
    }
  });
  return found;
}

bool SaysLinked(Sandbox& world, std::int64_t ticket) {
  return Says(world, ticket, {"is linked to", "Last synced"});
}

bool IsOnIssue(Sandbox& world, std::int64_t issue, const std::string& text) {
  const auto comments = world.Github().CommentsOf(issue);
  return std::any_of(comments.begin(), comments.end(), [&](const HubComment& each) {
    return each.body.find(text) != std::string::npos;
  });
}

bool SaysEnded(Sandbox& world, std::int64_t ticket) {
  return Says(world, ticket, {"Link ended"});
}

bool Shown(Sandbox& world, const Linked& link, Field field, Side side) {
  bool value = false;
  if (side == Side::kDesk) {
    world.Freshdesk().Configure([&](FreshdeskState& state) {
      const DeskTicket* const ticket = FindTicket(state, link.ticket);
      value = ticket != nullptr && IsOn(*ticket, field);
    });
    return value;
  }
  world.Github().Configure([&](GithubState& state) {
    const HubIssue* const issue = FindIssue(*FindRepository(state, kRepository), link.issue);
    if (issue == nullptr) return;
    value = field == Field::kState ? !issue->open : HasLabel(*issue, LabelOf(field));
  });
  return value;
}

}  // namespace tandem::chaos
