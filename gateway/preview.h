// What a sync of a ticket would do now: reads both sides and plans as a worker would, and carries
// nothing out. Takes no lease and saves nothing but a repository's visibility, which is no older
// for it. Not thread-safe: each planner owns one.
#pragma once

#include "gateway/config.h"
#include "gateway/directory.h"
#include "gateway/freshdesk.h"
#include "gateway/previewed.h"
#include "gateway/result.h"
#include "gateway/snapshot.h"
#include "gateway/store.h"
#include "mappers/restoration.h"

namespace tandem {

struct TicketLook;

class Preview {
 public:
  // All must outlive this.
  Preview(const Config& config, Store& store, Directory& directory, Freshdesk& freshdesk,
          Snapshot& snapshot);

  // kNotFound when there is no such ticket.
  Result<Previewed> Of(TicketId ticket);

 private:
  Result<Previewed> OfUnlinked(TicketId id, const TicketRecord& record);
  Result<Previewed> OfLink(Link link);
  // A ticket whose status note tells of a link that the store does not know.
  Result<Previewed> OfReturning(TicketId id, TicketRecord record, const ToldLink& told);
  enum class Entering { kNew, kBorn, kReturning };
  Result<Previewed> OfJoiningAt(TicketId id, const TicketRecord& record, const IssueUrl& place,
                                Entering entering);
  Result<Previewed> OfJoining(TicketId id, const TicketRecord& record, const Issue& issue,
                              const Rule& rule, Entering entering);
  Result<Previewed> OfBirth(const TicketLook& look, const CreateIssue& create, const Rule& rule);
  Result<bool> AddAskedTickets(Link& link, const Sight& sight, const Rule& rule,
                               const Account& account, Previewed& previewed);

  const Config& config_;
  Store& store_;
  Directory& directory_;
  Freshdesk& freshdesk_;
  Snapshot& snapshot_;
};

}  // namespace tandem
