#include "mappers/markdown_to_html.h"

#include "mappers/attachments.h"
#include "mappers/github_markup.h"
#include "mappers/html_to_markdown.h"
#include "mappers/markdown_escape.h"
#include "mappers/markdown_limits.h"
#include "mappers/markup.h"
#include "mappers/plain_text.h"
#include "mappers/utf8.h"

#include <algorithm>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

namespace tandem {

namespace {

constexpr int kOptions = CMARK_OPT_HARDBREAKS;  // and not CMARK_OPT_UNSAFE

// Stands for a line break where cmark lets none be inserted: in a table's cell. CleanText lets none
// in.
constexpr std::string_view kBreakMark = "\uFDD0";

using Parser = std::unique_ptr<cmark_parser, void (*)(cmark_parser*)>;
using Document = std::unique_ptr<cmark_node, void (*)(cmark_node*)>;
using Iterator = std::unique_ptr<cmark_iter, void (*)(cmark_iter*)>;

// cmark's own registration checks a plain flag; a local static makes the first call the only one.
void RegisterExtensions() {
  static const bool is_registered = [] {
    cmark_gfm_core_extensions_ensure_registered();
    return true;
  }();
  static_cast<void>(is_registered);
}

void Attach(cmark_parser& parser, const char* name) {
  if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name)) {
    cmark_parser_attach_syntax_extension(&parser, extension);
  }
}

Parser MakeParser(const ReadableMarkdown& markdown) {
  RegisterExtensions();
  Parser parser(cmark_parser_new(kOptions), cmark_parser_free);
  for (const char* name : {"autolink", "tagfilter", "tasklist"}) Attach(*parser, name);
  if (markdown.tables) Attach(*parser, "table");
  if (markdown.strikes) Attach(*parser, "strikethrough");
  return parser;
}

std::string_view Shown(const char* text) {
  return text == nullptr ? "" : text;
}

// As browsers read an address, and as it is judged: without line breaks.
void SetAddress(cmark_node* node, std::string url) {
  std::erase_if(url, [](char c) { return c == '\n' || c == '\t'; });
  cmark_node_set_url(node, url.c_str());
}

// The nodes that may not be rendered as they are, in order: raw HTML, outermost images, links that
// lead nowhere we trust.
struct Suspect {
  cmark_node* node = nullptr;
  bool in_link = false;
  bool blocks = false;  // raw HTML that may become blocks of its own
};

enum class HtmlBlocks { kAsBlocks, kAsText };

class SuspectFinder {
 public:
  explicit SuspectFinder(HtmlBlocks html) : html_(html) {}

  void See(cmark_node* node, bool enter) {
    const auto type = cmark_node_get_type(node);
    if (type == CMARK_NODE_IMAGE) return SeeImage(node, enter);
    if (type == CMARK_NODE_LINK) return SeeLink(node, enter);
    const bool is_html = type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
    if (is_html && enter && images_ == 0)
      found_.push_back({node, links_ > 0, html_ == HtmlBlocks::kAsBlocks});
  }
  std::vector<Suspect> Take() { return std::move(found_); }

 private:
  void SeeImage(cmark_node* node, bool enter) {
    if (enter && images_ == 0) found_.push_back({node, links_ > 0});
    images_ += enter ? 1 : -1;
  }
  void SeeLink(cmark_node* node, bool enter) {
    const std::string url(Shown(cmark_node_get_url(node)));
    const bool trusted = LinkTarget(url).has_value();
    if (trusted) links_ += enter ? 1 : -1;
    if (trusted && enter) SetAddress(node, url);
    if (!trusted && enter && images_ == 0) found_.push_back({node, false});
  }

  HtmlBlocks html_;
  std::vector<Suspect> found_{};
  int links_ = 0;   // around
  int images_ = 0;  // around
};

std::vector<Suspect> FindSuspects(cmark_node& document, HtmlBlocks html) {
  SuspectFinder finder(html);
  const Iterator iterator(cmark_iter_new(&document), cmark_iter_free);
  for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    finder.See(cmark_iter_get_node(iterator.get()), event == CMARK_EVENT_ENTER);
  }
  return finder.Take();
}

cmark_node* TextNode(const std::string& text) {
  cmark_node* node = cmark_node_new(CMARK_NODE_TEXT);
  cmark_node_set_literal(node, text.c_str());
  return node;
}

// A link to an image, or its alt text where no link can be.
cmark_node* ImageLink(const std::string& alt, const std::string& url, bool in_link) {
  cmark_node* text = TextNode(alt.empty() ? "image" : alt);
  const auto target = LinkTarget(url);
  if (in_link || !target) return text;
  cmark_node* link = cmark_node_new(CMARK_NODE_LINK);
  SetAddress(link, *target);
  cmark_node_append_child(link, text);
  return link;
}

std::string TextInside(cmark_node& top) {
  std::string text;
  const Iterator iterator(cmark_iter_new(&top), cmark_iter_free);
  for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    cmark_node* node = cmark_iter_get_node(iterator.get());
    const auto type = cmark_node_get_type(node);
    if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
      text += Shown(cmark_node_get_literal(node));
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) text += ' ';
  }
  return text;
}

void AppendLines(const std::string& text, std::vector<cmark_node*>& nodes) {
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) nodes.push_back(TextNode(text.substr(at, end - at)));
    if (end < text.size()) nodes.push_back(TextNode(std::string(kBreakMark)));
    at = end + 1;
  }
}

// The first line of what HtmlToMarkdown folded: its summary would stay as a line and grow.
bool IsOwnFold(std::string_view html) {
  return html == "<details><summary>quoted mail</summary>\n" ||
         html == "<details><summary>signature</summary>\n";
}

// What raw HTML shows.
std::vector<cmark_node*> ShownBy(const Suspect& html, std::string_view files_at) {
  std::vector<cmark_node*> nodes;
  const std::string_view literal = Shown(cmark_node_get_literal(html.node));
  if (IsOwnFold(literal)) return nodes;
  for (const VisiblePart& part : VisibleParts(literal)) {
    if (part.kind == VisiblePart::Kind::kText) AppendLines(part.text, nodes);
    if (part.kind == VisiblePart::Kind::kImage) {
      const std::string url = files_at.empty() ? part.address : std::string(files_at);
      nodes.push_back(ImageLink(part.text, url, html.in_link));
    }
  }
  const std::string_view tag = literal.substr(0, 3);
  if (EqualsIgnoringCase(tag, "<br")) nodes.push_back(TextNode(std::string(kBreakMark)));
  return nodes;
}

Document Read(const ReadableMarkdown& readable, HtmlBlocks html, std::string_view files_at);

// Tables, lists and links that were written as HTML stay what they are. What HtmlToMarkdown makes
// holds no HTML that would have to be read a third time.
void ReplaceBlock(const Suspect& html, std::string_view files_at) {
  const std::string_view literal = Shown(cmark_node_get_literal(html.node));
  if (!IsOwnFold(literal)) {
    const std::string markdown = HtmlToMarkdown(literal, ImagesAs::kLinks, files_at);
    const Document document = Read(LimitMarkdown(markdown), HtmlBlocks::kAsText, files_at);
    while (cmark_node* block = cmark_node_first_child(document.get())) {
      cmark_node_insert_before(html.node, block);
    }
  }
  cmark_node_free(html.node);
}

void ReplaceHtml(const Suspect& html, std::string_view files_at) {
  if (cmark_node_get_type(html.node) == CMARK_NODE_HTML_BLOCK && html.blocks)
    return ReplaceBlock(html, files_at);
  const std::vector<cmark_node*> nodes = ShownBy(html, files_at);
  if (cmark_node_get_type(html.node) == CMARK_NODE_HTML_INLINE) {
    for (cmark_node* node : nodes) cmark_node_insert_before(html.node, node);
  } else if (!nodes.empty()) {
    cmark_node* paragraph = cmark_node_new(CMARK_NODE_PARAGRAPH);
    for (cmark_node* node : nodes) cmark_node_append_child(paragraph, node);
    cmark_node_insert_before(html.node, paragraph);
  }
  cmark_node_free(html.node);
}

// Links to attached files lead to `files_at`; one that shows its own address no longer does.
void PointFilesTo(cmark_node& document, const std::string& files_at) {
  std::vector<cmark_node*> links;
  {
    const Iterator iterator(cmark_iter_new(&document), cmark_iter_free);
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get())) {
      cmark_node* node = cmark_iter_get_node(iterator.get());
      if (event == CMARK_EVENT_ENTER && cmark_node_get_type(node) == CMARK_NODE_LINK &&
          IsGithubFile(Shown(cmark_node_get_url(node)))) {
        links.push_back(node);
      }
    }
  }
  for (cmark_node* link : links) {
    if (IsGithubFile(TextInside(*link))) {
      while (cmark_node* child = cmark_node_first_child(link)) cmark_node_free(child);
      cmark_node_append_child(link, TextNode("attached file"));
    }
    cmark_node_set_url(link, files_at.c_str());
  }
}

void Replace(const Suspect& suspect, std::string_view files_at) {
  cmark_node* node = suspect.node;
  const auto type = cmark_node_get_type(node);
  if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
    return ReplaceHtml(suspect, files_at);
  if (type == CMARK_NODE_IMAGE) {
    const std::string url(files_at.empty() ? Shown(cmark_node_get_url(node)) : files_at);
    cmark_node_insert_before(node, ImageLink(TextInside(*node), url, suspect.in_link));
  } else {
    while (cmark_node* child = cmark_node_first_child(node)) cmark_node_insert_before(node, child);
  }
  cmark_node_free(node);
}

// The document without what may not be rendered.
Document Read(const ReadableMarkdown& readable, HtmlBlocks html, std::string_view files_at) {
  const Parser parser = MakeParser(readable);
  cmark_parser_feed(parser.get(), readable.text.data(), readable.text.size());
  Document document(cmark_parser_finish(parser.get()), cmark_node_free);
  // Before the suspects, because what they become are links as well.
  if (!files_at.empty()) PointFilesTo(*document, std::string(files_at));
  for (const Suspect& suspect : FindSuspects(*document, html)) Replace(suspect, files_at);
  return document;
}

void ReplaceAll(std::string& text, std::string_view what, std::string_view with) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t found = text.find(what); found != std::string::npos;
       found = text.find(what, at)) {
    out.append(text, at, found - at);
    out += with;
    at = found + what.size();
  }
  if (at > 0) text = out.append(text, at);
}

// "{{" and "{%" begin what Freshdesk replaces.
std::string WithoutPlaceholders(std::string_view html) {
  std::string out;
  out.reserve(html.size());
  for (std::size_t i = 0; i < html.size(); ++i) {
    const char next = i + 1 < html.size() ? html[i + 1] : '\0';
    const char last = i > 0 ? html[i - 1] : '\0';
    const bool opens = html[i] == '{' && (next == '{' || next == '%' || last == '{');
    if (opens) {
      out += "&#123;";
    } else {
      out += html[i];
    }
  }
  return out;
}

std::string Finished(std::string html) {
  // The boxes are cmark's own: all other "<" in text are entities by now.
  ReplaceAll(html, R"(<input type="checkbox" checked="" disabled="" /> )", "\u2611 ");
  ReplaceAll(html, R"(<input type="checkbox" disabled="" /> )", "\u2610 ");
  ReplaceAll(html, kBreakMark, "<br />");
  // Entities may have brought back what was cleaned from the source.
  return WithoutPlaceholders(CleanText(html));
}

void LeaveOutQuotes(cmark_node& document) {
  std::vector<cmark_node*> quotes;  // the outermost
  const Iterator iterator(cmark_iter_new(&document), cmark_iter_free);
  int depth = 0;
  for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    cmark_node* node = cmark_iter_get_node(iterator.get());
    if (cmark_node_get_type(node) != CMARK_NODE_BLOCK_QUOTE) continue;
    if (event == CMARK_EVENT_ENTER && depth == 0) quotes.push_back(node);
    depth += event == CMARK_EVENT_ENTER ? 1 : -1;
  }
  for (cmark_node* quote : quotes) cmark_node_free(quote);
}

}  // namespace

std::string MarkdownToHtml(std::string_view markdown, std::string_view files_at) {
  const ReadableMarkdown readable = LimitMarkdown(markdown);
  const Document document = Read(readable, HtmlBlocks::kAsBlocks, files_at);
  NameAlerts(*document);
  ShowEmoji(*document);
  const Parser parser = MakeParser(readable);
  const std::unique_ptr<char, void (*)(void*)> html(
      cmark_render_html(document.get(), kOptions, cmark_parser_get_syntax_extensions(parser.get())),
      std::free);
  return Finished(html.get());
}

std::string UnsafeHtmlOfMarkdown(std::string_view markdown, Quotes quotes) {
  const ReadableMarkdown readable = LimitMarkdown(markdown);
  RegisterExtensions();
  const Parser parser(cmark_parser_new(kOptions), cmark_parser_free);
  Attach(*parser, "autolink");
  if (readable.tables) Attach(*parser, "table");
  if (readable.strikes) Attach(*parser, "strikethrough");
  cmark_parser_feed(parser.get(), readable.text.data(), readable.text.size());
  const Document document(cmark_parser_finish(parser.get()), cmark_node_free);
  if (quotes == Quotes::kLeftOut) LeaveOutQuotes(*document);
  const std::unique_ptr<char, void (*)(void*)> html(
      cmark_render_html(document.get(), kOptions | CMARK_OPT_UNSAFE,
                        cmark_parser_get_syntax_extensions(parser.get())),
      std::free);
  return html.get();
}

}  // namespace tandem
