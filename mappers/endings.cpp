#include "mappers/endings.h"

#include "mappers/draft.h"
#include "mappers/reasons.h"
#include "mappers/wording.h"
#include "mappers/words.h"

#include <algorithm>
#include <string_view>

namespace tandem {
namespace {

bool IsAnswer(OperationKind kind) {
  return kind == OperationKind::kAnswerNote || kind == OperationKind::kAnswerComment;
}

bool IsForTicket(const Announcement& each, TicketId ticket) {
  return MakesNote(each.operation.kind) && each.operation.target == ticket.value;
}

bool IsAbout(const Announcement& each, TicketId ticket) {
  return IsForTicket(each, ticket) ||
         (!IsAnswer(each.operation.kind) && MakesComment(each.operation.kind) &&
          each.operation.source == ticket.value);
}

// Where nobody is told on a side that is not there any more.
bool IssueIsGone(std::string_view reason) {
  return reason == ended::kIssueGone || reason == ended::kIssueMoved;
}
bool TicketIsClosedToUs(std::string_view reason) {
  return reason == ended::kTicketDeleted || reason == ended::kTicketSpam ||
         reason == ended::kTicketGone || reason == ended::kTicketArchived;
}

bool CanBeWritten(const Sight& sight, TicketId id) {
  const auto ticket = sight.tickets.find(id);
  return ticket != sight.tickets.end() && WhyReadOnly(ticket->second) == nullptr;
}

// Nothing can be told to a ticket that takes no notes.
void ForgiveWrites(Link& link, TicketId id, Ending& ending) {
  ending.note_due = false;
  ending.tag_due = false;
  std::erase_if(link.announcements,
                [&](const Announcement& each) { return IsForTicket(each, id); });
}

}  // namespace

void EndLink(Link& link, TicketId ticket, const std::string& reason, const std::string& by,
             TellEnd tell, const std::string& about) {
  const auto found = link.tickets.find(ticket);
  if (found == link.tickets.end() || found->second.ending) return;
  TicketSide& side = found->second;
  std::erase_if(link.announcements, [&](const Announcement& each) {
    return IsAbout(each, ticket) && !IsAnswer(each.operation.kind);
  });
  const bool takes_notes = !TicketIsClosedToUs(reason);
  side.ending = Ending{reason, by, takes_notes && static_cast<bool>(side.status_note.id),
                       takes_notes && reason == ended::kUnlinked};
  if (takes_notes && tell != TellEnd::kIssue) {
    link.announcements.push_back(
        {{OperationKind::kTellTicketEnded, link.issue.id.value, ticket.value, side.links_before},
         by,
         reason,
         about});
  }
  if (!IssueIsGone(reason) && tell != TellEnd::kTicket) {
    link.announcements.push_back(
        {{OperationKind::kTellIssueEnded, ticket.value, link.issue.id.value, side.links_before},
         by,
         reason,
         about});
  }
}

void DropEnded(Link& link) {
  std::erase_if(link.tickets, [&](const auto& entry) {
    const auto& [id, side] = entry;
    if (!side.ending || side.ending->note_due || side.ending->tag_due) return false;
    return std::none_of(
        link.announcements.begin(), link.announcements.end(),
        [&, ticket = id](const Announcement& each) { return IsAbout(each, ticket); });
  });
  if (!link.tickets.empty()) return;
  // Whoever is linked next begins with what the issue is then.
  link.issue_memory.fields.clear();
  link.write_reason.clear();
}

void SetLeavingApart(Draft& draft) {
  auto& tickets = draft.link().tickets;
  for (auto entry = tickets.begin(); entry != tickets.end();) {
    auto& [id, side] = *entry;
    if (!side.ending) {
      ++entry;
      continue;
    }
    if (!CanBeWritten(draft.sight, id)) {
      ForgiveWrites(draft.link(), id, *side.ending);
    } else if (!Holds(draft.sight.tickets.at(id).tags, draft.rule.tag)) {
      side.ending->tag_due = false;
    }
    draft.leaving.emplace(id, std::move(side));
    entry = tickets.erase(entry);
  }
}

void WriteLastWords(Draft& draft) {
  for (auto& [id, side] : draft.leaving) {
    if (side.ending->note_due) {
      const Operation operation{OperationKind::kLinkEnded, id.value, id.value, side.links_before};
      const StatusText text = EndedStatusText(draft.account, draft.link().issue, *side.ending);
      draft.Do(EditStatusNote{id, side.status_note.id, operation, text.html, text.hash});
    }
    if (side.ending->tag_due) draft.Do(ChangeTags{id, {}, {draft.rule.tag}});
  }
  draft.link().tickets.merge(draft.leaving);
  DropEnded(draft.link());
}

}  // namespace tandem
