#include "mappers/mail_quotes.h"

#include "mappers/utf8.h"

#include <algorithm>
#include <array>
#include <string>

namespace tandem {

namespace {

constexpr std::size_t kHeaderBytes = 400;  // "From: ... Sent: ..." is within them
constexpr int kHeaderNodes = 60;

constexpr std::array<std::string_view, 8> kQuoteNames = {
    "gmail_quote",      "gmail_quote_container", "freshdesk_quote",       "yahoo_quoted",
    "protonmail_quote", "moz-cite-prefix",       "moz-forward-container", "divrplyfwdmsg"};
constexpr std::array<std::string_view, 6> kSignatureNames = {"gmail_signature",
                                                             "moz-signature",
                                                             "freshdesk_signature",
                                                             "signature",
                                                             "protonmail_signature_block",
                                                             "ms-outlook-mobile-signature"};

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
    const std::string_view word = std::string_view(lower).substr(at, end - at);
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

}  // namespace

MailPart MailPartOf(const GumboNode& element) {
  const GumboTag tag = TagOf(element);
  if (tag == GUMBO_TAG_HR) {
    const GumboNode* next = NextSibling(element);
    return BeginsMailHeader(TextFrom(next)) ? MailPart::kQuoteToTheEnd : MailPart::kText;
  }
  const std::string_view id = AttributeOf(element, "id");
  const std::string_view classes = AttributeOf(element, "class");
  if (EqualsIgnoringCase(id, "appendonsend") || EqualsIgnoringCase(id, "divRplyFwdMsg")) {
    return MailPart::kQuoteToTheEnd;
  }
  if (NamesOneOf(classes, kQuoteNames)) return MailPart::kQuote;
  if (tag == GUMBO_TAG_BLOCKQUOTE &&
      (EqualsIgnoringCase(AttributeOf(element, "type"), "cite") || HasAttribute(element, "cite"))) {
    return MailPart::kQuote;
  }
  if (NamesOneOf(classes, kSignatureNames) || NamesOneOf(id, kSignatureNames)) {
    return MailPart::kSignature;
  }
  if (tag == GUMBO_TAG_DIV && HasLineAbove(element) && BeginsMailHeader(TextFrom(&element))) {
    return MailPart::kQuoteToTheEnd;
  }
  return MailPart::kText;
}

}  // namespace tandem
