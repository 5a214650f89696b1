// Moments as the services write them, read and written. Pure functions; safe everywhere.
#pragma once

#include "mappers/model.h"

#include <optional>
#include <string>
#include <string_view>

namespace tandem {

// ISO 8601 as both services use it: date and time to the second or finer, then `Z` or an offset
// such as `+02:00`. Digits beyond the millisecond are dropped. Nothing for anything else.
std::optional<Time> ParseTime(std::string_view text);

// "2026-01-31T12:00:00Z": to the second, rounded down, so that a `since` never misses a change.
std::string FormatTime(Time time);

// The form of a date that HTTP senders must use (RFC 9110, 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<Time> ParseHttpDate(std::string_view text);

}  // namespace tandem
