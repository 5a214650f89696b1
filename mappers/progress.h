// How the memory of a link changes as its actions are carried out: what is recorded before a write
// is sent, and what after its answer. Pure; safe everywhere.
#pragma once

#include "mappers/action.h"
#include "mappers/link.h"
#include "mappers/rule.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

// What the service answered to a write, as far as it matters.
struct Answered {
  std::int64_t id = 0;  // of the comment or note that was made
  Time updated_at{};    // of the issue or ticket, where the answer carries it
  bool open = true;     // SetIssueState: what the issue is now
  int status = 0;       // SetTicketStatus: what the ticket has now
  std::vector<std::string>
      names{};  // ChangeLabels, ChangeTags: all labels or tags that are there now
};

// Before the first byte is sent: an intent for what creates, an attempt for what sets a field.
Link BeforeSending(Link link, const Action& action, const Rule& rule, Time now);
// How a write was refused.
enum class RefusedAs {
  kOther,
  kReadOnly,  // the way a service refuses all writes to a thing that it shows to readers
};
// The write was refused and has certainly not happened: its intent or attempt is taken back.
// `believed_after`: how long a ticket has to refuse all writes until it counts as read only.
Link AfterRefusal(Link link, const Action& action, const Rule& rule,
                  RefusedAs refused = RefusedAs::kOther, Time now = {},
                  std::chrono::milliseconds believed_after = {});
Link AfterAnswer(Link link, const Action& action, const Rule& rule, const Answered& answered,
                 Time now);

}  // namespace tandem
