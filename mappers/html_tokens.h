// Splits HTML into text, tags and what is never shown, as a browser's tokenizer does, without
// building a tree. Pure; safe from all threads.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct HtmlAttribute {
  std::string name{};   // lower case
  std::string value{};  // as written, entities included
};

struct HtmlToken {
  // kNothing: comments, declarations, and elements such as <script> with all that they hold.
  enum class Kind { kText, kStartTag, kEndTag, kNothing };
  Kind kind = Kind::kText;
  std::size_t begin = 0;  // the bytes of the source that it covers
  std::size_t end = 0;
  std::string name{};                       // of a tag, lower case
  std::vector<HtmlAttribute> attributes{};  // the first 20
};

class HtmlTokens {
 public:
  // The text must outlive this.
  explicit HtmlTokens(std::string_view html) : html_(html) {}

  // The next token, or false at the end. A tag or comment that never ends takes the rest of the
  // text, as in a browser. All tokens together cover the whole text, each byte read a bounded
  // number of times.
  bool Next(HtmlToken& token);

 private:
  void ReadText(HtmlToken& token);
  void ReadMarkup(HtmlToken& token);
  void ReadTag(HtmlToken& token);
  bool ReadAttribute(HtmlToken& token);
  std::string ReadValue();  // from the "=" on
  void SkipElement(HtmlToken& token);
  std::size_t AfterComment(std::size_t from) const;
  std::size_t After(std::string_view what, std::size_t from) const;
  bool StartsMarkup(std::size_t at) const;
  char At(std::size_t at) const { return at < html_.size() ? html_[at] : '\0'; }

  std::string_view html_;
  std::size_t at_ = 0;
};

// A block, a cell or a line break: what stands before it and after it is never one word.
bool SeparatesText(std::string_view element);

}  // namespace tandem
