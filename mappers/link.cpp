#include "mappers/link.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace tandem {
namespace {

void NoLater(SideMemory& side, Time now) {
  for (auto& entry : side.fields) {
    for (Attempt& attempt : entry.second.unknown) attempt.at = std::min(attempt.at, now);
    for (Time& flip : entry.second.flips) flip = std::min(flip, now);
  }
  side.answered_seen = std::min(side.answered_seen, now);
}

}  // namespace

const std::pair<const Operation, Copy>* NewestCopy(const std::map<Operation, Copy>& copies,
                                                   const Operation& operation) {
  Operation last = operation;
  last.n = std::numeric_limits<std::int64_t>::max();
  const auto after = copies.upper_bound(last);
  if (after == copies.begin()) return nullptr;
  const auto& newest = *std::prev(after);
  Operation found = newest.first;
  found.n = operation.n;
  return found == operation ? &newest : nullptr;
}

Link SentByNow(Link link, Time now) {
  NoLater(link.issue_memory, now);
  for (auto& entry : link.tickets) {
    NoLater(entry.second.memory, now);
    entry.second.missing_since = std::min(entry.second.missing_since, now);
    entry.second.refused_since = std::min(entry.second.refused_since, now);
  }
  for (auto& entry : link.intents) entry.second.at = std::min(entry.second.at, now);
  for (auto& entry : link.copies)
    entry.second.missing_since = std::min(entry.second.missing_since, now);
  link.issue_missing_since = std::min(link.issue_missing_since, now);
  for (auto& entry : link.unsure_writes) {
    for (UnsureWrite& write : entry.second) write.at = std::min(write.at, now);
  }
  return link;
}

TicketRecord SentByNow(TicketRecord record, Time now) {
  if (record.creation) record.creation->intent.at = std::min(record.creation->intent.at, now);
  if (record.answering) record.answering->intent.at = std::min(record.answering->intent.at, now);
  record.missing_since = std::min(record.missing_since, now);
  return record;
}

}  // namespace tandem
