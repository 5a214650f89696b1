// What a person asked for about a ticket's link through the API or a command: kept in the store
// until the holder of the link's lane has carried it out. Values; safe everywhere.
#pragma once

#include "gateway/result.h"
#include "mappers/ids.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem {

enum class RequestKind {
  kLink,      // to the issue that is named
  kUnlink,    // from its issue
  kWithdraw,  // takes back what was copied from it to the issue
};
// "link", "unlink", "withdraw"
std::string_view NameOf(RequestKind kind);

struct Request {
  RequestKind kind = RequestKind::kLink;
  TicketId ticket{};
  std::string repository{};  // kLink: "owner/name" as a rule has it
  std::int64_t number = 0;   // kLink: of the issue
  std::string delivery{};    // what logs and activity carry
  bool operator==(const Request&) const = default;
};

// As it is kept; the ticket is part of its name there.
std::string EncodeRequest(const Request& request);
Result<Request> DecodeRequest(TicketId ticket, std::string_view text);

}  // namespace tandem
