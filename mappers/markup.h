// What people write, carried between Freshdesk's HTML and GitHub's Markdown, and its hashes. Pure;
// safe from all threads. Every function takes any bytes, ends in linear time and never fails.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tandem {

// GitHub-flavoured Markdown that shows what the HTML showed.
// - Text that looks like Markdown is escaped; the only raw HTML in the result is ours: <details>
// and
//   <summary> around signatures and quoted mail, <br> in table cells, and <pre> or <code> with
//   escaped content where code holds "<!--", which occurs nowhere in the result.
// - Links keep http, https, mailto and tel, percent-escaped; others, and those to attached files,
//   become their text. An image is "[image: alt]": an attachment's address is never copied. What is
//   hidden (display:none, scripts, comments) is dropped.
// - A line break is "\" before the newline, so that it is one in every renderer. No newline at the
// end.
// - Elements nested deeper than 200 levels are flattened, lists and quotes deeper than 12; a table
//   that holds blocks, other tables, or more than 100 columns becomes paragraphs.
// Mentions and references are left as they are: that is the guard's work.
std::string HtmlToMarkdown(std::string_view html);

// HTML for a note, made by cmark-gfm in its safe mode, with newlines as line breaks, as GitHub
// shows comments.
// - Raw HTML becomes its visible text, comments go. An image becomes a link to it with its alt
// text.
//   Only http, https, mailto and tel links stay links. Task boxes become characters.
//   With `files_at`, images and links to attached files lead there instead: where they are seen.
// - "{{" and "{%" come out as entities, so that no Freshdesk placeholder expands.
// - At most 256 KiB are read (GitHub's 65,536 characters fit). Lists and quotes opened deeper than
// 30
//   levels in one line are text; documents made to exhaust the table or strikethrough parser are
//   shown without tables or strikethrough.
std::string MarkdownToHtml(std::string_view markdown, std::string_view files_at = {});

// The visible text: one line for each block or <br>, blanks folded, no empty lines; "[image: alt]"
// for an image. It stays equal when Freshdesk rewrites the HTML.
std::string PlainText(std::string_view html);

// 16 hexadecimal digits: FNV-1a, 64 bits, of the text with \n line ends, blanks folded, none at the
// ends of lines, and no white space around. Tells edits from rewriting; no protection from forgers.
std::string NormalisedHash(std::string_view text);
// The same of PlainText and of each link's target that is not also its text.
std::string HashOfHtml(std::string_view html);
std::string HashOfMarkdown(std::string_view markdown);

// The text as HTML shows it literally, in content and in quoted attributes.
std::string EscapeHtml(std::string_view text);
// The text as Markdown shows it literally, within one line: newlines become blanks. It may stand at
// the start of a line, in a link's text and in a table's cell.
std::string EscapeMarkdown(std::string_view text);
// "> " before each line, ">" before an empty one.
std::string QuoteMarkdown(std::string_view markdown);

// At most `bytes` bytes from the start, never cut inside a code point.
std::string CutUtf8(std::string_view text, std::size_t bytes);
// The same at a line's end where there is one, with code fences and <details> that the cut left
// open closed again; still at most `bytes` bytes when that is 200 or more.
std::string CutMarkdown(std::string_view markdown, std::size_t bytes);

// Valid UTF-8 with \n line ends. Dropped: control characters but newline and tab, bidirectional
// marks and overrides, characters without width. Joiners stay between two characters from U+0600
// on, where emoji and scripts need them. Invalid bytes become U+FFFD.
std::string CleanText(std::string_view text);

}  // namespace tandem
