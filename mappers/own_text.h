// What the writer of a message says himself, in contrast to what he quotes, shows as code or hides.
// Pure; safe from all threads; takes any bytes.
#pragma once

#include <string>
#include <string_view>

namespace tandem {

// The visible text: one line for each block or <br>, blanks folded, no empty lines. Without quotes,
// code and hidden elements, and without the threads that mail programs quote. Where code stood
// within a line, and for an image, a word in brackets stands.
std::string OwnTextOfHtml(std::string_view html);

// The same of a comment as GitHub shows it, raw HTML included, and without what <details> folds
// away. Items, headings and cells begin with a mark, so that what stands in them begins no line.
std::string OwnTextOfMarkdown(std::string_view markdown);
// The same as if it had no "> " quotes: raw HTML within one may end it for whoever shows it, though
// what follows was written by somebody else.
std::string OwnTextBesideQuotes(std::string_view markdown);

}  // namespace tandem
