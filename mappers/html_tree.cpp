#include "mappers/html_tree.h"

#include "mappers/markup.h"
#include "mappers/tame_html.h"
#include "mappers/utf8.h"

namespace tandem {

namespace {

void* Allocate(void* memory, std::size_t size) {
  return static_cast<std::pmr::memory_resource*>(memory)->allocate(size);
}
void KeepForTheEnd(void* /*memory*/, void* /*block*/) {}

const GumboOutput* Parse(const std::string& source, std::pmr::memory_resource& memory) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.userdata = &memory;
  options.allocator = Allocate;
  options.deallocator = KeepForTheEnd;
  return gumbo_parse_with_options(&options, source.data(), source.size());
}

bool IsElement(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT;
}

// Of a picture that only tells its sender that the mail was read.
bool IsTiny(std::string_view length) {
  return length == "0" || length == "1" || length == "1px";
}

bool IsHidden(const GumboNode& element) {
  if (TagOf(element) == GUMBO_TAG_HEAD || HasAttribute(element, "hidden")) return true;
  std::string style;
  for (const char c : AttributeOf(element, "style")) {
    if (!IsAsciiSpace(static_cast<unsigned char>(c))) style += AsciiLower(c);
  }
  const bool pixel = TagOf(element) == GUMBO_TAG_IMG && IsTiny(AttributeOf(element, "width")) &&
                     IsTiny(AttributeOf(element, "height"));
  return pixel || style.find("display:none") != std::string::npos ||
         style.find("visibility:hidden") != std::string::npos;
}

}  // namespace

HtmlTree::HtmlTree(std::string_view html)
    : source_(TameHtml(CleanText(html))),
      memory_(std::make_unique<std::pmr::monotonic_buffer_resource>()),
      output_(Parse(source_, *memory_)) {}

GumboTag TagOf(const GumboNode& node) {
  return IsElement(node) ? node.v.element.tag : GUMBO_TAG_UNKNOWN;
}

bool HasAttribute(const GumboNode& element, const char* name) {
  return gumbo_get_attribute(&element.v.element.attributes, name) != nullptr;
}

std::string_view AttributeOf(const GumboNode& element, const char* name) {
  const GumboAttribute* found = gumbo_get_attribute(&element.v.element.attributes, name);
  return found == nullptr ? std::string_view() : found->value;
}

const GumboNode* NextSibling(const GumboNode& node) {
  if (node.parent == nullptr || !IsElement(*node.parent)) return nullptr;
  const GumboVector& siblings = node.parent->v.element.children;
  const std::size_t next = node.index_within_parent + 1;
  return next < siblings.length ? static_cast<const GumboNode*>(siblings.data[next]) : nullptr;
}

void WalkHtml(const GumboNode& top, HtmlVisitor& visitor) {
  const auto first_child = [](const GumboNode& node) -> const GumboNode* {
    if (!IsElement(node) || node.v.element.children.length == 0) return nullptr;
    return static_cast<const GumboNode*>(node.v.element.children.data[0]);
  };
  const GumboNode* node = first_child(top);
  while (node != nullptr) {
    const GumboNode* next = nullptr;
    if (IsElement(*node)) {
      const bool enter = !IsHidden(*node) && visitor.Enter(*node) == HtmlVisitor::Next::kChildren;
      if (enter) next = first_child(*node);
      if (enter && next == nullptr) visitor.Leave(*node);
    } else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE) {
      visitor.Text(node->v.text.text);
    }
    while (next == nullptr && node != &top) {
      next = NextSibling(*node);
      if (next != nullptr) break;
      node = node->parent;
      if (node != &top) visitor.Leave(*node);
    }
    node = next;
  }
}

}  // namespace tandem
