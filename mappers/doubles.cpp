// The part of the plan that repairs doubles. All care is taken that none come about; should two
// messages carry the marker of one operation all the same, the later one is removed, unless
// somebody has edited it: his words are worth more than tidiness, so then both stay, which is told
// once.

#include "mappers/draft.h"
#include "mappers/markup.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

namespace tandem {
namespace {

// What a service takes between the two times that it notes for one new message.
constexpr std::chrono::seconds kGrain{2};

// One of the messages that carry one operation's marker.
struct Carrier {
  std::int64_t id = 0;
  Time created_at{};
  Time updated_at{};
  std::string_view text{};
};
using Carriers = std::map<Operation, std::vector<Carrier>>;

// A listing that shifts between two pages shows a message twice: that is no double.
void Add(Carriers& carriers, const std::optional<Mark>& mark, Carrier carrier) {
  if (!mark || !mark->operation) return;
  // The status note once more, edited to say that its link has ended.
  if (mark->operation->kind == OperationKind::kLinkEnded) return;
  auto& all = carriers[*mark->operation];
  const auto same = [&](const Carrier& each) { return each.id == carrier.id; };
  if (std::none_of(all.begin(), all.end(), same)) all.push_back(carrier);
}

std::string HashOf(const Operation& operation, const Carrier& carrier) {
  return MakesComment(operation.kind) ? HashOfMarkdown(carrier.text) : HashOfHtml(carrier.text);
}

bool IsEdited(const Operation& operation, const Carrier& later, const Carrier& first) {
  if (operation.kind == OperationKind::kStatusNote) return false;  // we edit those ourselves
  return later.updated_at > later.created_at + kGrain &&
         HashOf(operation, later) != HashOf(operation, first);
}

std::string Two(const Operation& operation) {
  return std::string("two ") + (MakesComment(operation.kind) ? "comments" : "notes") +
         " carry one marker of ours: ";
}

// What is recorded leads from the later one to the first from now on, which may say what its source
// said before.
void LeadTo(Draft& draft, const Operation& operation, TicketId ticket, const Carrier& first,
            const Carrier& later) {
  Copy& copy = draft.link().copies.at(operation);
  if (HashOf(operation, first) != HashOf(operation, later) && !IsEdited(operation, first, later))
    copy.source_hash = kEditedSince;
  const auto side = draft.link().tickets.find(ticket);
  if (operation.kind == OperationKind::kStatusNote && side != draft.link().tickets.end() &&
      side->second.status_note.id.value == copy.id)
    side->second.status_note = {NoteId{first.id}, {}};
  copy.id = first.id;
}

void Repair(Draft& draft, const Operation& operation, TicketId ticket,
            std::vector<Carrier>& carriers) {
  const auto copy = draft.link().copies.find(operation);
  const auto recorded = [&](const Carrier& each) { return each.id == copy->second.id; };
  // Where the recorded one is out of sight somebody may have deleted one of the two himself.
  if (carriers.size() < 2 || copy == draft.link().copies.end() ||
      std::none_of(carriers.begin(), carriers.end(), recorded))
    return;
  std::sort(carriers.begin(), carriers.end(), [](const Carrier& left, const Carrier& right) {
    return std::tie(left.created_at, left.id) < std::tie(right.created_at, right.id);
  });
  for (auto later = carriers.begin() + 1; later != carriers.end(); ++later) {
    if (IsEdited(operation, *later, carriers.front())) {
      if (later->id <= copy->second.double_left) continue;
      copy->second.double_left = later->id;
      ++draft.plan.doubles_left_now;
      draft.Decide(Two(operation) + "the later one was edited, so both stay");
      continue;
    }
    if (recorded(*later)) LeadTo(draft, operation, ticket, carriers.front(), *later);
    draft.Decide(Two(operation) + "the later one is removed");
    if (MakesComment(operation.kind)) {
      draft.Do(RemoveDoubleComment{CommentId{later->id}, operation});
    } else {
      draft.Do(RemoveDoubleNote{ticket, NoteId{later->id}, operation});
    }
  }
}

}  // namespace

void RepairDoubles(Draft& draft) {
  Carriers comments;
  for (const Comment& comment : draft.sight.issue.comments)
    Add(comments, comment.mark,
        {comment.id.value, comment.created_at, comment.updated_at, comment.markdown});
  for (auto& [operation, carriers] : comments) Repair(draft, operation, {}, carriers);
  for (const auto& [id, ticket] : draft.sight.tickets) {
    const auto side = draft.link().tickets.find(id);
    if (side == draft.link().tickets.end() || side->second.ending) continue;
    if (WhyReadOnly(ticket) != nullptr) continue;
    Carriers notes;
    for (const Note& note : ticket.notes)
      Add(notes, note.mark, {note.id.value, note.created_at, note.updated_at, note.html});
    for (auto& [operation, carriers] : notes) Repair(draft, operation, id, carriers);
  }
}

}  // namespace tandem
