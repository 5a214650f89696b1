// reconcile() for a link whose tickets were merged into others: each primary joins the link.

#include "gateway/reconcile.h"
#include "mappers/merging.h"

#include <set>

namespace tandem {
namespace {

constexpr std::size_t kLongestChain = 5;

}  // namespace

// Where a chain of merges ends; nothing when it ends nowhere.
Result<std::optional<Ticket>> Reconcile::FindPrimary(const Ticket& merged, const Rule& rule,
                                                     const Account& account) {
  std::set<TicketId> seen{merged.id};
  auto next = MergedInto(merged, rule, account);
  while (next && seen.size() <= kLongestChain && seen.insert(*next).second) {
    TRY_ASSIGN(auto ticket, parts_.snapshot.ReadTicketIfThere(*next));
    if (!ticket || ticket->deleted || ticket->spam) return std::optional<Ticket>();
    TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(*next));
    TRY(parts_.snapshot.ReadConversation(*ticket, record.links_before));
    next = MergedInto(*ticket, rule, account);
    if (!next) return std::optional(*std::move(ticket));
  }
  return std::optional<Ticket>();
}

Result<Reconcile::Merging> Reconcile::FollowMerges(Pass& pass, const Link& link, const Sight& sight,
                                                   const Rule& rule, const Account& account) {
  Merging merging;
  for (const auto& [id, ticket] : sight.tickets) {
    const auto told = MergedInto(ticket, rule, account);
    if (!told || !link.tickets.contains(id) || link.tickets.at(id).ending) continue;
    TRY_ASSIGN(const auto primary, FindPrimary(ticket, rule, account));
    if (!primary) {
      merging.merges[id] = {*told, LinkRefusal::kNotThere};
      continue;
    }
    const auto here = link.tickets.find(primary->id);
    if (here != link.tickets.end()) {
      // One that is just leaving is asked again when it has left.
      if (here->second.ending) pass.outcome = Again{parts_.config.retry.first};
      if (!here->second.ending) merging.merges[id] = {primary->id, {}};
      continue;
    }
    TRY_ASSIGN(const TicketRecord record, parts_.store.ReadTicket(primary->id));
    const Entry entry{false,
                      BringsHistory(*primary, rule),
                      {},
                      rule.tag,
                      {},
                      record.commands_until,
                      LinksBefore(record, *primary)};
    TRY_ASSIGN(const Linked linked, Join(pass, primary->id, sight.issue.ref, entry));
    if (linked == Linked::kYes) ++merging.joined;
    if (linked == Linked::kYes) merging.merges[id] = {primary->id, {}};
    if (linked == Linked::kRefused)
      merging.merges[id] = {primary->id, LinkRefusal::kLinkedElsewhere};
  }
  return merging;
}

}  // namespace tandem
