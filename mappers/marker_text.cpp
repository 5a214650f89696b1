#include "mappers/marker_text.h"

#include "mappers/html_tokens.h"
#include "mappers/html_tree.h"
#include "mappers/words.h"

#include <algorithm>
#include <utility>

namespace tandem {
namespace {

std::optional<LinkedMarker> SplitTarget(std::string_view target) {
  target = Trimmed(target);
  const auto hash = target.rfind('#');
  if (hash == std::string_view::npos) return std::nullopt;
  std::string_view fragment = target.substr(hash + 1);
  if (!fragment.starts_with(kMarkerFragment)) return std::nullopt;
  fragment.remove_prefix(kMarkerFragment.size());
  if (!IsMarkerText(fragment)) return std::nullopt;
  return LinkedMarker{std::string(fragment), std::string(target.substr(0, hash))};
}

// The address of the link that the tag begins; where it has entities, by the parser that undoes
// them.
std::string TargetOf(const HtmlToken& tag, std::string_view source) {
  const auto href =
      std::find_if(tag.attributes.begin(), tag.attributes.end(),
                   [](const HtmlAttribute& attribute) { return attribute.name == "href"; });
  if (href == tag.attributes.end()) return {};
  if (href->value.find('&') == std::string::npos) return href->value;
  const HtmlTree tree(source);
  const GumboNode* node = &tree.root();
  while (TagOf(*node) != GUMBO_TAG_A) {
    const GumboVector& children = node->v.element.children;
    if (TagOf(*node) == GUMBO_TAG_UNKNOWN || children.length == 0) return {};
    node = static_cast<const GumboNode*>(children.data[children.length - 1]);
  }
  return std::string(AttributeOf(*node, "href"));
}

}  // namespace

bool IsMarkerText(std::string_view text) {
  return text.size() == kMarkerDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::optional<std::string> MarkerInMarkdown(std::string_view markdown) {
  markdown = Trimmed(markdown);
  std::string_view line = Trimmed(markdown.substr(markdown.rfind('\n') + 1));
  if (!line.starts_with(kMarkerCommentStart) || !line.ends_with(kMarkerCommentEnd))
    return std::nullopt;
  line.remove_prefix(kMarkerCommentStart.size());
  if (line.size() != kMarkerDigits + kMarkerCommentEnd.size()) return std::nullopt;
  line.remove_suffix(kMarkerCommentEnd.size());
  return IsMarkerText(line) ? std::optional(std::string(line)) : std::nullopt;
}

std::optional<LinkedMarker> MarkerInHtml(std::string_view html) {
  if (html.find(kMarkerFragment) == std::string_view::npos) return std::nullopt;
  std::optional<LinkedMarker> last;
  HtmlTokens tokens(html);
  for (HtmlToken token; tokens.Next(token);) {
    const std::string_view source = html.substr(token.begin, token.end - token.begin);
    const bool may_hold = token.kind == HtmlToken::Kind::kStartTag && token.name == "a" &&
                          source.find(kMarkerFragment) != std::string_view::npos;
    if (!may_hold) continue;
    if (auto found = SplitTarget(TargetOf(token, source))) last = std::move(found);
  }
  return last;
}

}  // namespace tandem
