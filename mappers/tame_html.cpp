#include "mappers/tame_html.h"

#include "mappers/html_tokens.h"

#include <algorithm>
#include <array>
#include <vector>

namespace tandem {

namespace {

enum class Shape { kUnknown, kInline, kBlock, kVoid, kItem, kTable };

struct Element {
  std::string_view name;
  Shape shape;
};

constexpr std::array<Element, 73> kElements = {{
    {"a", Shape::kInline},         {"b", Shape::kInline},         {"strong", Shape::kInline},
    {"i", Shape::kInline},         {"em", Shape::kInline},        {"s", Shape::kInline},
    {"strike", Shape::kInline},    {"del", Shape::kInline},       {"u", Shape::kInline},
    {"ins", Shape::kInline},       {"span", Shape::kInline},      {"font", Shape::kInline},
    {"code", Shape::kInline},      {"tt", Shape::kInline},        {"kbd", Shape::kInline},
    {"samp", Shape::kInline},      {"small", Shape::kInline},     {"big", Shape::kInline},
    {"sub", Shape::kInline},       {"sup", Shape::kInline},       {"mark", Shape::kInline},
    {"cite", Shape::kInline},      {"q", Shape::kInline},         {"var", Shape::kInline},
    {"label", Shape::kInline},     {"abbr", Shape::kInline},      {"time", Shape::kInline},
    {"br", Shape::kVoid},          {"hr", Shape::kVoid},          {"img", Shape::kVoid},
    {"input", Shape::kVoid},       {"li", Shape::kItem},          {"dt", Shape::kItem},
    {"dd", Shape::kItem},          {"p", Shape::kBlock},          {"div", Shape::kBlock},
    {"h1", Shape::kBlock},         {"h2", Shape::kBlock},         {"h3", Shape::kBlock},
    {"h4", Shape::kBlock},         {"h5", Shape::kBlock},         {"h6", Shape::kBlock},
    {"ul", Shape::kBlock},         {"ol", Shape::kBlock},         {"menu", Shape::kBlock},
    {"dl", Shape::kBlock},         {"blockquote", Shape::kBlock}, {"pre", Shape::kBlock},
    {"details", Shape::kBlock},    {"summary", Shape::kBlock},    {"section", Shape::kBlock},
    {"article", Shape::kBlock},    {"header", Shape::kBlock},     {"footer", Shape::kBlock},
    {"main", Shape::kBlock},       {"aside", Shape::kBlock},      {"nav", Shape::kBlock},
    {"center", Shape::kBlock},     {"address", Shape::kBlock},    {"figure", Shape::kBlock},
    {"figcaption", Shape::kBlock}, {"fieldset", Shape::kBlock},   {"dir", Shape::kBlock},
    {"listing", Shape::kBlock},    {"table", Shape::kTable},      {"caption", Shape::kTable},
    {"thead", Shape::kTable},      {"tbody", Shape::kTable},      {"tfoot", Shape::kTable},
    {"tr", Shape::kTable},         {"td", Shape::kTable},         {"th", Shape::kTable},
    {"hgroup", Shape::kBlock},
}};

const Element* Known(std::string_view name) {
  const auto* found = std::find_if(kElements.begin(), kElements.end(),
                                   [name](const Element& e) { return e.name == name; });
  return found == kElements.end() ? nullptr : found;
}

template <std::size_t N>
bool In(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 16> kAttributes = {
    "href",  "src",     "alt",  "class",   "id",     "type",          "start", "lang",
    "style", "checked", "cite", "colspan", "hidden", "data-language", "width", "height"};
constexpr std::array<std::string_view, 3> kRows = {"thead", "tbody", "tfoot"};

class Tamer {
 public:
  explicit Tamer(std::size_t size) { out_.reserve(size + size / 8); }

  void Add(std::string_view html, const HtmlToken& token) {
    switch (token.kind) {
      case HtmlToken::Kind::kText:
        Text(html.substr(token.begin, token.end - token.begin));
        break;
      case HtmlToken::Kind::kStartTag:
        Start(token);
        break;
      case HtmlToken::Kind::kEndTag:
        End(token.name);
        break;
      case HtmlToken::Kind::kNothing:
        break;
    }
  }

  std::string Finish() {
    CloseTo(0);
    return std::move(out_);
  }

 private:
  void Text(std::string_view text) {
    for (const char c : text) {
      if (c == '<') {
        out_ += "&lt;";
      } else {
        out_ += c;
      }
    }
  }

  void Start(const HtmlToken& token) {
    const Element* element = Known(token.name);
    if (element == nullptr) return;
    CloseWhatEndsBefore(*element);
    if (element->shape == Shape::kTable && !FitsTable(element->name)) return;
    if (element->shape != Shape::kVoid) {
      if (open_.size() >= kMostHtmlLevels) return;
      open_.push_back(element);
    }
    out_ += '<';
    out_ += element->name;
    for (const HtmlAttribute& attribute : token.attributes) Attribute(attribute);
    out_ += '>';
  }

  void Attribute(const HtmlAttribute& attribute) {
    if (!In(kAttributes, attribute.name)) return;
    out_ += ' ';
    out_ += attribute.name;
    out_ += "=\"";
    for (const char c : attribute.value) {
      if (c == '"') {
        out_ += "&quot;";
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  void End(std::string_view name) {
    if (name == "br") out_ += "<br>";
    for (std::size_t i = open_.size(); i > 0; --i) {
      const Element& element = *open_[i - 1];
      if (element.name == name) return CloseTo(i - 1);
      // An end tag inside a cell never closes what is outside the table, and a stray inline one no
      // block.
      if (element.name == "table") return;
      if (element.shape != Shape::kInline && Known(name) != nullptr &&
          Known(name)->shape == Shape::kInline) {
        return;
      }
    }
  }

  void CloseTo(std::size_t levels) {
    while (open_.size() > levels) {
      out_ += "</";
      out_ += open_.back()->name;
      out_ += '>';
      open_.pop_back();
    }
  }

  // The end tags that HTML lets people leave out (HTML standard, 13.1.2.4).
  void CloseWhatEndsBefore(const Element& element) {
    const bool inside_line = element.shape == Shape::kInline || element.shape == Shape::kVoid;
    if (element.name == "a") CloseNearest("a");
    if (element.shape == Shape::kTable && element.name != "table")
      return CloseInTable(element.name);
    if (!inside_line || element.name == "hr") CloseNearest("p");
    if (element.name == "li") CloseNearest("li");
    if (element.name == "dt" || element.name == "dd") {
      CloseNearest("dt");
      CloseNearest("dd");
    }
  }

  // Closes the innermost element of that name, unless a list, a cell, a quote or a table is
  // between.
  void CloseNearest(std::string_view name) {
    for (std::size_t i = open_.size(); i > 0; --i) {
      const Element& element = *open_[i - 1];
      if (element.name == name) return CloseTo(i - 1);
      if (element.shape == Shape::kTable || element.shape == Shape::kBlock) return;
      if (element.shape == Shape::kItem && name == "p") return;
    }
  }

  void CloseInTable(std::string_view name) {
    for (std::size_t i = open_.size(); i > 0; --i) {
      const std::string_view open = open_[i - 1]->name;
      const bool row_fits = open == "tr" && (name == "td" || name == "th");
      const bool group_fits = In(kRows, open) && !In(kRows, name) && name != "caption";
      if (open == "table" || row_fits || group_fits) return CloseTo(i);
    }
  }

  // Rows and cells stand where they may: elsewhere their tags are left out, as browsers do.
  bool FitsTable(std::string_view name) {
    if (name == "table") return true;
    if (open_.empty()) return false;
    const std::string_view parent = open_.back()->name;
    if (name == "td" || name == "th") return parent == "tr";
    if (name == "tr") return parent == "table" || In(kRows, parent);
    return parent == "table";
  }

  std::string out_;
  std::vector<const Element*> open_;
};

}  // namespace

std::string TameHtml(std::string_view html) {
  Tamer tamer(html.size());
  HtmlTokens tokens(html);
  HtmlToken token;
  while (tokens.Next(token)) tamer.Add(html, token);
  return tamer.Finish();
}

}  // namespace tandem
