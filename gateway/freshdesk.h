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
  bool assumed = false;  // the statuses are those of every account: its own are not to be seen
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

// http_freshdesk.h talks to the real one.
class Freshdesk {
 public:
  virtual ~Freshdesk() = default;

  // GET /agents/me: the account of the API key.
  virtual Result<Agent> Me() = 0;
  // GET /ticket_fields. When it is refused (403, 404), Freshdesk's own four statuses and no groups.
  virtual Result<TicketFields> Fields() = 0;
  // GET /tickets/{id}, without the conversation. kNotFound also for what the key may not see.
  virtual Result<Ticket> ReadTicket(TicketId id) = 0;
  // GET /tickets/{id}/conversations, all pages, oldest first; an error when any page fails, or when
  // the pages shift each time they are read.
  virtual Result<std::vector<Note>> ReadNotes(TicketId id) = 0;
  // GET /tickets?updated_since=...&order_by=updated_at&order_type=asc, page 1 to 300.
  virtual Result<TicketPage> ReadTicketsSince(Time since, int page) = 0;
  // GET /agents/{id}; nothing when the key may not see him or there is none.
  virtual Result<std::optional<Agent>> ReadAgent(FreshdeskUserId id) = 0;
  // GET /contacts/{id}; nothing as above, and for a requester who is an agent.
  virtual Result<std::optional<Requester>> ReadContact(FreshdeskUserId id) = 0;
  // GET /companies/{id}; nothing as above.
  virtual Result<std::optional<std::string>> ReadCompany(std::int64_t id) = 0;

  // POST /tickets/{id}/notes, always private. kUnknownOutcome also when the answer shows a text
  // without the marker of `html`: then it is not about what was sent.
  virtual Result<Note> AddPrivateNote(TicketId id, const std::string& html) = 0;
  // PUT /conversations/{id}. Like the next, kNotFound when it is not there.
  virtual Status EditNote(NoteId id, const std::string& html) = 0;
  // DELETE /conversations/{id}.
  virtual Status DeleteNote(NoteId id) = 0;
  // PUT /tickets/{id}; the ticket as answered.
  virtual Result<Ticket> ChangeTicket(TicketId id, const TicketChange& change) = 0;
  // Whether that error of the last write to a ticket is how tickets that can only be read refuse
  // writes: 404, 405, 409, or in so many words. A 403 without them is about our rights.
  virtual bool RefusedAsReadOnly(const Error& error) const = 0;
};

}  // namespace tandem
