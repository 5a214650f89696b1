// The conversion of mappers/markup, with what only MarkdownToHtml asks of it. Pure; safe from all
// threads.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// An image as "[image: alt]", or as a link to it: the addresses of Freshdesk's attachments are
// never copied, those on GitHub are public or ask for a login.
enum class ImagesAs { kNames, kLinks };

std::string HtmlToMarkdown(std::string_view html, ImagesAs images);

}  // namespace tandem
