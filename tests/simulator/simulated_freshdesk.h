// Freshdesk as the gateway talks to it, answered by the simulated one. Not thread-safe: each
// simulated gateway has its own.
#pragma once

#include "gateway/freshdesk.h"
#include "tests/simulator/line.h"

#include <optional>
#include <string>
#include <vector>

namespace tandem::simulator {

inline constexpr const char* kArchivedTicket = "the ticket is archived";

class SimulatedFreshdesk final : public Freshdesk {
 public:
  // Both must outlive this.
  SimulatedFreshdesk(World& world, Life& life) : line_(world, life, Service::kFreshdesk) {}

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
  bool RefusedAsReadOnly(const Error& error) const override {
    return error.remedy == Remedy::kNotFound || error.message == kArchivedTicket;
  }

 private:
  Line line_;
};

}  // namespace tandem::simulator
