// Makes HTML of any origin harmless to parse: known elements only, closed in order, at most 200
// levels deep. Pure; safe from all threads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tandem {

constexpr std::size_t kMostHtmlLevels = 200;

// HTML that a browser shows like `html`, apart from formatting that was never closed, which ends
// with its block. Unknown elements leave their content. Gumbo needs this: its time grows with the
// square of the depth, and formatting left open is copied into every later block (measured: 10,000
// open "<div>" take 0.1 s, 20,000 take 0.46 s), and its destruction recurses: 500,000 nested
// elements overflow the stack.
std::string TameHtml(std::string_view html);

}  // namespace tandem
