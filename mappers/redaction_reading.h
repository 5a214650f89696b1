// A text of Markdown as a person reads it, each character with the bytes that it comes from. Pure;
// safe everywhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct Reading {
  std::u32string text{};
  std::vector<std::size_t> begin{};  // of the source's bytes, for each character
  std::vector<std::size_t> end{};

  void Add(char32_t value, std::size_t from, std::size_t to) {
    text.push_back(value);
    begin.push_back(from);
    end.push_back(to);
  }
};

// "[text](target)" or "<target>", in bytes of the source.
struct LinkPlace {
  std::size_t begin = 0;
  std::size_t text_end = 0;  // where "](" stands; equal to `begin` without a text
  std::size_t target = 0;
  std::size_t target_end = 0;
  std::size_t end = 0;
  bool has_text = false;
};

struct MarkdownReading {
  Reading visible{};               // without markup and targets
  Reading targets{};               // of all links, one a line
  std::vector<LinkPlace> links{};  // in order
};

// Blanks of all kinds read as ' ', full-width and mathematical letters as the plain ones; what has
// no width is not read. "[at]" and "(dot)" between words read as '@' and '.'.
MarkdownReading ReadMarkdown(std::string_view markdown);

}  // namespace tandem
