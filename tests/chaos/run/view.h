// What the sandbox shows of a link, read without copying it all. Thread-safe, as the sandbox is.
#pragma once

#include "tests/chaos/run/ledger.h"
#include "tests/sandbox/sandbox.h"

#include <optional>
#include <string>

namespace tandem::chaos {

// The issue that Tandem made for the ticket: its number, 0 while there is none.
std::int64_t IssueOf(sandbox::Sandbox& world, std::int64_t ticket);
// Whether the ticket's status note says that it is linked, as it does once both sides have been
// planned for.
bool SaysLinked(sandbox::Sandbox& world, std::int64_t ticket);
// Whether one of the issue's comments holds the text.
bool IsOnIssue(sandbox::Sandbox& world, std::int64_t issue, const std::string& text);
// Whether it says that the link has ended.
bool SaysEnded(sandbox::Sandbox& world, std::int64_t ticket);
// The value of the field on that side.
bool Shown(sandbox::Sandbox& world, const Linked& link, Field field, Side side);

}  // namespace tandem::chaos
