// What a Freshdesk payload is about. Its shape is the admin's and may be no JSON at all, so nothing
// is relied on: when in doubt, the ticket is looked at. Pure; safe everywhere.
#pragma once

#include "gateway/json.h"
#include "mappers/ids.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct FreshdeskHint {
  std::optional<TicketId> ticket{};
  bool only_if_linked = false;
  std::vector<std::string> key_names{};  // of a JSON body, at most 20, cut
};

// `segment`: what the path says after /webhooks/freshdesk/, perhaps nothing. `tags`: those of the
// enabled rules.
FreshdeskHint ReadFreshdeskDelivery(std::string_view segment, std::string_view body,
                                    const std::vector<std::string>& tags);

}  // namespace tandem
