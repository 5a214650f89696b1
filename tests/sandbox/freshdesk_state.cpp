#include "tests/sandbox/freshdesk_state.h"

#include "tests/sandbox/rewriting.h"

#include <algorithm>
#include <utility>

namespace tandem::sandbox {
namespace {

constexpr auto kPurgedAfter = std::chrono::days(30);

template <class Value>
bool Assign(Value& place, const std::optional<Value>& value) {
  if (!value || place == *value) return false;
  place = *value;
  return true;
}

std::string FromTo(const std::string& field, int from, int to) {
  return "{" + field + ":{from:" + std::to_string(from) + ",to:" + std::to_string(to) + "}}";
}

bool SetCustomFields(DeskTicket& ticket, const Json::Object& fields) {
  bool changed = false;
  for (const auto& [name, value] : fields) {
    const auto found = std::ranges::find(ticket.custom_fields, name, &Json::Member::first);
    if (found == ticket.custom_fields.end())
      ticket.custom_fields.emplace_back(name, value);
    else if (found->second == value)
      continue;
    else
      found->second = value;
    changed = true;
  }
  return changed;
}

bool SetTheRest(DeskTicket& ticket, const DeskChange& change) {
  bool changed = Assign(ticket.type, change.type);
  changed |= Assign(ticket.subject, change.subject);
  changed |= Assign(ticket.responder, change.responder);
  changed |= Assign(ticket.group, change.group);
  changed |= Assign(ticket.tags, change.tags);
  if (change.html) changed |= Assign(ticket.html, std::optional(RewriteHtml(*change.html)));
  changed |= SetCustomFields(ticket, change.custom_fields);
  return changed;
}

std::string EntryEvent(const DeskEntry& entry) {
  if (entry.incoming) return "{customer_reply:received}";
  if (entry.source == kNoteSource)
    return entry.is_private ? "{note_type:private}" : "{note_type:public}";
  return "{reply_sent:sent}";
}

}  // namespace

DeskTicket* FindTicket(FreshdeskState& state, std::int64_t id) {
  const auto found = state.tickets.find(id);
  if (found == state.tickets.end()) return nullptr;
  auto& ticket = found->second;
  if (ticket.deleted && ticket.updated + kPurgedAfter < state.clock->Now()) return nullptr;
  return &ticket;
}

FoundEntry FindEntry(FreshdeskState& state, std::int64_t id) {
  for (auto& [number, ticket] : state.tickets)
    for (auto& entry : ticket.entries)
      if (entry.id == id) return {&ticket, &entry};
  return {};
}

bool Writable(const DeskTicket& ticket) {
  return !ticket.deleted && !ticket.spam && !ticket.archived;
}

DeskTicket& CreateTicket(FreshdeskState& state, DeskTicket ticket) {
  ticket.id = state.next_ticket++;
  ticket.html = RewriteHtml(ticket.html);
  ticket.created = ticket.updated = state.clock->Now();
  auto& kept = state.tickets[ticket.id] = std::move(ticket);
  state.fire(kept, "{ticket_action:created}");
  return kept;
}

void ChangeTicket(FreshdeskState& state, DeskTicket& ticket, const DeskChange& change) {
  const DeskTicket before = ticket;
  const bool status = Assign(ticket.status, change.status);
  const bool priority = Assign(ticket.priority, change.priority);
  const bool rest = SetTheRest(ticket, change);
  ticket.updated = state.clock->Now();
  if (status)
    state.fire(ticket, FromTo("status", before.status, ticket.status));
  else if (priority)
    state.fire(ticket, FromTo("priority", before.priority, ticket.priority));
  else if (rest)
    state.fire(ticket, "{ticket_action:updated}");
}

DeskEntry& AddEntry(FreshdeskState& state, DeskTicket& ticket, DeskEntry entry, Fires fires) {
  entry.id = state.next_entry;
  state.next_entry += 7;
  entry.html = RewriteHtml(entry.html);
  entry.created = entry.updated = ticket.updated = state.clock->Now();
  ticket.entries.push_back(std::move(entry));
  if (fires == Fires::kYes) state.fire(ticket, EntryEvent(ticket.entries.back()));
  return ticket.entries.back();
}

void EditEntry(FreshdeskState& state, DeskTicket& ticket, DeskEntry& entry,
               const std::string& html) {
  entry.html = RewriteHtml(html);
  entry.updated = state.clock->Now();
  if (state.note_edits_touch_ticket) ticket.updated = entry.updated;
}

void DeleteEntry(FreshdeskState& state, DeskTicket& ticket, std::int64_t id) {
  std::erase_if(ticket.entries, [&](const DeskEntry& entry) { return entry.id == id; });
  if (state.note_edits_touch_ticket) ticket.updated = state.clock->Now();
}

}  // namespace tandem::sandbox
