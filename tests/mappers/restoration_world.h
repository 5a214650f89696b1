// Two services as values, on which plans are carried out without a gateway: for tests of what a
// plan makes of a history. Not thread-safe.
#pragma once

#include "mappers/link.h"
#include "mappers/operation.h"
#include "mappers/plan.h"
#include "mappers/rule.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tandem {

class RestorationWorld {
 public:
  RestorationWorld();

  Rule rule{};
  Account account{};

  // People. Each returns the id of what it makes.
  TicketId AddTicket();
  std::int64_t AddNote(TicketId ticket, const std::string& html);
  std::int64_t AddComment(const std::string& markdown);
  void EditNote(std::int64_t note, const std::string& html);
  void EditComment(std::int64_t comment, const std::string& markdown);
  void DeleteNote(std::int64_t note);
  void DeleteComment(std::int64_t comment);
  void SetStatus(TicketId ticket, int status);
  void SetPriority(TicketId ticket, int priority);
  void SetIssue(bool open);
  void SetLabel(const std::string& label, bool on);
  void SetTag(TicketId ticket, const std::string& tag, bool on);

  // Puts a ticket into the link.
  void Join(TicketId ticket, TicketSide side = {});
  // What the store knew is gone; each of these tickets comes back as its status note says.
  void Forget();
  void Return(TicketId ticket);
  std::vector<TicketId> Tickets() const;

  // Plans and carries out until nothing is left to do; what was done, in words, one a line.
  std::vector<std::string> Sync();

  // As an apply does it: recorded, sent, answered, recorded.
  void CarryOut(const Action& action);

  Ticket& At(TicketId ticket) { return sight_.tickets.at(ticket); }
  Issue& TheIssue() { return sight_.issue; }
  Link link{};
  // The note or comment of ours that carries the marker of the operation; 0 when there is none.
  std::int64_t MadeBy(const Operation& operation) const;

 private:
  Sight Seen();
  void Advance() { now_ += std::chrono::seconds(10); }
  Note* FindNote(std::int64_t id);

  Sight sight_{};
  std::map<std::int64_t, Operation> ours_{};  // by the id of the message
  Time now_{};
  std::int64_t next_id_ = 1'000;
};

}  // namespace tandem
