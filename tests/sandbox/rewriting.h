// What Freshdesk does to the HTML that it is given: nobody gets back the bytes that he sent.
// Stateless; safe everywhere.
#pragma once

#include <string>
#include <string_view>

namespace tandem::sandbox {

// The HTML as it is stored: comments, scripts and unknown elements gone; of the attributes only
// harmless ones left (no data-*, style, class, id, on*), quoted alike; tag names in lower case;
// links kept, with rel="noreferrer"; a bare text wrapped in a <div>.
std::string RewriteHtml(std::string_view html);
// The text alone: body_text, description_text.
std::string HtmlToText(std::string_view html);

}  // namespace tandem::sandbox
