// The conversion of mappers/markup, with what only MarkdownToHtml asks of it. Pure; safe from all
// threads.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// An image as "[image: alt]", or as a link to it: the addresses of Freshdesk's attachments are
// never copied, those on GitHub are public or ask for a login.
enum class ImagesAs { kNames, kLinks };

// Links for images lead to `images_at` where that is not empty.
std::string HtmlToMarkdown(std::string_view html, ImagesAs images, std::string_view images_at = {});

}  // namespace tandem
