// Text for a terminal: tables, and texts from elsewhere without what would steer the terminal.
// Pure; safe everywhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// Without control characters and bytes that are no UTF-8; each becomes a "?". Lines are kept.
std::string Printable(std::string_view text);
// Columns as wide as their widest cell, two blanks apart; the first row is the head. Cells are made
// printable, and are one line each.
std::string TextTable(const std::vector<std::vector<std::string>>& rows);
// Each line behind so many blanks.
std::string Indented(std::string_view text, std::size_t blanks);
// "2026-01-31 12:00:00" of "2026-01-31T12:00:00Z"; "-" of an empty text.
std::string ShortTime(std::string_view time);

}  // namespace tandem
