#include "mappers/plain_text.h"

#include "mappers/attachments.h"
#include "mappers/html_tokens.h"
#include "mappers/html_tree.h"
#include "mappers/markup.h"
#include "mappers/utf8.h"

#include <utility>

namespace tandem {

namespace {

constexpr std::size_t kLongestEmoji = 40;  // bytes: a family of four is 25

class PartCollector : public HtmlVisitor {
 public:
  Next Enter(const GumboNode& element) override {
    Edge(element);
    if (TagOf(element) == GUMBO_TAG_IMG) {
      Separate();
      parts_.push_back({VisiblePart::Kind::kImage, CleanText(AttributeOf(element, "alt")),
                        std::string(AttributeOf(element, "src"))});
    }
    if (TagOf(element) == GUMBO_TAG_INPUT && AttributeOf(element, "type") == "checkbox") {
      Text(HasAttribute(element, "checked") ? "\u2611 " : "\u2610 ");
    }
    if (TagOf(element) == GUMBO_TAG_PRE) ++pres_;
    if (TagOf(element) == GUMBO_TAG_A) link_starts_.push_back(shown_.size());
    return Next::kChildren;
  }

  void Leave(const GumboNode& element) override {
    Edge(element);
    if (TagOf(element) == GUMBO_TAG_PRE) --pres_;
    if (TagOf(element) != GUMBO_TAG_A) return;
    const std::string text = shown_.substr(link_starts_.back());
    link_starts_.pop_back();
    const std::string address(AttributeOf(element, "href"));
    // Freshdesk makes links of bare addresses; that is no change.
    if (!address.empty() && address != text && address != text + "/") {
      parts_.push_back({VisiblePart::Kind::kLink, {}, address});
    }
  }

  void Text(std::string_view raw) override {
    const std::string text = CleanText(raw);  // entities may hold what the source was cleaned of
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text.compare(at, 2, "\xC2\xA0") == 0) {
        blank_ = true;
        ++at;
      } else if (IsAsciiSpace(static_cast<unsigned char>(text[at]))) {
        blank_ = true;
        line_end_ = line_end_ || (pres_ > 0 && text[at] == '\n');
      } else {
        Separate();
        parts_.back().text += text[at];
        shown_ += text[at];
      }
    }
  }

  std::vector<VisiblePart> Take() { return std::move(parts_); }

 private:
  void Edge(const GumboNode& element) {
    if (TagOf(element) == GUMBO_TAG_INPUT) return;
    line_end_ = line_end_ || SeparatesText(gumbo_normalized_tagname(TagOf(element)));
  }

  // Writes the blank or line end that is due, into a part of text.
  void Separate() {
    if (parts_.empty() || parts_.back().kind != VisiblePart::Kind::kText) parts_.emplace_back();
    if (begun_ && line_end_) parts_.back().text += '\n';
    if (begun_ && !line_end_ && blank_) parts_.back().text += ' ';
    begun_ = true;
    line_end_ = blank_ = false;
  }

  std::vector<VisiblePart> parts_;
  std::string shown_;  // all words, to compare a link with its text
  std::vector<std::size_t> link_starts_;
  int pres_ = 0;  // <pre> elements around
  bool begun_ = false;
  bool line_end_ = false;
  bool blank_ = false;
};

// Symbols only, and what joins and varies them.
bool IsEmoji(std::string_view text) {
  if (text.empty() || text.size() > kLongestEmoji) return false;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = CodePointAt(text, at);
    const char32_t c = point.value;
    const bool symbol = c == 0x200D || c == 0xFE0F || c == 0x20E3 || (c >= 0x2190 && c <= 0x2BFF) ||
                        (c >= 0x1F000 && c <= 0x1FAFF);
    if (!symbol || !point.valid) return false;
    at += point.bytes;
  }
  return true;
}

std::string TextOf(const std::vector<VisiblePart>& parts) {
  std::string out;
  for (const VisiblePart& part : parts) {
    if (part.kind == VisiblePart::Kind::kText) out += part.text;
    if (part.kind == VisiblePart::Kind::kImage) out += ImageText(part.text);
  }
  return out;
}

}  // namespace

std::string ImageText(std::string_view alt) {
  if (alt.empty()) return "[image]";
  return IsEmoji(alt) ? std::string(alt) : "[image: " + std::string(alt) + "]";
}

std::vector<VisiblePart> VisibleParts(std::string_view html) {
  const HtmlTree tree(html);
  PartCollector collector;
  WalkHtml(tree.root(), collector);
  return collector.Take();
}

std::string PlainText(std::string_view html) {
  return TextOf(VisibleParts(html));
}

std::string HashOfHtml(std::string_view html) {
  const std::vector<VisiblePart> parts = VisibleParts(html);
  std::string text = TextOf(parts);
  for (const VisiblePart& part : parts) {
    // An attached file is given a new address every time.
    if (part.kind == VisiblePart::Kind::kLink && !IsFreshdeskFile(part.address))
      text += "\n" + part.address;
  }
  return NormalisedHash(text);
}

}  // namespace tandem
