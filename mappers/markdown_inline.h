// The words of one block with their styles, and how they are written in Markdown: a style is opened
// and closed where CommonMark's rules let it, whatever the HTML's nesting was. Pure; safe
// everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

struct TextStyle {
  bool bold = false;
  bool italic = false;
  bool strike = false;
  int link = 0;  // 0: none; else one more than the index of its target
  int code = 0;  // 0: none; else a number for each <code>, so that neighbours stay apart
  bool operator==(const TextStyle&) const = default;
};

// A word, a line break, or the blank between two words. Code is one word, blanks included.
struct Atom {
  enum class Kind { kWord, kBlank, kBreak };
  Kind kind = Kind::kWord;
  std::string text{};
  TextStyle style{};
};

// Text as it is met in HTML, folded to atoms.
class InlineText {
 public:
  void Add(std::string_view text, const TextStyle& style);
  void Break();  // after a line that holds something; else nothing
  // Takes the last line out when it is this word alone; else nothing is done.
  bool TakeLine(std::string_view word);
  bool empty() const { return atoms_.empty(); }
  bool at_line_start() const { return atoms_.empty() || atoms_.back().kind == Atom::Kind::kBreak; }
  // Takes the atoms out; blanks and breaks at the ends are gone.
  std::vector<Atom> Take();

 private:
  void Word(std::string_view word, const TextStyle& style);
  std::vector<Atom> atoms_;
};

enum class InlinePlace { kParagraph, kHeading, kCell };

// One block's text; in a paragraph its lines are joined by "\" and a newline.
std::string InlineMarkdown(std::vector<Atom> atoms, const std::vector<std::string>& targets,
                           InlinePlace place);

}  // namespace tandem
