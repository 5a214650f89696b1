// A parsed HTML text and a walk over it that never recurses. Immutable; safe from all threads.
#pragma once

#include <gumbo.h>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>

namespace tandem {

class HtmlTree {
 public:
  // Cleans (CleanText) and tames (TameHtml) first, so that any bytes are parsed in linear time.
  explicit HtmlTree(std::string_view html);
  const GumboNode& root() const { return *output_->root; }

 private:
  std::string source_;  // gumbo's nodes point into it
  // Holds all of the tree, which is given back at once: to free node by node takes as long as to
  // parse.
  std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_;
  const GumboOutput* output_;
};

// What a walk tells of the elements and texts it meets, in order.
class HtmlVisitor {
 public:
  enum class Next { kChildren, kSkip };
  HtmlVisitor() = default;
  HtmlVisitor(const HtmlVisitor&) = delete;
  HtmlVisitor& operator=(const HtmlVisitor&) = delete;
  virtual ~HtmlVisitor() = default;
  virtual Next Enter(const GumboNode& element) = 0;
  // Called for each element that was entered and not skipped.
  virtual void Leave(const GumboNode& element) = 0;
  virtual void Text(std::string_view text) = 0;
};

// Below `top`, without `top` itself. Hidden elements and the page's head are left out.
void WalkHtml(const GumboNode& top, HtmlVisitor& visitor);

// The element's name, as the constant that gumbo has for it; GUMBO_TAG_UNKNOWN for a text.
GumboTag TagOf(const GumboNode& node);
// The value of an attribute, entities decoded; empty when there is none.
std::string_view AttributeOf(const GumboNode& element, const char* name);
bool HasAttribute(const GumboNode& element, const char* name);
// The node that follows on the same level, or null.
const GumboNode* NextSibling(const GumboNode& node);

}  // namespace tandem
