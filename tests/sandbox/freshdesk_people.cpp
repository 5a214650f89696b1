// What agents and customers do by hand.
#include "tests/sandbox/freshdesk_service.h"

#include <algorithm>
#include <utility>

namespace tandem::sandbox {
namespace {

DeskEntry Entry(std::int64_t author, const std::string& html, int source) {
  DeskEntry entry;
  entry.author = author;
  entry.html = html;
  entry.source = source;
  return entry;
}

}  // namespace

std::int64_t FreshdeskService::Add(std::int64_t ticket, DeskEntry entry) {
  const std::lock_guard lock(mutex_);
  auto* found = FindTicket(state_, ticket);
  return found == nullptr ? 0 : AddEntry(state_, *found, std::move(entry)).id;
}

void FreshdeskService::Change(std::int64_t ticket, const std::function<void(DeskTicket&)>& change) {
  const std::lock_guard lock(mutex_);
  if (auto* found = FindTicket(state_, ticket)) change(*found);
}

std::int64_t FreshdeskService::CustomerCreatesTicket(NewTicket made) {
  const std::lock_guard lock(mutex_);
  DeskTicket ticket;
  ticket.subject = std::move(made.subject);
  ticket.html = std::move(made.html);
  ticket.tags = std::move(made.tags);
  ticket.type = std::move(made.type);
  ticket.priority = made.priority;
  ticket.group = made.group;
  ticket.requester = made.requester;
  ticket.attachments = std::move(made.attachments);
  const auto contact = state_.contacts.find(made.requester);
  if (contact != state_.contacts.end()) ticket.company = contact->second.company;
  ticket.custom_fields = {};
  return CreateTicket(state_, std::move(ticket)).id;
}

std::int64_t FreshdeskService::CustomerReplies(std::int64_t ticket, const std::string& html) {
  const std::lock_guard lock(mutex_);
  auto* found = FindTicket(state_, ticket);
  if (found == nullptr) return 0;
  auto reply = Entry(found->requester, html, kReplySource);
  reply.incoming = true;
  // The account's own rule reopens before ours run, so one event tells both.
  if (found->status == kResolved || found->status == kClosed) found->status = kOpen;
  return AddEntry(state_, *found, reply).id;
}

std::int64_t FreshdeskService::AgentReplies(std::int64_t ticket, const std::string& html,
                                            std::int64_t agent) {
  return Add(ticket, Entry(agent, html, kReplySource));
}

std::int64_t FreshdeskService::AgentAddsPrivateNote(std::int64_t ticket, const std::string& html,
                                                    std::int64_t agent) {
  auto note = Entry(agent, html, kNoteSource);
  note.is_private = true;
  return Add(ticket, note);
}

std::int64_t FreshdeskService::AgentAddsPublicNote(std::int64_t ticket, const std::string& html,
                                                   std::int64_t agent) {
  return Add(ticket, Entry(agent, html, kNoteSource));
}

std::int64_t FreshdeskService::AgentForwards(std::int64_t ticket, const std::string& html,
                                             std::int64_t agent) {
  auto forward = Entry(agent, html, kForwardSource);
  forward.is_private = true;
  return Add(ticket, forward);
}

void FreshdeskService::AgentEditsNote(std::int64_t note, const std::string& html) {
  const std::lock_guard lock(mutex_);
  const auto found = FindEntry(state_, note);
  if (found.entry != nullptr) EditEntry(state_, *found.ticket, *found.entry, html);
}

void FreshdeskService::AgentDeletesNote(std::int64_t note) {
  const std::lock_guard lock(mutex_);
  const auto found = FindEntry(state_, note);
  if (found.entry != nullptr) DeleteEntry(state_, *found.ticket, note);
}

void FreshdeskService::AgentChanges(std::int64_t ticket, const DeskChange& change) {
  Change(ticket, [&](DeskTicket& found) { ChangeTicket(state_, found, change); });
}

void FreshdeskService::AgentAddsTag(std::int64_t ticket, const std::string& tag) {
  Change(ticket, [&](DeskTicket& found) {
    DeskChange change;
    change.tags = found.tags;
    if (std::ranges::find(found.tags, tag) == found.tags.end()) change.tags->push_back(tag);
    ChangeTicket(state_, found, change);
  });
}

void FreshdeskService::AgentRemovesTag(std::int64_t ticket, const std::string& tag) {
  Change(ticket, [&](DeskTicket& found) {
    DeskChange change;
    change.tags = found.tags;
    std::erase(*change.tags, tag);
    ChangeTicket(state_, found, change);
  });
}

void FreshdeskService::AgentSetsStatus(std::int64_t ticket, int status) {
  DeskChange change;
  change.status = status;
  AgentChanges(ticket, change);
}

void FreshdeskService::AgentSetsPriority(std::int64_t ticket, int priority) {
  DeskChange change;
  change.priority = priority;
  AgentChanges(ticket, change);
}

void FreshdeskService::AgentMarksSpam(std::int64_t ticket) {
  Change(ticket, [&](DeskTicket& found) {
    found.spam = true;
    found.updated = state_.clock->Now();
    state_.fire(found, "{ticket_action:marked_as_spam}");
  });
}

void FreshdeskService::AgentDeletesTicket(std::int64_t ticket) {
  Change(ticket, [&](DeskTicket& found) {
    found.deleted = true;
    found.updated = state_.clock->Now();
    state_.fire(found, "{ticket_action:deleted}");
  });
}

void FreshdeskService::AgentRestoresTicket(std::int64_t ticket) {
  Change(ticket, [&](DeskTicket& found) {
    found.deleted = found.spam = false;
    found.updated = state_.clock->Now();
    state_.fire(found, "{ticket_action:restored}");
  });
}

void FreshdeskService::ArchivesTicket(std::int64_t ticket) {
  Change(ticket, [](DeskTicket& found) { found.archived = true; });
}

void FreshdeskService::AgentMergesTicket(std::int64_t secondary, std::int64_t primary) {
  const std::lock_guard lock(mutex_);
  auto* from = FindTicket(state_, secondary);
  auto* into = FindTicket(state_, primary);
  if (from == nullptr || into == nullptr) return;
  from->status = kClosed;
  auto note =
      Entry(kStewardAgent,
            "This ticket is closed and merged into ticket " + std::to_string(primary), kNoteSource);
  note.is_private = true;
  AddEntry(state_, *from, note, Fires::kNo);
  note.html = "Ticket with ID " + std::to_string(secondary) + " is merged into this ticket";
  AddEntry(state_, *into, note, Fires::kNo);
}

}  // namespace tandem::sandbox
