#include "mappers/own_text.h"

#include "mappers/html_tokens.h"
#include "mappers/html_tree.h"
#include "mappers/mail_quotes.h"
#include "mappers/markdown_to_html.h"
#include "mappers/markup.h"
#include "mappers/plain_text.h"
#include "mappers/utf8.h"

#include <utility>

namespace tandem {

namespace {

enum class Source { kNote, kComment };

bool IsForeignBlock(GumboTag tag, Source source) {
  return tag == GUMBO_TAG_BLOCKQUOTE || tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_LISTING ||
         (tag == GUMBO_TAG_DETAILS && source == Source::kComment);
}
bool IsInlineCode(GumboTag tag) {
  return tag == GUMBO_TAG_CODE || tag == GUMBO_TAG_TT || tag == GUMBO_TAG_KBD ||
         tag == GUMBO_TAG_SAMP;
}
bool IsMarked(GumboTag tag) {
  return tag == GUMBO_TAG_LI || tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH ||
         (tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6);
}

class OwnText : public HtmlVisitor {
 public:
  explicit OwnText(Source source) : source_(source) {}

  Next Enter(const GumboNode& element) override {
    const GumboTag tag = TagOf(element);
    Edge(tag);
    if (thread_ != nullptr || IsForeignBlock(tag, source_)) return Next::kSkip;
    if (IsInlineCode(tag)) {
      Text("[code]");
      return Next::kSkip;
    }
    const MailPart part = MailPartOf(element);
    if (part == MailPart::kQuoteToTheEnd) thread_ = element.parent;
    if (part == MailPart::kQuoteToTheEnd || part == MailPart::kQuote) {
      line_end_ = true;
      return Next::kSkip;
    }
    if (tag == GUMBO_TAG_IMG) Text(ImageText(AttributeOf(element, "alt")));
    if (source_ == Source::kComment && IsMarked(tag)) Text("- ");
    return Next::kChildren;
  }

  void Leave(const GumboNode& element) override {
    Edge(TagOf(element));
    if (&element == thread_) thread_ = nullptr;
  }

  void Text(std::string_view raw) override {
    if (thread_ != nullptr) return;
    const std::string text = CleanText(raw);  // entities may hold what the source was cleaned of
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text.compare(at, 2, "\xC2\xA0") == 0) {
        blank_ = true;
        ++at;
      } else if (IsAsciiSpace(static_cast<unsigned char>(text[at]))) {
        blank_ = true;
      } else {
        Separate();
        text_ += text[at];
      }
    }
  }

  std::string Take() { return std::move(text_); }

 private:
  void Edge(GumboTag tag) { line_end_ = line_end_ || SeparatesText(gumbo_normalized_tagname(tag)); }

  void Separate() {
    if (!text_.empty() && line_end_) text_ += '\n';
    if (!text_.empty() && !line_end_ && blank_) text_ += ' ';
    line_end_ = blank_ = false;
  }

  Source source_;
  const GumboNode* thread_ = nullptr;  // whose other children are a quoted thread
  std::string text_;
  bool line_end_ = false;
  bool blank_ = false;
};

std::string OwnTextOf(std::string_view html, Source source) {
  const HtmlTree tree(html);
  OwnText text(source);
  WalkHtml(tree.root(), text);
  return text.Take();
}

}  // namespace

std::string OwnTextOfHtml(std::string_view html) {
  return OwnTextOf(html, Source::kNote);
}

std::string OwnTextOfMarkdown(std::string_view markdown) {
  return OwnTextOf(UnsafeHtmlOfMarkdown(markdown, Quotes::kKept), Source::kComment);
}

std::string OwnTextBesideQuotes(std::string_view markdown) {
  return OwnTextOf(UnsafeHtmlOfMarkdown(markdown, Quotes::kLeftOut), Source::kComment);
}

}  // namespace tandem
