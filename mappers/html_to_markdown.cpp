#include "mappers/html_to_markdown.h"

#include "mappers/attachments.h"
#include "mappers/html_tokens.h"
#include "mappers/html_tree.h"
#include "mappers/mail_quotes.h"
#include "mappers/markdown_blocks.h"
#include "mappers/markdown_code.h"
#include "mappers/markdown_escape.h"
#include "mappers/markdown_inline.h"
#include "mappers/markdown_table.h"
#include "mappers/markup.h"
#include "mappers/plain_text.h"
#include "mappers/utf8.h"

#include <optional>
#include <utility>

namespace tandem {

namespace {

std::int64_t NumberOf(std::string_view text) {
  std::int64_t number = 0;
  for (const char c : text) {
    if (!IsAsciiDigit(static_cast<unsigned char>(c)) || text.size() > 9) return 1;
    number = number * 10 + (c - '0');
  }
  return text.empty() ? 1 : number;
}

std::size_t HeadingLevel(GumboTag tag) {
  switch (tag) {
    case GUMBO_TAG_H1:
      return 1;
    case GUMBO_TAG_H2:
      return 2;
    case GUMBO_TAG_H3:
      return 3;
    case GUMBO_TAG_H4:
      return 4;
    case GUMBO_TAG_H5:
      return 5;
    case GUMBO_TAG_H6:
      return 6;
    default:
      return 0;
  }
}

bool HasInlineStyle(std::string_view style, std::string_view property, std::string_view value) {
  std::string plain;
  for (const char c : style.substr(0, 1000)) {
    if (c != ' ') plain += AsciiLower(c);
  }
  return plain.find(std::string(property) + ":" + std::string(value)) != std::string::npos;
}

class Converter : public HtmlVisitor {
 public:
  Converter(ImagesAs images, std::string_view images_at) : images_(images), images_at_(images_at) {}

  std::string Take() {
    Flush();
    return blocks_.Take();
  }

  Next Enter(const GumboNode& element) override {
    const GumboTag tag = TagOf(element);
    Frame frame;
    frame.style = style_;
    OpenFold(element, frame);
    const bool whole = TakeWhole(element, tag);
    if (!whole && !Restyle(element, tag)) EnterBlock(element, tag, frame);
    if (whole) {
      Restore(frame);
      return Next::kSkip;
    }
    frames_.push_back(frame);
    return Next::kChildren;
  }

  void Leave(const GumboNode& element) override {
    const GumboTag tag = TagOf(element);
    LeaveBlock(element, tag);
    const Frame frame = frames_.back();
    frames_.pop_back();
    Restore(frame);
  }

  void Text(std::string_view text) override {
    // Again, because entities may have brought back what the source was cleaned of.
    const std::string clean = WithoutFreshdeskFiles(CleanText(text));
    inline_.Add(clean, style_);
    blank_line_ = clean == "\u00A0" && inline_.at_line_start();
  }

 private:
  // What an element's end puts back.
  struct Frame {
    TextStyle style{};
    int containers = 0;  // to close
    bool folds = false;  // one of them is the fold
    bool ends_paragraph = false;
    bool list = false;
    bool item_open = false;    // of a list: stays open for what follows its <li>
    std::int64_t number = -1;  // of a numbered list: the next item's
  };

  void Restore(const Frame& frame) {
    if (frame.containers > 0 || frame.ends_paragraph) Flush();
    for (int i = 0; i < frame.containers; ++i) blocks_.Close();
    if (frame.folds) folded_ = false;
    style_ = frame.style;
  }

  // Folds do not nest, and a cell holds none.
  void OpenFold(const GumboNode& element, Frame& frame) {
    if (InOneBlock()) return;
    const MailPart part = MailPartOf(element);
    if (part == MailPart::kText) return;
    Flush();
    frame.ends_paragraph = true;
    if (folded_) return;
    const bool to_the_end =
        part == MailPart::kQuoteToTheEnd || part == MailPart::kSignatureToTheEnd;
    Frame& owner = to_the_end && !frames_.empty() ? frames_.back() : frame;
    const bool signs = part == MailPart::kSignature || part == MailPart::kSignatureToTheEnd;
    Fold(signs ? "signature" : "quoted mail", owner);
  }

  void Fold(std::string_view summary, Frame& owner) {
    blocks_.OpenFold(summary);
    ++owner.containers;
    owner.folds = folded_ = true;
  }

  // Elements that are shown without their content being walked.
  bool TakeWhole(const GumboNode& element, GumboTag tag) {
    switch (tag) {
      case GUMBO_TAG_BR:
        LineBreak();
        return true;
      case GUMBO_TAG_IMG:
        Image(element);
        return true;
      case GUMBO_TAG_HR:
        BlockEdge();
        // "---" and "***" would make a rule of the whole line in a list. A fold needs none above
        // it.
        if (!InOneBlock() && !blocks_.InEmptyFold()) blocks_.Verbatim("___");
        return true;
      case GUMBO_TAG_INPUT:
        if (AttributeOf(element, "type") == "checkbox") {
          inline_.Add(HasAttribute(element, "checked") ? "\u2611 " : "\u2610 ", style_);
        }
        return true;
      case GUMBO_TAG_PRE:
      case GUMBO_TAG_LISTING: {
        if (InOneBlock()) return false;
        Flush();
        const std::string text = CodeText(element);
        if (!text.empty()) blocks_.Verbatim(CodeBlock(text, CodeLanguage(element)));
        return true;
      }
      default:
        return false;
    }
  }

  void Image(const GumboNode& element) {
    const std::string alt = CleanText(AttributeOf(element, "alt"));
    if (images_ == ImagesAs::kNames) return inline_.Add(ImageText(alt), style_);
    TextStyle style = style_;
    const auto source = images_at_.empty() ? AttributeOf(element, "src") : images_at_;
    const auto target = LinkTarget(source);
    if (target && style.link == 0) {
      targets_.push_back(*target);
      style.link = static_cast<int>(targets_.size());
    }
    inline_.Add(alt.empty() ? "image" : alt, style);
  }

  // An element that only changes how its text looks.
  bool Restyle(const GumboNode& element, GumboTag tag) {
    const std::string_view css = AttributeOf(element, "style");
    if (tag == GUMBO_TAG_B || tag == GUMBO_TAG_STRONG) style_.bold = true;
    if (tag == GUMBO_TAG_I || tag == GUMBO_TAG_EM) style_.italic = true;
    if (tag == GUMBO_TAG_S || tag == GUMBO_TAG_STRIKE || tag == GUMBO_TAG_DEL) style_.strike = true;
    if (!css.empty()) {
      if (HasInlineStyle(css, "font-weight", "bold") || HasInlineStyle(css, "font-weight", "700")) {
        style_.bold = true;
      }
      // Google's editors wrap whole mails in <b style="font-weight:normal">.
      if (HasInlineStyle(css, "font-weight", "normal")) style_.bold = false;
      if (HasInlineStyle(css, "font-style", "italic")) style_.italic = true;
      if (HasInlineStyle(css, "text-decoration", "line-through")) style_.strike = true;
    }
    if (tag == GUMBO_TAG_CODE || tag == GUMBO_TAG_TT || tag == GUMBO_TAG_KBD ||
        tag == GUMBO_TAG_SAMP) {
      style_.code = ++codes_;
    }
    if (tag == GUMBO_TAG_A) {
      style_.link = 0;
      auto target = LinkTarget(AttributeOf(element, "href"));
      if (target && !IsFreshdeskFile(*target)) {
        targets_.push_back(*std::move(target));
        style_.link = static_cast<int>(targets_.size());
      }
    }
    return !SeparatesText(gumbo_normalized_tagname(tag));
  }

  void EnterBlock(const GumboNode& element, GumboTag tag, Frame& frame) {
    switch (tag) {
      case GUMBO_TAG_UL:
      case GUMBO_TAG_DIR:
      case GUMBO_TAG_MENU:
      case GUMBO_TAG_OL:
        return EnterList(element, tag, frame);
      case GUMBO_TAG_LI:
        return EnterItem();
      case GUMBO_TAG_BLOCKQUOTE:
        if (InOneBlock()) return inline_.Break();
        Flush();
        blocks_.OpenQuote();
        ++frame.containers;
        return;
      case GUMBO_TAG_TABLE:
        BlockEdge();
        if (!InOneBlock() && IsMarkdownTable(element)) table_.emplace();
        return;
      case GUMBO_TAG_TR:
        if (table_) return table_->Row();
        return BlockEdge();
      default:
        break;
    }
    if (HeadingLevel(tag) > 0 && !InOneBlock()) {
      Flush();
      in_heading_ = true;
      return;
    }
    Edge(tag);
  }

  void EnterList(const GumboNode& element, GumboTag tag, Frame& frame) {
    if (InOneBlock()) return inline_.Break();
    Flush();
    blocks_.OpenList();
    ++frame.containers;
    frame.list = true;
    if (tag == GUMBO_TAG_OL) frame.number = NumberOf(AttributeOf(element, "start"));
  }

  void EnterItem() {
    BlockEdge();
    if (frames_.empty() || !frames_.back().list) return;
    Frame& list = frames_.back();
    if (list.item_open) {
      blocks_.Close();
      --list.containers;
    }
    if (list.number >= 0) {
      blocks_.OpenItem(list.number++);
    } else {
      blocks_.OpenItem();
    }
    ++list.containers;
    list.item_open = true;
  }

  void LeaveBlock(const GumboNode& element, GumboTag tag) {
    if (tag == GUMBO_TAG_TABLE && table_) return WriteTable();
    if ((tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) && table_) {
      return table_->Cell(InlineMarkdown(inline_.Take(), targets_, InlinePlace::kCell),
                          ColumnsOf(element));
    }
    if (tag == GUMBO_TAG_CAPTION && table_) {
      return blocks_.Paragraph(InlineMarkdown(inline_.Take(), targets_, InlinePlace::kParagraph));
    }
    if (HeadingLevel(tag) > 0 && in_heading_) return WriteHeading(HeadingLevel(tag));
    Edge(tag);
  }

  // What an element's beginning and end do to the text around it.
  void Edge(GumboTag tag) {
    switch (tag) {
      case GUMBO_TAG_HTML:
      case GUMBO_TAG_BODY:
        return;
      case GUMBO_TAG_P:
      case GUMBO_TAG_TD:
      case GUMBO_TAG_TH:
      case GUMBO_TAG_LI:
      case GUMBO_TAG_DT:
      case GUMBO_TAG_DD:
      case GUMBO_TAG_TABLE:
      case GUMBO_TAG_BLOCKQUOTE:
        return BlockEdge();
      default:
        if (!SeparatesText(gumbo_normalized_tagname(tag))) return;
        if (blank_line_ && !InOneBlock()) Flush();  // <div>&nbsp;</div>
        blank_line_ = false;
        inline_.Break();
    }
  }

  // An empty line, as editors make it with <div><br></div>, ends the paragraph. "--" alone in a
  // line begins a signature.
  void LineBreak() {
    if (inline_.at_line_start() && !InOneBlock()) return Flush();
    if (!folded_ && !InOneBlock() && !frames_.empty() && inline_.TakeLine("--")) {
      Flush();
      Fold("signature", frames_.back());
      inline_.Add("--", style_);
    }
    inline_.Break();
  }

  void BlockEdge() {
    if (InOneBlock()) return inline_.Break();
    Flush();
  }

  bool InOneBlock() const { return table_.has_value() || in_heading_; }

  void Flush() {
    if (inline_.empty()) return;
    blocks_.Paragraph(InlineMarkdown(inline_.Take(), targets_, InlinePlace::kParagraph));
  }

  void WriteTable() {
    const std::string lines = table_->Lines();
    table_.reset();
    if (!lines.empty()) blocks_.Verbatim(lines);
  }

  void WriteHeading(std::size_t level) {
    in_heading_ = false;
    std::string text = InlineMarkdown(inline_.Take(), targets_, InlinePlace::kHeading);
    if (text.empty()) return;
    // A last "#" would be a closing sequence, unless it is escaped already.
    const std::size_t before = text.find_last_not_of('\\', text.size() - 2) + 1;
    const bool escaped = text.size() > 1 && (text.size() - 1 - before) % 2 == 1;
    if (text.back() == '#' && !escaped) text.insert(text.size() - 1, "\\");
    blocks_.Verbatim(std::string(level, '#') + " " + text);
  }

  ImagesAs images_;
  std::string_view images_at_;
  MarkdownBlocks blocks_;
  InlineText inline_;
  TextStyle style_;
  std::vector<Frame> frames_;
  std::vector<std::string> targets_;
  std::optional<MarkdownTable> table_;
  bool in_heading_ = false;
  bool folded_ = false;
  bool blank_line_ = false;  // the text before was a no-break space alone in its line
  int codes_ = 0;
};

}  // namespace

std::string HtmlToMarkdown(std::string_view html) {
  return HtmlToMarkdown(html, ImagesAs::kNames);
}

std::string HtmlToMarkdown(std::string_view html, ImagesAs images, std::string_view images_at) {
  const HtmlTree tree(html);
  Converter converter(images, images_at);
  WalkHtml(tree.root(), converter);
  return converter.Take();
}

}  // namespace tandem
