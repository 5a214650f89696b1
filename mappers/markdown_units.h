// A Markdown text as the characters that it shows, each with the bytes it was written in: what
// looks for mentions in a text must see "&#64;" and "\@" as "@", and must not look into code. Pure;
// safe from all threads.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tandem {

struct Unit {
  enum class Kind : std::uint8_t {
    kPlain,    // written as it is, so that it may be Markdown
    kLiteral,  // written as an entity or after a backslash: never Markdown
    kCode      // a whole code span or block
  };
  char32_t value = 0;         // U+FFFC for code
  std::string_view source{};  // points into the text
  Kind kind = Kind::kPlain;
};

// The units of Markdown as HtmlToMarkdown writes it; together their sources are the text. Code is
// only what is code for certain: fenced blocks, spans within one line, our own <pre> and <code>,
// each with its end. Lines are never code for being indented: ours are indented by lists.
std::vector<Unit> UnitsOfMarkdown(std::string_view markdown);

// The units of a text that is no Markdown: its code points.
std::vector<Unit> UnitsOfText(std::string_view text);

}  // namespace tandem
