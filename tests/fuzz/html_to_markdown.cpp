// A note's HTML, on its way to a comment.

#include "mappers/attachments.h"
#include "mappers/github_markup.h"
#include "mappers/markup.h"
#include "mappers/plain_text.h"
#include "tests/fuzz/check.h"

namespace tandem::fuzz {
namespace {

// Round trips may change the form twice: what cannot be shown as code becomes text, and an address
// in it a link. After that a text that goes to and fro must not grow.
Broken CheckRoundTrips(std::string_view markdown) {
  std::string text(markdown);
  for (int i = 0; i < 2; ++i) text = HtmlToMarkdown(MarkdownToHtml(text));
  const std::size_t size = text.size();
  for (int i = 0; i < 3; ++i) text = HtmlToMarkdown(MarkdownToHtml(text));
  TANDEM_MUST(text.size() <= size + 16, text);
  return {};
}

// Text that only looks like markup is shown as it is, on both sides. Addresses are left out: where
// one ends is for GitHub to say, and an entity within one is shown as it was written. The name of
// an emoji is shown as the character, however it is written.
Broken CheckLiteral(std::string_view text) {
  for (const std::string_view part : {"://", "www.", "WWW.", "@"}) {
    if (text.find(part) != std::string_view::npos) return {};
  }
  if (IsFreshdeskFile(text)) return {};  // it is never shown
  const std::string html = EscapeHtml(text);
  const std::string shown = PlainText(MarkdownToHtml(HtmlToMarkdown(html)));
  const std::string plain = PlainText(html);
  TANDEM_MUST(shown == plain || shown == ShowEmoji(plain), shown + "\n---\n" + plain);
  return {};
}

}  // namespace

Broken CheckHtmlToMarkdown(std::string_view input) {
  const std::string markdown = HtmlToMarkdown(input);
  TANDEM_MUST(IsUtf8(markdown), markdown);
  TANDEM_MUST(markdown.find("<!--") == std::string::npos, markdown);
  TANDEM_MUST(!markdown.ends_with('\n'), markdown);
  TANDEM_MUST(HashOfHtml(input).size() == 16, input);
  const std::string plain = PlainText(input);
  TANDEM_MUST(plain.find("\n\n") == std::string::npos, plain);
  TANDEM_MUST_PASS(CheckLiteral(CleanText(input)));
  return CheckRoundTrips(markdown);
}

}  // namespace tandem::fuzz
