// The simulated Freshdesk: what it holds, as it holds it, and the record of what was done there.
// Not thread-safe: each story has its own.
#pragma once

#include "mappers/model.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::simulator {

inline constexpr FreshdeskUserId kOurAgent{11};
inline constexpr FreshdeskUserId kSteward{12};
inline constexpr FreshdeskUserId kCustomer{13};

// A note with what Freshdesk itself does not tell.
struct DeskNote {
  Note note{};  // times in whole seconds, as they are told
  Time made{};
  int deed = -1;  // of the person who wrote it; -1: Tandem did
  int version = 0;
  bool deleted = false;
  Time edited_by_hand{};  // when a person last edited this copy
  int hand = -1;          // the deed by which he did
  bool deleted_by_hand = false;
  Time says_linked{};  // since when it says of its ticket what a link in step says; never: zero
};

struct DeskTicket {
  Ticket ticket{};  // without its conversation
  Time made{};
  std::vector<DeskNote> notes{};  // in the order of their ids
  TicketId merged_into{};
  Time merged{};  // never: zero
};

class Desk {
 public:
  std::map<TicketId, DeskTicket> tickets{};

  DeskTicket* Find(TicketId id);
  // With its ticket; nulls when it is not there or deleted.
  struct Place {
    DeskTicket* ticket = nullptr;
    DeskNote* note = nullptr;
  };
  Place Find(NoteId id);
  // The note that a deed wrote, whether or not it is deleted.
  Place WrittenBy(int deed);
  // Freshdesk rewrites what it is given.
  DeskNote& Add(DeskTicket& ticket, Note note, Time now);
  static std::string Rewritten(std::string_view html);
  // Whether it is Tandem's status note of a ticket that is linked.
  static bool SaysLinked(const std::string& html);

 private:
  std::int64_t last_id_ = 5'000;
};

// Neither in the trash nor spam: those take nothing, and no list shows them.
inline bool IsWithinReach(const DeskTicket& ticket) {
  return !ticket.ticket.deleted && !ticket.ticket.spam;
}

// Whether Tandem ever said of it that it is linked.
bool WasLinked(const DeskTicket& ticket);

// The services tell whole seconds.
inline Time InSeconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time);
}

}  // namespace tandem::simulator
