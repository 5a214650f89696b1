#include "mappers/markdown_inline.h"
#include "mappers/utf8.h"

#include <algorithm>

namespace tandem {

namespace {

// HTML's white space, and the no-break space that editors put in its place.
std::size_t BlankAt(std::string_view text, std::size_t at) {
  if (IsAsciiSpace(static_cast<unsigned char>(text[at]))) return 1;
  return text.compare(at, 2, "\xC2\xA0") == 0 ? 2 : 0;
}

bool Adjoins(TextStyle a, TextStyle b) {
  if (a.code != 0 && b.code != 0) a.code = b.code = 1;
  return a == b;
}

}  // namespace

void InlineText::Add(std::string_view text, const TextStyle& style) {
  std::size_t word = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t blank = BlankAt(text, at);
    if (blank == 0) {
      ++at;
      continue;
    }
    Word(text.substr(word, at - word), style);
    at += blank;
    word = at;
    if (!at_line_start() && atoms_.back().kind == Atom::Kind::kWord) {
      atoms_.push_back({Atom::Kind::kBlank, " ", style});
    }
  }
  Word(text.substr(word), style);
}

void InlineText::Word(std::string_view word, const TextStyle& style) {
  if (word.empty()) return;
  // Code spans that touch are one: their backticks would run together.
  const bool touches = !atoms_.empty() && atoms_.back().kind == Atom::Kind::kWord;
  if (touches && Adjoins(atoms_.back().style, style)) {
    atoms_.back().text += word;
    return;
  }
  const bool same_code = style.code != 0 && atoms_.size() > 1 &&
                         atoms_.back().kind == Atom::Kind::kBlank &&
                         atoms_[atoms_.size() - 2].style == style;
  if (same_code) {
    atoms_.pop_back();
    atoms_.back().text += ' ';
    atoms_.back().text += word;
    return;
  }
  atoms_.push_back({Atom::Kind::kWord, std::string(word), style});
}

void InlineText::Break() {
  if (!atoms_.empty() && atoms_.back().kind == Atom::Kind::kBlank) atoms_.pop_back();
  if (!at_line_start()) atoms_.push_back({Atom::Kind::kBreak, "\n", {}});
}

bool InlineText::TakeLine(std::string_view word) {
  std::size_t size = atoms_.size();
  if (size > 0 && atoms_[size - 1].kind == Atom::Kind::kBlank) --size;
  if (size == 0 || atoms_[size - 1].kind != Atom::Kind::kWord || atoms_[size - 1].text != word) {
    return false;
  }
  if (size > 1 && atoms_[size - 2].kind != Atom::Kind::kBreak) return false;
  atoms_.resize(size - 1);
  return true;
}

std::vector<Atom> InlineText::Take() {
  while (!atoms_.empty() && atoms_.back().kind != Atom::Kind::kWord) atoms_.pop_back();
  std::vector<Atom> taken;
  std::swap(taken, atoms_);
  return taken;
}

}  // namespace tandem
