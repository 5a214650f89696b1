// What GitHub shows beyond Markdown, made readable where it is not known: alerts and the names of
// emoji. Pure; safe from all threads.
#pragma once

#include <cmark-gfm.h>
#include <string>
#include <string_view>

namespace tandem {

// A quote's first line "[!NOTE]" becomes "Note" in bold; also TIP, IMPORTANT, WARNING, CAUTION.
void NameAlerts(cmark_node& document);

// ":tada:" in text becomes the character, for the names that are used most; others stay.
void ShowEmoji(cmark_node& document);
std::string ShowEmoji(std::string_view text);

}  // namespace tandem
