// Small texts compared the way the two services compare them. Pure; safe everywhere.
#pragma once

#include "mappers/model.h"

#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// For comparing tags, labels and status names: without outer blanks, ASCII in lower case.
std::string Fold(std::string_view text);
// Whether the two are one when they are folded.
bool AreSame(std::string_view one, std::string_view other);
// Whether `names` holds `name`, folded.
bool Holds(const std::vector<std::string>& names, std::string_view name);

// The text without what stands around it; a view into it.
inline constexpr std::string_view kBlanks = " \t\r\n";
std::string_view Trimmed(std::string_view text, std::string_view around = kBlanks);

// "2026-01-31 12:00 UTC"
std::string TimeForPeople(Time time);

}  // namespace tandem
