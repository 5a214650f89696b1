// The visible text of HTML in pieces. Pure; safe from all threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tandem {

// Text, or an image or a link with its address.
struct VisiblePart {
  enum class Kind { kText, kImage, kLink };
  Kind kind = Kind::kText;
  std::string text{};     // folded; \n between blocks. Of an image: its alt text. Empty for a link.
  std::string address{};  // as written; of a link it stands where the link ends
};

std::vector<VisiblePart> VisibleParts(std::string_view html);

// What an image with this alt text is called: "[image: alt]", "[image]"; an emoji is itself.
std::string ImageText(std::string_view alt);

}  // namespace tandem
