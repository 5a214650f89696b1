// Markdown read as GitHub reads it, for mappers/own_text only. Pure; safe from all threads.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

enum class Quotes { kKept, kLeftOut };

// HTML with the raw HTML of its writer in it: to be read, never to be shown. Limited as
// MarkdownToHtml is.
std::string UnsafeHtmlOfMarkdown(std::string_view markdown, Quotes quotes);

}  // namespace tandem
