#include "tests/simulator/simulated_freshdesk.h"

#include "mappers/words.h"
#include "tests/simulator/page.h"
#include "tests/simulator/people.h"

#include <algorithm>
#include <utility>

namespace tandem::simulator {
namespace {

using namespace std::chrono_literals;

// How long a list may lack what was just made.
constexpr auto kReadingLag = 5s;
constexpr std::size_t kShortPage = 1;

Error NotThere() {
  return {Remedy::kNotFound, "it is not there", {}};
}

// What is in the trash, spam or archived takes nothing.
Status MayBeWritten(const DeskTicket* ticket) {
  if (ticket == nullptr || !IsWithinReach(*ticket)) return NotThere();
  if (ticket->ticket.archived) return Error{Remedy::kUnauthorized, kArchivedTicket, {}};
  return Done{};
}

// A listing that does not tell what Tandem made: it is not looked for before it is made again.
void HideMarkers(std::vector<Note>& notes) {
  for (Note& note : notes) {
    const std::string& html = note.html.text();
    if (note.author == kOurAgent) note.html = html.substr(0, html.rfind("<a "));
  }
}

// Tags are replaced as a whole: what somebody changed since they were read is undone.
void NoteOverwritten(World& world, TicketId id, const Ticket& ticket,
                     const std::vector<std::string>& tags, Time read_at) {
  for (Change& change : world.changes) {
    if (change.place != id.value || change.at <= read_at) continue;
    const auto colon = change.field.find(':');
    if (colon == std::string::npos) continue;
    const std::string tag = change.field.substr(colon + 1);
    if (Holds(ticket.tags, tag) != Holds(tags, tag)) change.overwritten = true;
  }
}

// Our own writes are told to us as well; one in four is enough to show that it does no harm.
void Echo(World& world, TicketId id) {
  if (world.writes.size() % 4 == 0) world.DeliverTicket(id);
}

// What the key's role may not see is as if it were not there.
template <class T>
Result<std::optional<T>> IfAllowed(Result<std::optional<T>> read) {
  if (read.ok()) return read;
  const Remedy remedy = read.error().remedy;
  const bool forbidden = remedy == Remedy::kUnauthorized && !read.error().retry_after;
  if (forbidden || remedy == Remedy::kNotFound) return std::optional<T>();
  return read;
}

std::string KindOf(const TicketChange& change) {
  if (change.tags) return "tags";
  return change.status ? "state" : "priority";
}

std::map<std::string, std::string> SetsOf(const TicketChange& change) {
  std::map<std::string, std::string> sets;
  if (change.status) {
    sets["state"] = *change.status >= 4 ? "done" : "open";
    sets["status"] = std::to_string(*change.status);
  }
  if (change.priority) sets["priority"] = std::to_string(*change.priority);
  if (!change.tags) return sets;
  const auto on_off = [&](const char* tag) { return Holds(*change.tags, tag) ? "on" : "off"; };
  for (const Pair& pair : kPairs) sets[std::string("pair:") + pair.tag] = on_off(pair.tag);
  sets[std::string("tag:") + kOtherTagName] = on_off(kOtherTagName);
  return sets;
}

}  // namespace

Result<Agent> SimulatedFreshdesk::Me() {
  return line_.Read<Agent>(CallKind::kRead, [](bool) -> Result<Agent> {
    return Agent{kOurAgent, "Tandem", "tandem@acme.example"};
  });
}

// The account has no other statuses than Freshdesk itself, which stand in where they are refused.
Result<TicketFields> SimulatedFreshdesk::Fields() {
  using Found = std::optional<TicketFields>;
  TicketFields fields;
  fields.statuses = {{"Open", 2}, {"Pending", 3}, {"Resolved", 4}, {"Closed", 5}};
  fields.status_names = {{2, "Open"}, {3, "Pending"}, {4, "Resolved"}, {5, "Closed"}};
  TRY_ASSIGN(const auto read,
             IfAllowed(line_.Read<Found>(CallKind::kRead,
                                         [&](bool) -> Result<Found> { return Found(fields); })));
  return read.value_or(fields);
}

Result<Ticket> SimulatedFreshdesk::ReadTicket(TicketId id) {
  return line_.Read<Ticket>(
      CallKind::kRead,
      [&](bool) -> Result<Ticket> {
        const DeskTicket* ticket = line_.world().desk.Find(id);
        if (ticket == nullptr) return NotThere();
        line_.life().ticket_read[id] = line_.world().now();
        return ticket->ticket;
      },
      id.value);
}

Result<std::vector<Note>> SimulatedFreshdesk::ReadNotes(TicketId id) {
  return line_.Read<std::vector<Note>>(CallKind::kList,
                                       [&](bool stale) -> Result<std::vector<Note>> {
                                         const DeskTicket* ticket = line_.world().desk.Find(id);
                                         if (ticket == nullptr) return NotThere();
                                         const Time fresh = line_.world().now() - kReadingLag;
                                         std::vector<Note> notes;
                                         for (const DeskNote& each : ticket->notes) {
                                           if (!each.deleted && !(stale && each.made > fresh))
                                             notes.push_back(each.note);
                                         }
                                         if (line_.world().teeth.off == Safeguard::kMarkers)
                                           HideMarkers(notes);
                                         return notes;
                                       });
}

Result<TicketPage> SimulatedFreshdesk::ReadTicketsSince(Time since, int number) {
  return line_.Read<TicketPage>(CallKind::kRead, [&](bool) -> Result<TicketPage> {
    TicketPage page;
    for (const auto& entry : line_.world().desk.tickets) {
      const DeskTicket& ticket = entry.second;
      if (IsWithinReach(ticket) && ticket.ticket.updated_at >= since)
        page.tickets.push_back(ticket.ticket);
    }
    std::stable_sort(page.tickets.begin(), page.tickets.end(),
                     [](const Ticket& a, const Ticket& b) { return a.updated_at < b.updated_at; });
    if (line_.world().short_pages) page.more = LeavePage(page.tickets, number, kShortPage);
    return page;
  });
}

Result<std::optional<Agent>> SimulatedFreshdesk::ReadAgent(FreshdeskUserId id) {
  using Found = std::optional<Agent>;
  return IfAllowed(line_.Read<Found>(CallKind::kRead, [&](bool) -> Result<Found> {
    if (id != kSteward) return Found();
    return Found(Agent{kSteward, "Anna", "anna@acme.example"});
  }));
}

Result<std::optional<Requester>> SimulatedFreshdesk::ReadContact(FreshdeskUserId id) {
  using Found = std::optional<Requester>;
  return IfAllowed(line_.Read<Found>(CallKind::kRead, [&](bool) -> Result<Found> {
    Requester requester;
    requester.id = id;
    requester.names = {"Carla Customer"};
    return Found(requester);
  }));
}

Result<std::optional<std::string>> SimulatedFreshdesk::ReadCompany(std::int64_t /*id*/) {
  using Found = std::optional<std::string>;
  return IfAllowed(
      line_.Read<Found>(CallKind::kRead, [](bool) -> Result<Found> { return Found(); }));
}

Result<Note> SimulatedFreshdesk::AddPrivateNote(TicketId id, const std::string& html) {
  World& world = line_.world();
  return line_.Write<Note>({{}, {}, id.value, "message"}, [&world, id, html]() -> Result<Note> {
    DeskTicket* ticket = world.desk.Find(id);
    TRY(MayBeWritten(ticket));
    Note note;
    note.kind = Note::Kind::kPrivateNote;
    note.author = kOurAgent;
    note.html = html;
    Note made = world.desk.Add(*ticket, std::move(note), world.now()).note;
    Echo(world, id);
    return made;
  });
}

Status SimulatedFreshdesk::EditNote(NoteId id, const std::string& html) {
  World& world = line_.world();
  return line_.Write<Done>({{}, {}, 0, "message", id.value}, [&world, id, html]() -> Status {
    const auto [ticket, note] = world.desk.Find(id);
    TRY(MayBeWritten(ticket));
    note->note.html = Desk::Rewritten(html);
    note->note.updated_at = InSeconds(world.now());
    if (note->says_linked == Time{} && Desk::SaysLinked(html)) note->says_linked = world.now();
    return Done{};
  });
}

Status SimulatedFreshdesk::DeleteNote(NoteId id) {
  World& world = line_.world();
  return line_.Write<Done>({{}, {}, 0, "message", id.value}, [&world, id]() -> Status {
    const auto [ticket, note] = world.desk.Find(id);
    TRY(MayBeWritten(ticket));
    note->deleted = true;
    return Done{};
  });
}

Result<Ticket> SimulatedFreshdesk::ChangeTicket(TicketId id, const TicketChange& change) {
  World& world = line_.world();
  const Time read_at = line_.life().ticket_read[id];
  return line_.Write<Ticket>({{}, {}, id.value, KindOf(change), 0, SetsOf(change)},
                             [&world, id, change, read_at]() -> Result<Ticket> {
                               DeskTicket* found = world.desk.Find(id);
                               TRY(MayBeWritten(found));
                               Ticket& ticket = found->ticket;
                               if (change.tags) {
                                 NoteOverwritten(world, id, ticket, *change.tags, read_at);
                                 ticket.tags = *change.tags;
                               }
                               if (change.status) ticket.status = *change.status;
                               if (change.priority) ticket.priority = *change.priority;
                               ticket.updated_at = InSeconds(world.now());
                               Echo(world, id);
                               return ticket;
                             });
}

}  // namespace tandem::simulator
