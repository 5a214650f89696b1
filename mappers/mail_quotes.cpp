#include "mappers/mail_quotes.h"

#include "mappers/html_tokens.h"
#include "mappers/utf8.h"

#include <algorithm>
#include <array>
#include <string>

namespace tandem {

namespace {

constexpr std::size_t kHeaderBytes = 400;  // "From: ... Sent: ..." is within them
constexpr int kHeaderNodes = 60;

constexpr std::size_t kShortQuote = 400;
constexpr int kWrappers = 4;  // elements around the line above a thread

constexpr std::array<std::string_view, 6> kQuoteNames = {
    "gmail_quote",  "gmail_quote_container", "freshdesk_quote",
    "yahoo_quoted", "protonmail_quote",      "moz-forward-container"};
// What begins a thread.
constexpr std::array<std::string_view, 3> kHeadNames = {"appendonsend", "divrplyfwdmsg",
                                                        "outlookmessageheader"};
constexpr std::array<std::string_view, 6> kSignatureNames = {"gmail_signature",
                                                             "moz-signature",
                                                             "freshdesk_signature",
                                                             "signature",
                                                             "protonmail_signature_block",
                                                             "ms-outlook-mobile-signature"};
// What stands above a signature: Gmail's two dashes and Apple's empty line.
constexpr std::array<std::string_view, 2> kSignatureHeads = {"gmail_signature_prefix",
                                                             "linebreakatbeginningofsignature"};

// "From:" and the word before the date, as Outlook writes them in several languages.
struct Header {
  std::string_view from;
  std::string_view sent;
};
constexpr std::array<Header, 9> kHeaders = {{{"from:", "sent:"},
                                             {"from:", "date:"},
                                             {"von:", "gesendet:"},
                                             {"de :", "envoy"},
                                             {"de:", "envoy"},
                                             {"de:", "enviado"},
                                             {"da:", "inviato:"},
                                             {"van:", "verzonden:"},
                                             {"od:", "wys"}}};

template <std::size_t N>
bool NamesOneOf(std::string_view words, const std::array<std::string_view, N>& names) {
  const std::string lower = AsciiLowered(words.substr(0, 1000));
  std::size_t at = 0;
  while (at < lower.size()) {
    const std::size_t end = std::min(lower.find(' ', at), lower.size());
    std::string_view word = std::string_view(lower).substr(at, end - at);
    while (word.compare(0, 2, "x_") == 0) word.remove_prefix(2);  // as Outlook on the web prefixes
    if (std::find(names.begin(), names.end(), word) != names.end()) return true;
    at = end + 1;
  }
  return false;
}

const GumboNode* NextInOrder(const GumboNode* node) {
  if (node->type == GUMBO_NODE_ELEMENT && node->v.element.children.length > 0) {
    return static_cast<const GumboNode*>(node->v.element.children.data[0]);
  }
  while (node != nullptr) {
    if (const GumboNode* next = NextSibling(*node)) return next;
    node = node->parent;
  }
  return nullptr;
}

// The first text from this node on, lower case.
std::string TextFrom(const GumboNode* node) {
  std::string text;
  for (int i = 0; node != nullptr && i < kHeaderNodes && text.size() < kHeaderBytes; ++i) {
    if (node->type == GUMBO_NODE_TEXT) {
      text += AsciiLowered(std::string_view(node->v.text.text).substr(0, kHeaderBytes));
    }
    node = NextInOrder(node);
  }
  return text;
}

bool BeginsMailHeader(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \n\t"), text.size()));
  return std::any_of(kHeaders.begin(), kHeaders.end(), [text](const Header& header) {
    return text.compare(0, header.from.size(), header.from) == 0 &&
           text.find(header.sent) != std::string_view::npos;
  });
}

bool HasLineAbove(const GumboNode& element) {
  const std::string style = AsciiLowered(AttributeOf(element, "style").substr(0, 1000));
  return style.find("border-top") != std::string::npos ||
         style.find("border:none") != std::string::npos;
}

// Whether a thread begins with this element, or with what it begins with.
bool BeginsThread(const GumboNode& element) {
  const GumboNode* node = &element;
  for (int i = 0; i < kWrappers && node != nullptr && TagOf(*node) == GUMBO_TAG_DIV; ++i) {
    if (HasLineAbove(*node)) return BeginsMailHeader(TextFrom(node));
    const GumboVector& children = node->v.element.children;
    node = children.length > 0 ? static_cast<const GumboNode*>(children.data[0]) : nullptr;
    while (node != nullptr && node->type == GUMBO_NODE_WHITESPACE) node = NextSibling(*node);
  }
  return false;
}

const GumboNode* Behind(const GumboNode& element) {
  for (const GumboNode* node = &element; node != nullptr; node = node->parent) {
    if (const GumboNode* next = NextSibling(*node)) return next;
  }
  return nullptr;
}

bool IsShort(const GumboNode& element) {
  const GumboNode* const end = Behind(element);
  const GumboNode* node = NextInOrder(&element);
  std::size_t bytes = 0;
  for (int i = 0; node != end && node != nullptr; ++i) {
    if (node->type == GUMBO_NODE_TEXT) bytes += std::string_view(node->v.text.text).size();
    if (i == kHeaderNodes || bytes > kShortQuote) return false;
    node = NextInOrder(node);
  }
  return true;
}

bool HasTextAfter(const GumboNode& element) {
  return TextFrom(Behind(element)).find_first_not_of(" \n\t\xC2\xA0") != std::string::npos;
}

// "-- " alone.
bool IsSignatureMark(const GumboNode& element) {
  const GumboVector& children = element.v.element.children;
  if (children.length == 0 || !SeparatesText(gumbo_normalized_tagname(TagOf(element))))
    return false;
  const auto& first = *static_cast<const GumboNode*>(children.data[0]);
  if (first.type != GUMBO_NODE_TEXT) return false;
  const GumboNode* second = NextSibling(first);
  const bool alone =
      second == nullptr || (TagOf(*second) == GUMBO_TAG_BR && NextSibling(*second) == nullptr);
  const std::string_view text = first.v.text.text;
  return alone && (text == "--" || text == "-- " || text == "--\u00A0");
}

}  // namespace

MailPart MailPartOf(const GumboNode& element) {
  const GumboTag tag = TagOf(element);
  if (tag == GUMBO_TAG_HR) {
    const GumboNode* next = NextSibling(element);
    return BeginsMailHeader(TextFrom(next)) ? MailPart::kQuoteToTheEnd : MailPart::kText;
  }
  const std::string_view id = AttributeOf(element, "id");
  const std::string_view classes = AttributeOf(element, "class");
  const auto is_named = [&](const auto& names) {
    return NamesOneOf(classes, names) || NamesOneOf(id, names);
  };
  if (is_named(kHeadNames) || BeginsThread(element)) return MailPart::kQuoteToTheEnd;
  const bool is_quote = tag == GUMBO_TAG_BLOCKQUOTE;
  const bool is_named_quote = NamesOneOf(classes, kQuoteNames);
  if (is_named_quote && !is_quote) return MailPart::kQuote;
  if (is_quote && (is_named_quote || EqualsIgnoringCase(AttributeOf(element, "type"), "cite") ||
                   HasAttribute(element, "cite"))) {
    // An answer below a few quoted lines is read together with them.
    return IsShort(element) && HasTextAfter(element) ? MailPart::kText : MailPart::kQuote;
  }
  if (is_named(kSignatureNames)) return MailPart::kSignature;
  const bool heads = is_named(kSignatureHeads) || IsSignatureMark(element);
  return heads ? MailPart::kSignatureToTheEnd : MailPart::kText;
}

}  // namespace tandem
