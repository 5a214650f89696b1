// Tandem's calls and the two sides of a link, in words for the reader of the demo. Stateless; safe
// everywhere.
#pragma once

#include "tests/sandbox/freshdesk_state.h"
#include "tests/sandbox/github_state.h"
#include "tests/sandbox/journal.h"

#include <map>
#include <string>
#include <vector>

namespace tandem::sandbox {

// Who is who in the account, by id.
struct DeskNames {
  std::map<std::int64_t, std::string> people{};
  std::map<int, std::string> statuses{};
};

// "added a private note to ticket 1"; a call that has no words yet is shown as it was sent.
std::string InWords(const Write& write, const DeskNames& names);

// One thing on a side: the status, a note, a comment. Plain text without line breaks.
using Side = std::vector<std::string>;
Side SideOf(const DeskTicket& ticket, const DeskNames& names);
// Of an issue that is not there yet: nothing but that.
Side SideOf(const HubIssue& issue, const std::vector<HubComment>& comments);

}  // namespace tandem::sandbox
