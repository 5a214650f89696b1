#include "tests/simulator/desk.h"

#include <algorithm>
#include <utility>

namespace tandem::simulator {

DeskTicket* Desk::Find(TicketId id) {
  const auto found = tickets.find(id);
  return found == tickets.end() ? nullptr : &found->second;
}

Desk::Place Desk::Find(NoteId id) {
  for (auto& entry : tickets) {
    for (DeskNote& note : entry.second.notes) {
      if (note.note.id == id && !note.deleted) return {&entry.second, &note};
    }
  }
  return {};
}

Desk::Place Desk::WrittenBy(int deed) {
  for (auto& entry : tickets) {
    for (DeskNote& note : entry.second.notes) {
      if (note.deed == deed) return {&entry.second, &note};
    }
  }
  return {};
}

DeskNote& Desk::Add(DeskTicket& ticket, Note note, Time now) {
  note.id = NoteId{++last_id_};
  note.html = Rewritten(note.html);
  note.created_at = InSeconds(now);
  note.updated_at = note.created_at;
  ticket.ticket.updated_at = InSeconds(now);
  const bool linked = note.author == kOurAgent && SaysLinked(note.html.text());
  ticket.notes.push_back({std::move(note), now});
  if (linked) ticket.notes.back().says_linked = now;
  return ticket.notes.back();
}

bool Desk::SaysLinked(const std::string& html) {
  return html.find("This ticket is linked to") != std::string::npos &&
         html.find("Last synced") != std::string::npos;
}

// It frames a text, and marks links so that they tell nothing of where they were followed from.
std::string Desk::Rewritten(std::string_view html) {
  constexpr std::string_view kLink = "<a href=";
  constexpr std::string_view kMarked = "<a rel=\"noreferrer\" href=";
  const bool framed = html.substr(0, 5) == "<div>";
  std::string written = framed ? "" : "<div>";
  for (std::size_t from = 0;;) {
    const std::size_t link = html.find(kLink, from);
    written.append(html.substr(from, link - from));
    if (link == std::string_view::npos) break;
    written.append(kMarked);
    from = link + kLink.size();
  }
  return framed ? written : written + "</div>";
}

bool WasLinked(const DeskTicket& ticket) {
  return std::any_of(ticket.notes.begin(), ticket.notes.end(),
                     [](const DeskNote& each) { return each.says_linked != Time{}; });
}

}  // namespace tandem::simulator
