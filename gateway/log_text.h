// How texts from outside are put into a line of the log so that they cannot end it, begin another,
// or speak to a terminal. Pure; safe everywhere.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// The text without what is no visible text: control characters, line and paragraph separators,
// marks that turn the direction of writing, as \n, \r, \t or \u001b; bytes that are no UTF-8 as
// \ufffd; quote and backslash with a backslash. After 1,000 bytes it ends in "...". So it can stand
// between the quotes of JSON.
std::string EscapedForLog(std::string_view text);
// In quotes when it would not be one word.
std::string WordForLog(std::string_view text);

}  // namespace tandem
