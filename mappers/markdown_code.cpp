#include "mappers/markdown_code.h"

#include "mappers/html_tokens.h"
#include "mappers/markup.h"
#include "mappers/plain_text.h"
#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {

namespace {

class CodeCollector : public HtmlVisitor {
 public:
  Next Enter(const GumboNode& element) override {
    if (TagOf(element) == GUMBO_TAG_BR) {
      out_ += '\n';
    } else if (TagOf(element) == GUMBO_TAG_IMG) {
      out_ += ImageText(CleanText(AttributeOf(element, "alt")));
    } else {
      Edge(element);
    }
    return Next::kChildren;
  }
  void Leave(const GumboNode& element) override {
    if (TagOf(element) != GUMBO_TAG_BR) Edge(element);
  }
  void Text(std::string_view raw) override {
    const std::string text = CleanText(raw);  // entities may hold what the source was cleaned of
    for (std::size_t at = 0; at < text.size(); ++at) {
      const bool no_break_space = text.compare(at, 2, "\xC2\xA0") == 0;
      out_ += no_break_space ? ' ' : text[at];
      if (no_break_space) ++at;
    }
  }
  std::string Take() {
    out_.erase(out_.find_last_not_of(" \n\t") + 1);
    std::size_t line = 0;  // leading empty lines go, leading blanks of the first line stay
    for (std::size_t i = 0; i < out_.size() && IsAsciiSpace(static_cast<unsigned char>(out_[i]));
         ++i) {
      if (out_[i] == '\n') line = i + 1;
    }
    return out_.substr(line);
  }

 private:
  void Edge(const GumboNode& element) {
    if (!SeparatesText(gumbo_normalized_tagname(TagOf(element)))) return;
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }
  std::string out_;
};

std::string LanguageIn(std::string_view classes) {
  for (const std::string_view prefix : {"language-", "lang-", "highlight-source-"}) {
    const std::size_t found = classes.find(prefix);
    if (found == std::string_view::npos) continue;
    const std::string_view rest = classes.substr(found + prefix.size());
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view name = rest.substr(0, std::min<std::size_t>(end, 30));
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
      return IsAsciiAlnum(static_cast<unsigned char>(c)) ||
             std::string_view("+-#._").find(c) != std::string_view::npos;
    });
    if (plain) return std::string(name);
  }
  return {};
}

}  // namespace

std::string CodeText(const GumboNode& pre) {
  CodeCollector collector;
  WalkHtml(pre, collector);
  return collector.Take();
}

std::string CodeLanguage(const GumboNode& pre) {
  std::string own = LanguageIn(AttributeOf(pre, "class"));
  const GumboVector& children = pre.v.element.children;
  if (!own.empty() || children.length == 0) return own;
  const auto& child = *static_cast<const GumboNode*>(children.data[0]);
  return TagOf(child) == GUMBO_TAG_CODE ? LanguageIn(AttributeOf(child, "class")) : own;
}

std::string CodeBlock(std::string_view text, std::string_view language) {
  if (text.find("<!--") != std::string_view::npos) {
    const std::string lang = language.empty() ? "" : " lang=\"" + std::string(language) + "\"";
    return "<pre" + lang + ">" + EscapeHtml(text) + "</pre>";
  }
  std::size_t longest = 2;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  std::string out = fence;
  out += language;
  out += '\n';
  out += text;
  out += '\n';
  return out + fence;
}

}  // namespace tandem
