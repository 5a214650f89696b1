#include "tests/sandbox/rewriting.h"

#include <algorithm>
#include <array>
#include <gumbo.h>
#include <memory>

namespace tandem::sandbox {
namespace {

constexpr std::array kKept = {
    GUMBO_TAG_A,  GUMBO_TAG_B,    GUMBO_TAG_STRONG, GUMBO_TAG_I,     GUMBO_TAG_EM,
    GUMBO_TAG_U,  GUMBO_TAG_S,    GUMBO_TAG_DEL,    GUMBO_TAG_SUB,   GUMBO_TAG_SUP,
    GUMBO_TAG_P,  GUMBO_TAG_DIV,  GUMBO_TAG_SPAN,   GUMBO_TAG_BR,    GUMBO_TAG_HR,
    GUMBO_TAG_UL, GUMBO_TAG_OL,   GUMBO_TAG_LI,     GUMBO_TAG_TABLE, GUMBO_TAG_THEAD,
    GUMBO_TAG_TH, GUMBO_TAG_TR,   GUMBO_TAG_TD,     GUMBO_TAG_TBODY, GUMBO_TAG_BLOCKQUOTE,
    GUMBO_TAG_H1, GUMBO_TAG_H2,   GUMBO_TAG_H3,     GUMBO_TAG_H4,    GUMBO_TAG_H5,
    GUMBO_TAG_H6, GUMBO_TAG_CODE, GUMBO_TAG_PRE,    GUMBO_TAG_IMG};
constexpr std::array kDroppedWhole = {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE,    GUMBO_TAG_IFRAME,
                                      GUMBO_TAG_OBJECT, GUMBO_TAG_EMBED,    GUMBO_TAG_TITLE,
                                      GUMBO_TAG_FORM,   GUMBO_TAG_TEXTAREA, GUMBO_TAG_SELECT};
constexpr std::array kEmpty = {GUMBO_TAG_BR, GUMBO_TAG_HR, GUMBO_TAG_IMG};
constexpr std::array kBlocks = {GUMBO_TAG_P,  GUMBO_TAG_DIV,       GUMBO_TAG_BR, GUMBO_TAG_LI,
                                GUMBO_TAG_TR, GUMBO_TAG_PRE,       GUMBO_TAG_H1, GUMBO_TAG_H2,
                                GUMBO_TAG_H3, GUMBO_TAG_BLOCKQUOTE};
constexpr std::array<std::string_view, 7> kAttributes = {"href",    "src",     "alt",  "title",
                                                         "colspan", "rowspan", "width"};
constexpr std::array<std::string_view, 4> kSchemes = {"http:", "https:", "mailto:", "tel:"};

bool Has(const auto& list, const auto& value) {
  return std::ranges::find(list, value) != list.end();
}

std::string Escaped(std::string_view text, bool in_attribute) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else if (c == '"' && in_attribute)
      escaped += "&quot;";
    else
      escaped += c;
  }
  return escaped;
}

// javascript: and the like are not links that survive.
bool HarmlessAddress(std::string_view address) {
  const auto colon = address.find(':');
  if (colon == std::string_view::npos || address.find_first_of("/?#") < colon) return true;
  return std::ranges::any_of(kSchemes, [&](auto scheme) { return address.starts_with(scheme); });
}

std::string Attributes(const GumboElement& element) {
  std::string text;
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    const std::string_view name = attribute.name;
    const bool address = name == "href" || name == "src";
    if (!Has(kAttributes, name) || (address && !HarmlessAddress(attribute.value))) continue;
    text += " " + std::string(name) + "=\"" + Escaped(attribute.value, true) + "\"";
  }
  if (element.tag == GUMBO_TAG_A) text += " rel=\"noreferrer\"";
  return text;
}

const GumboNode& Child(const GumboVector& children, unsigned i) {
  return *static_cast<const GumboNode*>(children.data[i]);
}

void WriteHtml(const GumboNode& node, std::string& html);

void WriteElement(const GumboElement& element, std::string& html) {
  if (Has(kDroppedWhole, element.tag)) return;
  const bool kept = Has(kKept, element.tag);
  const std::string name = gumbo_normalized_tagname(element.tag);
  if (kept) html += "<" + name + Attributes(element) + ">";
  for (unsigned i = 0; i < element.children.length; ++i)
    WriteHtml(Child(element.children, i), html);
  if (kept && !Has(kEmpty, element.tag)) html += "</" + name + ">";
}

void WriteHtml(const GumboNode& node, std::string& html) {  // NOLINT(misc-no-recursion)
  if (node.type == GUMBO_NODE_ELEMENT)
    WriteElement(node.v.element, html);
  else if (node.type != GUMBO_NODE_COMMENT && node.type != GUMBO_NODE_DOCUMENT)
    html += Escaped(node.v.text.text, false);
}

void WriteText(const GumboNode& node, std::string& text) {  // NOLINT(misc-no-recursion)
  if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE) text += node.v.text.text;
  if (node.type != GUMBO_NODE_ELEMENT || Has(kDroppedWhole, node.v.element.tag)) return;
  for (unsigned i = 0; i < node.v.element.children.length; ++i)
    WriteText(Child(node.v.element.children, i), text);
  if (Has(kBlocks, node.v.element.tag)) text += " ";
}

struct Free {
  void operator()(GumboOutput* output) const {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
};
using Parsed = std::unique_ptr<GumboOutput, Free>;

Parsed Parse(std::string_view html) {
  return Parsed(gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size()));
}

const GumboVector* Body(const GumboOutput& output) {
  const auto& children = output.root->v.element.children;
  for (unsigned i = 0; i < children.length; ++i) {
    const auto& child = Child(children, i);
    if (child.type == GUMBO_NODE_ELEMENT && child.v.element.tag == GUMBO_TAG_BODY)
      return &child.v.element.children;
  }
  return nullptr;
}

bool IsBlock(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT && node.v.element.tag != GUMBO_TAG_A &&
         Has(kBlocks, node.v.element.tag) && node.v.element.tag != GUMBO_TAG_BR;
}

}  // namespace

std::string RewriteHtml(std::string_view html) {
  const auto parsed = Parse(html);
  const auto* body = Body(*parsed);
  std::string written;
  bool block_first = false;
  for (unsigned i = 0; body != nullptr && i < body->length; ++i) {
    block_first = block_first || (written.empty() && IsBlock(Child(*body, i)));
    WriteHtml(Child(*body, i), written);
  }
  return block_first || written.empty() ? written : "<div>" + written + "</div>";
}

std::string HtmlToText(std::string_view html) {
  const auto parsed = Parse(html);
  const auto* body = Body(*parsed);
  std::string text;
  for (unsigned i = 0; body != nullptr && i < body->length; ++i) WriteText(Child(*body, i), text);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace tandem::sandbox
