// Where our marker stands in the text of a message or an issue. Whether it is genuine, and what it
// names, is told by gateway/marker, which has the keys. Pure; safe from all threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tandem {

inline constexpr std::size_t kMarkerDigits = 48;
// GitHub: a comment, in the last line of a body.
inline constexpr std::string_view kMarkerCommentStart = "<!-- tandem:";
inline constexpr std::string_view kMarkerCommentEnd = " -->";
// Freshdesk: begins the fragment of a note's last link.
inline constexpr std::string_view kMarkerFragment = "tandem-";

// 48 lower-case hexadecimal digits.
bool IsMarkerText(std::string_view text);

// The marker's digits; nothing when there is none.
std::optional<std::string> MarkerInMarkdown(std::string_view markdown);

struct LinkedMarker {
  std::string marker{};
  std::string url{};  // the link without its fragment
  bool operator==(const LinkedMarker&) const = default;
};
std::optional<LinkedMarker> MarkerInHtml(std::string_view html);

}  // namespace tandem
