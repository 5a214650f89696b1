// The Freshdesk API as far as Tandem uses it (shared facts: REST API v2). It writes private notes,
// statuses, tags and priorities; it never replies to a customer. Errors are named by their remedy,
// see upstream.h. Not thread-safe: each worker owns its own.
#pragma once

#include "gateway/result.h"
#include "mappers/ids.h"
#include "mappers/model.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tandem {

class Upstream;

struct Agent {
  FreshdeskUserId id{};
  std::string name{};
  std::string mail{};
};

// What the account calls things.
struct TicketFields {
  std::map<std::string, int> statuses{};  // by each of its names: "Open", "Being Processed" -> 2
  std::map<std::int64_t, std::string> groups{};
  std::map<int, std::string> status_names{};  // 2 -> "Open": as agents see it
};

struct TicketPage {
  std::vector<Ticket> tickets{};  // without their conversations
  bool more = false;
};

struct TicketChange {
  std::optional<int> status{};
  std::optional<std::vector<std::string>> tags{};  // replaces the whole set
  std::optional<int> priority{};
};

class Freshdesk {
 public:
  // `upstream` must outlive this.
  explicit Freshdesk(Upstream& upstream);

  // GET /agents/me: the account of the API key.
  Result<Agent> Me();
  // GET /ticket_fields. When it is refused (403, 404), Freshdesk's own four statuses and no groups.
  Result<TicketFields> Fields();
  // GET /tickets/{id}, without the conversation. kNotFound also for what the key may not see.
  Result<Ticket> ReadTicket(TicketId id);
  // GET /tickets/{id}/conversations, all pages, oldest first; an error when any page fails.
  Result<std::vector<Note>> ReadNotes(TicketId id);
  // GET /tickets?updated_since=...&order_by=updated_at&order_type=asc, page 1 to 300.
  Result<TicketPage> ReadTicketsSince(Time since, int page);
  // GET /agents/{id}; nothing when the key may not see him or there is none.
  Result<std::optional<Agent>> ReadAgent(FreshdeskUserId id);
  // GET /contacts/{id}; nothing as above, and for a requester who is an agent.
  Result<std::optional<Requester>> ReadContact(FreshdeskUserId id);
  // GET /companies/{id}; nothing as above.
  Result<std::optional<std::string>> ReadCompany(std::int64_t id);

  // POST /tickets/{id}/notes, always private.
  Result<Note> AddPrivateNote(TicketId id, const std::string& html);
  // PUT /conversations/{id}. Like the next, kNotFound when it is not there.
  Status EditNote(NoteId id, const std::string& html);
  // DELETE /conversations/{id}.
  Status DeleteNote(NoteId id);
  // PUT /tickets/{id}; the ticket as answered.
  Result<Ticket> ChangeTicket(TicketId id, const TicketChange& change);
  // Whether that error of the last write to a ticket is how tickets that can only be read refuse
  // writes: 404, 405, 409, or in so many words. A 403 without them is about our rights.
  bool RefusedAsReadOnly(const Error& error) const;

 private:
  Upstream& upstream_;
};

}  // namespace tandem
