// What each action sends to Freshdesk, and what its answer says.

#include "gateway/apply.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tandem {

namespace {

bool IsIn(const Sight& sight, NoteId id) {
  return std::any_of(sight.tickets.begin(), sight.tickets.end(), [&](const auto& entry) {
    const auto& notes = entry.second.notes;
    return std::any_of(notes.begin(), notes.end(), [&](const Note& note) { return note.id == id; });
  });
}

}  // namespace

Result<Answered> Apply::SendToFreshdesk(const Link& link, const Sight& sight,
                                        const Account& account, const Action& action,
                                        const std::vector<std::string>& tags) {
  const auto believed = [&](NoteId id) { return BelievedGone(link, OwnNote(id), IsIn(sight, id)); };
  const std::string issue_url = AddressOfIssue(account, link.issue);
  if (const auto* note = std::get_if<AddNote>(&action)) {
    const std::string html = note->html + MarkerLink(keys_.Sign(note->operation), issue_url);
    TRY_ASSIGN(const Note made, freshdesk_.AddPrivateNote(note->ticket, html));
    return Answered{made.id.value, {}, true, 0, {}};
  }
  if (const auto* note = std::get_if<EditStatusNote>(&action)) {
    return UnlessDeleted(
        freshdesk_.EditNote(note->note,
                            note->html + MarkerLink(keys_.Sign(note->operation), issue_url)),
        IsIn(sight, note->note) ? Believed::kNot : Believed::kNow);
  }
  if (const auto* note = std::get_if<EditNote>(&action)) {
    return UnlessDeleted(
        freshdesk_.EditNote(note->note,
                            note->html + MarkerLink(keys_.Sign(note->operation), issue_url)),
        believed(note->note));
  }
  if (const auto* note = std::get_if<DeleteNote>(&action))
    return UnlessDeleted(freshdesk_.DeleteNote(note->note), believed(note->note));
  if (const auto* second = std::get_if<RemoveDoubleNote>(&action))
    return UnlessDeleted(freshdesk_.DeleteNote(second->note), believed(second->note));
  if (const auto* status = std::get_if<SetTicketStatus>(&action)) {
    TRY_ASSIGN(const Ticket now, freshdesk_.ChangeTicket(status->ticket, {status->status, {}}));
    return Answered{0, now.updated_at, true, now.status, {}};
  }
  if (const auto* priority = std::get_if<SetTicketPriority>(&action)) {
    TRY_ASSIGN(const Ticket now,
               freshdesk_.ChangeTicket(priority->ticket, {{}, {}, priority->priority}));
    return Answered{0, now.updated_at, true, 0, {}};
  }
  TRY_ASSIGN(const Ticket now,
             freshdesk_.ChangeTicket(std::get<ChangeTags>(action).ticket, {std::nullopt, tags}));
  return Answered{0, now.updated_at, true, 0, now.tags};
}

// Freshdesk replaces the whole set, so it is read once more: a tag that a steward has just added
// stays.
Result<std::vector<std::string>> Apply::TagsToSet(const Action& action) {
  const auto* change = std::get_if<ChangeTags>(&action);
  if (change == nullptr) return std::vector<std::string>();
  TRY_ASSIGN(Ticket ticket, freshdesk_.ReadTicket(change->ticket));
  std::vector<std::string> tags = std::move(ticket.tags);
  std::erase_if(tags, [&](const std::string& tag) { return Holds(change->remove, tag); });
  for (const std::string& tag : change->add) {
    if (!Holds(tags, tag)) tags.push_back(tag);
  }
  return tags;
}

}  // namespace tandem
