// Freshdesk as it is, over HTTP. Not thread-safe: each worker owns its own.
#pragma once

#include "gateway/freshdesk.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem {

class Upstream;

class HttpFreshdesk final : public Freshdesk {
 public:
  // `upstream` must outlive this.
  explicit HttpFreshdesk(Upstream& upstream);

  Result<Agent> Me() override;
  Result<TicketFields> Fields() override;
  Result<Ticket> ReadTicket(TicketId id) override;
  Result<std::vector<Note>> ReadNotes(TicketId id) override;
  Result<TicketPage> ReadTicketsSince(Time since, int page) override;
  Result<std::optional<Agent>> ReadAgent(FreshdeskUserId id) override;
  Result<std::optional<Requester>> ReadContact(FreshdeskUserId id) override;
  Result<std::optional<std::string>> ReadCompany(std::int64_t id) override;
  Result<Note> AddPrivateNote(TicketId id, const std::string& html) override;
  Status EditNote(NoteId id, const std::string& html) override;
  Status DeleteNote(NoteId id) override;
  Result<Ticket> ChangeTicket(TicketId id, const TicketChange& change) override;
  bool RefusedAsReadOnly(const Error& error) const override;

 private:
  // All pages, as they come.
  Result<std::vector<Note>> ListNotes(TicketId id);

  Upstream& upstream_;
};

}  // namespace tandem
