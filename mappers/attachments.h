// Attachments: named with their size, never with their address, which is short-lived and opens for
// few. Pure; safe everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tandem {

// "512 bytes", "12 kB", "3.4 MB", "1.2 GB", in powers of ten; empty when the size is not known (0
// or less).
std::string SizeForPeople(std::int64_t bytes);

// Whether the address, with whatever stands around it, is that of a file that somebody attached in
// Freshdesk, or on GitHub.
bool IsFreshdeskFile(std::string_view url);
bool IsGithubFile(std::string_view url);

// The text with "[attached file]" for each word that is the address of a file in Freshdesk.
std::string WithoutFreshdeskFiles(std::string_view text);

}  // namespace tandem
